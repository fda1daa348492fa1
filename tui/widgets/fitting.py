"""One line of parts on the left and on the right; where room is short, the least important parts go first."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

Part = tuple[Content | str, int]
"""What to show, and its rank: the highest rank goes first when room is short; rank 0 always stays."""


def spread(left: Sequence[Part], right: Sequence[Part], width: int, *, gap: str = "   ", fill: str = " ") -> Content:
    """The parts in one line of exactly `width` cells (cut with an ellipsis if even rank 0 does not fit)."""
    sides = [[(_content(text), rank) for text, rank in side if text] for side in (left, right)]
    while True:
        before, after = (_joined(side, gap) for side in sides)
        room = width - before.cell_length - after.cell_length
        if room >= (2 if after.cell_length else 0):
            return Content.assemble(before, fill * room, after)
        worst = max((rank for side in sides for _, rank in side), default=0)
        if worst == 0:
            return Content.assemble(before, " ", after).truncate(width, ellipsis=True)
        for side in sides:
            place = next((n for n in range(len(side) - 1, -1, -1) if side[n][1] == worst), None)
            if place is not None:
                del side[place]
                break


def _content(text: Content | str) -> Content:
    return text if isinstance(text, Content) else Content(text)


def _joined(side: list[tuple[Content, int]], gap: str) -> Content:
    return Content(gap).join(text for text, _ in side)
