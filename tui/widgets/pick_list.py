"""A pane whose rows can be picked: arrows move a cursor that never leaves the rows, Enter or a second click picks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message

from tui.bindings.key import also, key
from tui.widgets.line_view import LineView
from tui.widgets.pane import Pane
from tui.widgets.row import Row


class PickList(Pane):
    """Rows without a key are skipped: headings, and words about an empty list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key(
            "up",
            "move(-1)",
            "move",
            "list.up",
            "Go from line to line; page keys, Home and End go further",
            display="↑↓",
            show=False,
        ),
        also("down", "move(1)", "list.down"),
        also("pageup", "move(-10)", "list.page_up"),
        also("pagedown", "move(10)", "list.page_down"),
        also("home", "move(-1000000)", "list.home"),
        also("end", "move(1000000)", "list.end"),
    ]

    class Picked(Message):
        """Enter, or a click on the row under the cursor."""

        def __init__(self, key: object) -> None:
            super().__init__()
            self.key = key

    @property
    def picked(self) -> object:
        """The key of the row under the cursor, None where there is none."""
        return self.rows[self.cursor].key if self.cursor is not None and self.cursor < len(self.rows) else None

    def offer(self, rows: Sequence[Row]) -> None:
        """Show other rows; the cursor stays on its key, else where it was."""
        before = self.picked
        self.show(rows)
        if not self.go_to(before):
            places = self._places()
            self.cursor = min(places, key=lambda place: abs(place - (self.cursor or 0)), default=None)

    def go_to(self, key: object) -> bool:
        """Put the cursor on the row with this key; False where there is none."""
        place = next((place for place in self._places() if self.rows[place].key == key), None)
        if place is not None:
            self.cursor = place
        return place is not None

    def pick(self) -> None:
        """What Enter does."""
        if self.picked is not None:
            self.post_message(self.Picked(self.picked))

    def action_move(self, by: int) -> None:
        places = self._places()
        if not places:
            return
        here = places.index(self.cursor) if self.cursor in places else 0
        self.cursor = places[min(max(here + by, 0), len(places) - 1)]
        self.show_row(0 if self.cursor == places[0] else self.cursor)  # The first one's heading comes along.

    def _places(self) -> list[int]:
        return [place for place, row in enumerate(self.rows) if row.key is not None]

    def on_line_view_chosen(self, message: LineView.Chosen) -> None:
        message.stop()
        place = next((number for number, row in enumerate(self.rows) if row is message.row), None)
        if place is None or message.row.key is None:
            return
        again, self.cursor = place == self.cursor, place
        if again:
            self.pick()
