"""The question whether to leave a run that is under way."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import ModalScreen

from tui.bindings.pages import LEAVE
from tui.text import clean
from tui.widgets.pane import Pane
from tui.widgets.row import Row
from tui.wording import cut

_TASK = 38
"""Cells for a task's name in the question whether to leave: a longer one would push the answers out."""


class LeavePage(ModalScreen[bool]):
    """Asks before a run under way is left."""

    BINDINGS: ClassVar[list[BindingType]] = LEAVE
    DEFAULT_CSS = """
    LeavePage {
        align: center middle;
        Pane { width: 62; height: 6; max-width: 100%; background: $surface; }
        Pane, Pane:focus { border: round $waiting; border-title-color: $waiting; }
    }
    """

    def __init__(self, task: str) -> None:
        super().__init__()
        self._of_task = task

    def compose(self) -> ComposeResult:
        yield Pane(wraps=True)

    def on_mount(self) -> None:
        pane = self.query_one(Pane)
        lines = [
            Content.assemble((cut(clean(self._of_task, one_line=True), _TASK), "bold"), " is still running."),
            Content("Leaving stops it; it can be continued where it stopped.").stylize("$quiet"),
            Content(""),
            Content.assemble(("y", "$waiting bold"), " stop and leave   ", ("n", "$waiting bold"), " stay"),
        ]
        pane.show([Row(line) for line in lines])
        pane.frame(name="Leave this run?")

    def action_answer(self, leave: bool) -> None:
        self.dismiss(leave)
