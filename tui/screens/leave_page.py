"""The question whether to leave a run that is under way."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import ModalScreen

from sandbox.actions import Submit
from tui.bindings.pages import LEAVE
from tui.text import clean
from tui.view.run_view import RunView
from tui.widgets.pane import Pane
from tui.widgets.row import Row
from tui.wording import cut, plural

_TASK = 38
"""Cells for a task's name in the question whether to leave: a longer one would push the answers out."""

_UNDER_WAY = ("is still running", "Leaving stops it; it can be continued where it stopped")


def at_the_end(view: RunView) -> tuple[str, str] | None:
    """What a run has come to that only waits for its last scores, and what becomes of them; None for any other."""
    if view.state != "scoring":
        return None
    count = sum(step.committed is not None and step.score is None and not step.not_judged for step in view.steps)
    unscored = f"{plural(count, 'step is', 'steps are')} not scored yet"
    last = view.step(view.head)
    if last is not None and isinstance(last.action, Submit):
        return "has submitted", f"{unscored}; opened again, R scores them" if count else "Every step is scored"
    return "has done its last step", f"{unscored}; going on scores them" if count else "Every step is scored"


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

    def __init__(self, task: str, view: RunView | None = None) -> None:
        super().__init__()
        self._of_task = task
        self._told = at_the_end(view) if view is not None else None

    def compose(self) -> ComposeResult:
        yield Pane(wraps=True)

    def on_mount(self) -> None:
        pane = self.query_one(Pane)
        state, then = self._told or _UNDER_WAY
        leave = " leave   " if self._told else " stop and leave   "
        lines = [
            Content.assemble((cut(clean(self._of_task, one_line=True), _TASK), "bold"), f" {state}."),
            Content(f"{then}.").stylize("$quiet"),
            Content(""),
            Content.assemble(("y", "$waiting bold"), leave, ("n", "$waiting bold"), " stay"),
        ]
        pane.show([Row(line) for line in lines])
        pane.frame(name="Leave this run?")

    def action_answer(self, leave: bool) -> None:
        self.dismiss(leave)
