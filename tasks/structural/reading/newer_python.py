"""Rewrites the syntax of Python 3.12 to 3.14 that the host's own parser may not know yet; lines keep their numbers.

The box may run a newer Python than Spar does. Without this, an honest `f"{row["id"]}"` would count as a file that
does not parse.
"""

from __future__ import annotations

import re

_FSTRING = re.compile(r"(?<![\w\"'])(?:[fF][rR]?|[rR][fF])(\"\"\"|'''|\"|')")
_TYPE = re.compile(r"^(\s*)type\s+(\w+)\s*(\[[^\]\n]*\])?\s*=", re.M)
_GENERIC = re.compile(r"^(\s*(?:async\s+)?(?:def|class)\s+\w+)\s*\[[^\n]*?\](?=\s*[(:])", re.M)
_EXCEPT = re.compile(r"^(\s*except\*?\s+)(\w[\w.]*(?:\s*,\s*\w[\w.]*)+)\s*:", re.M)
_STRING = re.compile(r"(?:[rRbBuU]{0,2})(\"\"\"|'''|\"|')")


def translated(data: bytes) -> bytes | None:
    """The source with f-strings made plain and type parameters dropped, or None when it is not text."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if len(text) > 400_000:
        return None
    text = _plain_fstrings(text)
    text = _TYPE.sub(r"\1\2 =", text)
    text = _GENERIC.sub(r"\1", text)
    return _EXCEPT.sub(r"\1(\2):", text).encode()


def _plain_fstrings(text: str) -> str:
    out: list[str] = []
    at = 0
    while True:
        found = _FSTRING.search(text, at)
        if found is None:
            out.append(text[at:])
            return "".join(out)
        end = _end_of_fstring(text, found.end(), found.group(1))
        if end is None:
            out.append(text[at : found.end()])
            at = found.end()
            continue
        out.append(text[at : found.start()])
        out.append(_replacement(text[found.end() : end - len(found.group(1))]))
        at = end


def _replacement(body: str) -> str:
    """The text parts of an f-string as a plain string on the same lines, `{}` for what is computed."""
    kept: list[str] = []
    depth = 0
    for char in body:
        if char == "{":
            depth += 1
            if depth == 1:
                kept.append("{}")
        elif char == "}":
            depth = max(0, depth - 1)
        elif depth == 0 or char == "\n":
            kept.append(char)
    plain = "".join(kept).replace("\\", "/").replace('"', "'")
    return f'"""{plain} """' if "\n" in plain else f'"{plain}"'


def _end_of_fstring(text: str, at: int, quote: str) -> int | None:
    """Where an f-string that was opened with this quote ends; None when it does not."""
    depth = 0
    while at < len(text):
        if depth == 0 and text.startswith(quote, at):
            return at + len(quote)
        char = text[at]
        if char == "\\" and depth == 0:
            at += 2
            continue
        if char == "{":
            if depth == 0 and text.startswith("{{", at):
                at += 2
                continue
            depth += 1
        elif char == "}" and depth:
            depth -= 1
        elif depth and char in "\"'":
            nested = _STRING.match(text, at)
            if nested is not None:
                close = text.find(nested.group(1), nested.end())
                if close < 0:
                    return None
                at = close + len(nested.group(1))
                continue
        elif char == "\n" and depth == 0 and len(quote) == 1:
            return None
        at += 1
    return None
