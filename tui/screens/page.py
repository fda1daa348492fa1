"""A page over the screen that one came from: text to read, find in and copy, left with Esc."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from tui.bindings.pages import PAGE
from tui.clipboard import copy_with_program
from tui.screens.pane_screen import PaneScreen
from tui.widgets.key_bar import KeyBar
from tui.widgets.line_view import LineView
from tui.widgets.pane import Pane
from tui.widgets.row import Row
from tui.widgets.search_bar import SearchBar
from tui.wording import plural


class Page(PaneScreen[None]):
    """A screen of its own, left with Esc, with find and copy."""

    BINDINGS: ClassVar[list[BindingType]] = PAGE

    @property
    def main(self) -> LineView:
        return self.query(LineView).first()

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_search(self) -> None:
        self.query_one(SearchBar).open(self.focused if isinstance(self.focused, LineView) else self.main)

    @on(SearchBar.Closed)
    def _search_closed(self, event: SearchBar.Closed) -> None:
        event.target.focus()

    def action_wrap(self) -> None:
        self.main.wraps = not self.main.wraps

    def action_copy(self) -> None:
        view = self.focused if isinstance(self.focused, LineView) else self.main
        text = view.text
        self.app.copy_to_clipboard(text)
        self.run_worker(lambda: copy_with_program(text), thread=True, group="copy", exit_on_error=False)
        self.notify(f"Copied {plural(text.count(chr(10)) + 1, 'line')}.", markup=False)


class PagerPage(Page):
    """Text on the whole screen."""

    def __init__(self, name: str, rows: Sequence[Row]) -> None:
        super().__init__()
        self._title_words = name
        self._rows = rows

    def compose(self) -> ComposeResult:
        yield Pane(wraps=True, id="page")
        yield SearchBar()
        yield KeyBar()

    def on_mount(self) -> None:
        pane = self.query_one(Pane)
        pane.show(self._rows)
        pane.frame(plural(len(self._rows), "line"), name=self._title_words)
        pane.focus()
