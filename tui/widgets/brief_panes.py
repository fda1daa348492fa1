"""Panes 2 and 3 of the picker: what the agent is told, and what judges it; with more room, in more words."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from tasks.task import Task
from tui.view import briefs
from tui.view.own_list import OwnFile
from tui.widgets.pane import Pane
from tui.widgets.row import Row

_TALL = 30
"""Lines from which a pane tells more than its summary."""


class BriefPane(Pane):
    """Keeps a short and a full text, and shows the one that the room is for."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(wraps=True, id=id)
        self.about: Task | None = None
        """The task that the text is about."""
        self._short: Sequence[Row] = ()
        self._full: Sequence[Row] = ()

    def tell(self, short: Sequence[Row], full: Sequence[Row]) -> None:
        """Show another text, from its top."""
        self._short, self._full = short, full
        self.show(self._fitting, top=True)

    def redraw(self) -> None:
        if self.rows is not self._fitting:
            self.show(self._fitting, top=True)

    @property
    def _fitting(self) -> Sequence[Row]:
        return self._full if self.size.height >= _TALL else self._short


class Told(BriefPane):
    """What the agent is told."""

    NUMBER = 2
    NAME = "What the agent is told"

    def of(self, task: Task) -> None:
        """The summary, at once; `add` brings the words."""
        self.about = task
        rows = briefs.told(task)
        self.tell(rows, rows)
        self.frame(hint="Enter whole prompt   d against L0")

    def of_file(self, file: OwnFile | None) -> None:
        """A file that is no task yet, or none at all."""
        self.about = None
        rows = briefs.no_task(file)
        self.tell(rows, rows)
        self.frame()

    def add(self, asked: Sequence[str]) -> None:
        """What the constraints ask for, word for word."""
        if asked:
            self._full = [*self._short, *briefs.asked_rows(asked)]
            self.redraw()


class Judged(BriefPane):
    """What judges it."""

    NUMBER = 3
    NAME = "What judges it"

    def of(self, task: Task, assertions: tuple[int, int], rules: Sequence[briefs.RuleWords]) -> None:
        self.tell(briefs.judged(task, assertions, rules), briefs.judged(task, assertions, rules, why=True))
        self.frame(hint="Enter all rules, with examples")

    def of_nothing(self) -> None:
        row = Row(
            Content("Nothing yet: its framework and constraints decide what is judged.").stylize("$quiet"), wraps=True
        )
        self.tell((row,), (row,))
        self.frame()
