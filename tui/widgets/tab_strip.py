"""One line of numbered tabs, for narrow screens that show one pane at a time."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class TabStrip(Widget):
    """`tabs`: number, pane id and words of each."""

    DEFAULT_CSS = "TabStrip { height: 1; padding: 0 1; }"

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, pane: str) -> None:
            super().__init__()
            self.pane = pane

    chosen: reactive[str] = reactive("")

    def __init__(self, tabs: Sequence[tuple[int, str, str]]) -> None:
        super().__init__()
        self._tabs = tabs
        self.set_reactive(TabStrip.chosen, tabs[0][1])

    def render(self) -> Content:
        parts = []
        for number, pane, words in self._tabs:
            text = Content(f" {number} {words} ")
            parts.append(text.stylize("bold reverse") if pane == self.chosen else text.stylize("$quiet"))
        return Content(" ").join(parts)

    def on_click(self, event: events.Click) -> None:
        place = event.x - 1
        for number, pane, words in self._tabs:
            width = len(f" {number} {words} ")
            if 0 <= place < width:
                self.post_message(self.Chosen(pane))
                return
            place -= width + 1
