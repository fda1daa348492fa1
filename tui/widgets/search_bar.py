"""Finding words in a pane: matches light up while typing, Enter and the arrows go from one to the next."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Label

from tui.widgets.line_view import LineView
from tui.widgets.text_field import TextField
from tui.widgets.typing_line import TypingLine


class SearchBar(TypingLine, Widget):
    """A field under the panes; closed by Esc, which keeps the place that was found."""

    keys = "Enter next   ↑ back   Esc close, the place is kept"
    DEFAULT_CSS = """
    SearchBar {
        display: none; height: 1; layout: horizontal; padding: 0 1; background: $panel;
        & > Input { border: none; height: 1; padding: 0; width: 1fr; background: $panel; }
        & > #search-lead { width: auto; color: $waiting; }
        & > #search-count { width: auto; color: $quiet; padding: 0 0 0 2; }
        &.-open { display: block; }
    }
    """

    class Closed(Message):
        """The search is over; focus goes back to the pane."""

        def __init__(self, target: LineView) -> None:
            super().__init__()
            self.target = target

    def __init__(self) -> None:
        super().__init__(id="search")
        self._target: LineView | None = None

    def compose(self) -> ComposeResult:
        yield Label("/ ", id="search-lead")
        yield TextField(id="search-input", placeholder="find in this pane")
        yield Label("", id="search-count", markup=False)

    def open(self, target: LineView) -> None:
        """Search in this view; the last words stay in the field, selected."""
        self._target = target
        self.add_class("-open")
        field = self.query_one(Input)
        field.focus()
        field.action_select_all()
        self._search(field.value)

    def close(self) -> None:
        """Take the marks away and give the focus back."""
        if self._target is not None and self.has_class("-open"):
            self._target.needle = ""
            self._target.end_search()
            self.remove_class("-open")
            self.post_message(self.Closed(self._target))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.has_class("-open"):
            self._search(event.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._target is not None:
            self._target.find(1)

    def _search(self, words: str) -> None:
        if self._target is None:
            return
        self._target.needle = words
        found = self._target.count_found()
        if words and found and not self._target.found_here():
            self._target.find(1)
        count = f"{found} found" if found else "nothing found"
        self.query_one("#search-count", Label).update(f"{count}" if words else "")

    def on_key(self, event: events.Key) -> None:
        if self._target is None or event.key not in ("escape", "up", "down"):
            return
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self.close()
        else:
            self._target.find(1 if event.key == "down" else -1)
