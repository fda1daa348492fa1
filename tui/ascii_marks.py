"""For terminals without UTF-8: every mark, frame and bar that Spar draws has a form in ASCII, one cell for one cell."""

from __future__ import annotations

import codecs
import locale
import sys

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_FORMS = {
    "✎": "w",
    "≡": "r",
    "✓": "*",
    "✗": "x",
    "·": ".",
    "…": "_",
    "−": "-",
    "→": ">",
    "▲": "^",
    "▼": "v",
    "■": "#",
    "▸": ">",
    "◂": "<",
    "▶": ">",
    "▾": "v",
    "›": ">",
    "↳": "<",
    "⏎": "/",
    "␛": "^",
    "⋯": ":",
    "⟦": "[",
    "⟧": "]",
    "█": "#",
    "░": ".",
    "↑": "^",
    "↓": "v",
    "▁": "_",
    "▂": "_",
    "▃": "-",
    "▄": "-",
    "▅": "=",
    "▆": "=",
    "▇": "#",
    "│": "|",
    "─": "-",
    "╭": "+",
    "╮": "+",
    "╰": "+",
    "╯": "+",
    "┃": "|",
    "━": "-",
    "├": "+",
    "┤": "+",
    "┌": "+",
    "┐": "+",
    "└": "+",
    "┘": "+",
    "┏": "+",
    "┗": "+",
    "║": "|",
    "≠": "#",
    "\ufffd": "?",
    "⠋": "|",
    "⠙": "/",
    "⠹": "-",
    "⠸": "\\",
    "⠼": "|",
    "⠴": "/",
    "⠦": "-",
    "⠧": "\\",
    "⠇": "|",
    "⠏": "/",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "–": "-",
    "—": "-",
    "×": "x",
}


def needs_ascii(encoding: str | None = None) -> bool:
    """Whether the terminal's encoding can't show Spar's marks."""
    name = encoding or getattr(sys.__stdout__, "encoding", None) or locale.getpreferredencoding(False)
    try:
        return codecs.lookup(name).name not in ("utf-8", "utf-16", "utf-32", "gb18030")
    except LookupError:
        return True


def in_ascii(text: str) -> str:
    """The same text in ASCII, as many cells wide; what has no form becomes `?`."""
    if text.isascii():
        return text
    return "".join(
        char if char.isascii() else _FORMS.get(char) or "?" * cell_len(char) for char in text
    )  # fmt: skip


class AsciiFilter(LineFilter):
    """Turns every drawn segment into ASCII."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [Segment(in_ascii(text), style, control) for text, style, control in segments]
