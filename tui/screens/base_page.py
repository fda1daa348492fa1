"""The question which step to compare with."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen

from tui.bindings.pages import BASE
from tui.view.run_view import RunView
from tui.widgets.key_bar import KeyBar
from tui.widgets.step_list import StepList


class BasePage(ModalScreen[int | None]):
    """Which step to compare with: a list like the workbench's. Answers a step, 0 for the start, -1 for the parent."""

    BINDINGS: ClassVar[list[BindingType]] = BASE
    DEFAULT_CSS = """
    BasePage {
        align: center middle;
        StepList { width: 74; height: 80%; max-width: 100%; background: $surface; }
        KeyBar { width: 74; max-width: 100%; }
    }
    """

    def __init__(self, view: RunView, selected: int) -> None:
        super().__init__()
        self._view = view
        self._compared = selected
        self._place = max(selected - 1, 1)

    def compose(self) -> ComposeResult:
        yield StepList(id="base-steps")
        yield KeyBar()

    def on_mount(self) -> None:
        steps = self.query_one(StepList)
        steps.NAME = f"Compare step {self._compared} with"
        steps.NUMBER = 0
        steps.view = self._view
        steps.selected = self._place
        steps.focus()

    @on(StepList.Selected)
    def _selected(self, event: StepList.Selected) -> None:
        self.query_one(StepList).selected = event.step

    @on(StepList.Opened)
    def action_choose(self) -> None:
        self.dismiss(self.query_one(StepList).selected)

    def action_start(self) -> None:
        self.dismiss(0)

    def action_parent(self) -> None:
        self.dismiss(-1)

    def action_leave(self) -> None:
        self.dismiss(None)
