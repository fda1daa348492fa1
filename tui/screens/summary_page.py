"""The summary of a run, with the keys of what it suggests to do next."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.screen import Screen

from tui.bindings.pages import SUMMARY
from tui.screens.page import PagerPage
from tui.view.next_steps import Next, next_steps
from tui.view.run_view import RunView
from tui.widgets.line_view import LineView
from tui.widgets.summary_rows import summary_rows


class SummaryPage(PagerPage, inherit_bindings=False):
    """`do` is called with what a person chose, after the page is gone."""

    BINDINGS: ClassVar[list[BindingType]] = [*SUMMARY, *Screen.BINDINGS]

    def __init__(self, view: RunView, *, live: bool, do: Callable[[Next], None]) -> None:
        super().__init__("The whole run" if view.over else "The run so far", summary_rows(view, live=live))
        self._next: dict[str, Next] = {step.action: step for step in next_steps(view, live=live)}
        self._do = do

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "next" or parameters[0] in self._next

    def action_next(self, action: str) -> None:
        self._leave_for(self._next[action])

    @on(LineView.Chosen)
    def _clicked(self, event: LineView.Chosen) -> None:
        if isinstance(event.row.key, Next):
            self._leave_for(event.row.key)

    def _leave_for(self, chosen: Next) -> None:
        self.dismiss(None)
        self._do(chosen)
