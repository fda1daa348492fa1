"""One line that names the panes, for screens that show one at a time."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

PANES = ("Steps", "Score", "Step", "Diff", "Why")


class PaneTabs(Widget):
    """Numbers and names of the panes; `change` puts a mark of gained or lost behind Score."""

    DEFAULT_CSS = "PaneTabs { height: 1; padding: 0 1; }"

    class Picked(Message):
        """A tab was clicked; panes count from 1."""

        def __init__(self, pane: int) -> None:
            super().__init__()
            self.pane = pane

    pane: reactive[int] = reactive(4)
    change: reactive[int] = reactive(0)

    def render(self) -> Content:
        return Content(" ").join(self._tab(number) for number in range(1, len(PANES) + 1))

    def _tab(self, number: int) -> Content:
        mark = {True: "▲", False: "▼"}[self.change > 0] if number == 2 and self.change else ""
        text = f" {number} {PANES[number - 1]}{' ' + mark if mark else ''} "
        content = Content(text)
        if mark:
            content = content.stylize("$gained" if self.change > 0 else "$lost", len(text) - 2)
        return content.stylize("bold reverse") if number == self.pane else content.stylize_before("$quiet")

    def on_click(self, event: events.Click) -> None:
        place = event.x - 1
        for number in range(1, len(PANES) + 1):
            width = self._tab(number).cell_length
            if place < width:
                self.post_message(self.Picked(number))
                return
            place -= width + 1
