"""Where rows lie on display lines: a row that wraps takes several, and each line knows its row and its piece."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from tui.widgets.row import Row
from tui.widgets.wrapping import Piece, pieces


class RowLines:
    """Rows laid out in `width` cells. `height` in lines; `widest`: the cells of the longest line that is not broken.

    Breaks of rows that look as they did in `before` are taken from there where the width is the same.
    """

    def __init__(
        self, rows: Sequence[Row] = (), width: int = -1, *, wraps: bool = False, before: RowLines | None = None
    ) -> None:
        self._rows, self.width = rows, width
        self._starts: list[int] = []
        self._pieces: dict[int, list[Piece]] = {}
        line = widest = 0
        for number, row in enumerate(rows):
            self._starts.append(line)
            length = row.gutter.cell_length + row.body.cell_length
            if (wraps if row.wraps is None else row.wraps) and length > width > 4:
                broken = before.breaks_of(number, row, width) if before is not None else None
                if broken is None:
                    room = width - row.gutter.cell_length
                    broken = pieces(row.body.plain, room - row.indent, first=room)
                self._pieces[number] = broken
                line += len(broken)
            else:
                widest = max(widest, length)
                line += 1
        self.height, self.widest = line, widest

    @property
    def any_broken(self) -> bool:
        """Whether any row takes more than a line."""
        return bool(self._pieces)

    def breaks_of(self, number: int, row: Row, width: int) -> list[Piece] | None:
        """Where this row was broken; None if it wasn't, or looked otherwise, or had another width."""
        broken = self._pieces.get(number) if width == self.width else None
        return broken if broken is not None and row.looks_like(self._rows[number]) else None

    def place_of(self, line: int) -> tuple[int, int] | None:
        """Row and piece that a display line shows, None below the end."""
        if not 0 <= line < self.height:
            return None
        row = bisect_right(self._starts, line) - 1
        return row, line - self._starts[row]

    def line_of(self, row: int) -> int:
        """The first display line of a row."""
        return self._starts[row] if 0 <= row < len(self._starts) else 0

    def span(self, row: int, piece: int) -> Piece | None:
        """Which characters of a row one of its lines shows; None: all of them."""
        broken = self._pieces.get(row)
        return broken[piece] if broken else None
