"""The one door through which foreign text reaches the screen: nothing in it may act on the terminal or hide."""

from __future__ import annotations

import re

# Whole sequences first, so that a sequence leaves one mark and not its parameters as litter. A string sequence that
# never ends is cut at its line: a terminal would swallow the rest, and so would we.
_SEQUENCE = (
    r"(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"  # OSC, DCS, SOS, PM, APC
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI
    r"|\x1b[ -/]*[0-~]?"  # every other escape
)
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_HIDING = "\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
_LONE = "\ud800-\udfff"
_SUSPECT = re.compile(f"[{_CONTROL}{_HIDING}{_LONE}]")
_TAKEN_OUT = re.compile(rf"\r\n|{_SEQUENCE}|[{_CONTROL}{_HIDING}{_LONE}]")

ESCAPE_MARK = "␛"
NEWLINE_MARK = "⏎"


def clean(text: str, *, one_line: bool = False) -> str:
    """Text that can be drawn anywhere: no escape sequence, C0, C1 or bidi control is left, and marks say what was.

    `␛` stands for a whole escape sequence, control pictures for C0, `⟦202e⟧` for what would reorder or hide text.
    Newlines and tabs stay unless `one_line`, which turns them into `⏎` and a space. Carriage returns before a newline
    go silently. Idempotent.
    """
    if _SUSPECT.search(text) is not None:
        text = _TAKEN_OUT.sub(_mark, text)
    if one_line:
        text = text.strip("\n").replace("\n", NEWLINE_MARK).replace("\t", " ")
    return text


def clean_lines(text: str, *, tab: int = 4) -> list[str]:
    """Cleaned text as lines with their tabs expanded; a newline at the end makes no empty line."""
    lines = clean(text).expandtabs(tab).split("\n")
    if len(lines) > 1 and not lines[-1]:
        lines.pop()
    return lines


def decode(data: bytes) -> str:
    """A file's bytes as text; what is no UTF-8 is replaced, never raised."""
    return data.decode("utf-8", "replace")


def _mark(match: re.Match[str]) -> str:
    found = match.group()
    code = ord(found[0])
    if found == "\r\n":
        return "\n"
    if code == 0x1B or len(found) > 1:
        return ESCAPE_MARK
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    return f"⟦{code:x}⟧"
