"""Where long lines break: at spaces for prose, anywhere for code, counted in terminal cells."""

from __future__ import annotations

from rich.cells import cell_len

Piece = tuple[int, int]


def pieces(text: str, width: int, *, first: int | None = None) -> list[Piece]:
    """Start and end of each display line of `text`, at least one; `first` is the first one's width if it differs.

    Breaks at spaces (which vanish) where there is one, else anywhere. Width counts cells, offsets count characters.
    """
    width = max(width, 2)
    room = max(width if first is None else first, 2)
    found: list[Piece] = []
    start = 0
    while True:
        end = _fits(text, start, room)
        if end >= len(text):
            found.append((start, len(text)))
            return found
        space = text.rfind(" ", start + 1, end + 1)
        if space > start and text[start:space].strip():
            found.append((start, space))
            start = space + 1
        else:
            found.append((start, end))
            start = end
        room = width


def _fits(text: str, start: int, width: int) -> int:
    """The furthest end so that `text[start:end]` is at most `width` cells."""
    end = min(start + width, len(text))
    while end > start + 1 and cell_len(text[start:end]) > width:
        end -= 1
    while end < len(text) and cell_len(text[start : end + 1]) <= width:
        end += 1
    return end
