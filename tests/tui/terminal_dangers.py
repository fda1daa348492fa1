"""What a terminal could obey or hide behind, and what an app draws of it."""

from __future__ import annotations

import unicodedata

from textual.app import App


def dangerous(text: str) -> list[str]:
    """Characters that a terminal could obey or hide behind."""
    return [
        char for char in text
        if (ord(char) < 32 and char not in "\n\t") or 0x7F <= ord(char) <= 0x9F
        or char in "\u061c\u200e\u200f\u2028\u2029" or 0x202A <= ord(char) <= 0x202E or 0x2066 <= ord(char) <= 0x2069
        or unicodedata.category(char) == "Cs"
    ]  # fmt: skip


def drawn_text(app: App[object]) -> str:
    """Every character that the screen draws now, with what lies in its styles."""
    lines = []
    for strip in app.screen._compositor.render_strips():
        for text, style, _ in strip:
            lines.append(text)
            if style is not None and style.link:
                lines.append(style.link)
    return "".join(lines)


def clickable(app: App[object]) -> set[str]:
    """Every action that a click on drawn text would run."""
    found = set()
    for strip in app.screen._compositor.render_strips():
        for _, style, _ in strip:
            if style is not None and "@click" in style.meta:
                found.add(str(style.meta["@click"]))
    return found
