"""What the picker's rooms share: the chosen task, the choices, what was found out about them, and the line of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from textual.content import Content
from textual.widgets import Static

from sandbox.choices import Choices, remembered
from tasks.task import Task
from tui.screens.pane_screen import PaneScreen
from tui.text import clean
from tui.view.options import options
from tui.view.picking import Best, Kind
from tui.view.ready_words import Ready, line, ready
from tui.widgets.run_options import RunOptions
from tui.widgets.task_grid import TaskGrid

if TYPE_CHECKING:
    from sandbox.tapes.tape import Tape
    from tui.view.own_list import OwnFile
    from tui.view.readiness import Readiness
    from tui.widgets.own_task_list import OwnTaskList


class PickerBase(PaneScreen[None]):
    """`choices` is what stands chosen now; it is remembered when a run starts. `named`: task files to show as well."""

    def __init__(self, named: Sequence[Path] = ()) -> None:
        super().__init__()
        self.choices = self.last = remembered()
        self.named = tuple(named)
        self.kind: Kind = "greenfield"
        self.tapes: Sequence[Tape] = ()
        self.readiness: Readiness | None = None
        self.trouble = ""
        self._own_list: OwnTaskList | None = None
        self._own_known: tuple[Sequence[OwnFile], Mapping[str, Best]] = ((), {})

    @property
    def grid(self) -> TaskGrid:
        return self.query_one(TaskGrid)

    @property
    def own_list(self) -> OwnTaskList:
        """Made when it is first asked for: the first frame would wait for it."""
        if self._own_list is None:
            from tui.widgets.own_task_list import OwnTaskList

            self._own_list = OwnTaskList(id="own")
            self.mount(self._own_list, after=self.grid)
            self._own_list.know(*self._own_known)
        return self._own_list

    def know_own(self, files: Sequence[OwnFile], found: Mapping[str, Best]) -> None:
        """A person's task files and results, for the list if it is there, else for when it is."""
        self._own_known = files, found
        if self._own_list is not None:
            self._own_list.know(files, found)

    @property
    def chosen(self) -> Task | None:
        """The task under the cursor; None where that is a file of the person's own that is no task, or nothing."""
        return self.own_list.chosen_task if self.kind == "own" else self.grid.chosen

    @property
    def own_file(self) -> OwnFile | None:
        return self.own_list.chosen if self.kind == "own" else None

    @property
    def ready(self) -> Ready:
        """Whether Start would work."""
        task = self.chosen
        return ready(task, task is None and self.own_file is not None, self.choices, self.tapes, self.readiness)

    def show_kind(self, kind: Kind) -> None:
        """Greenfield tasks, feature tasks, or a person's own."""
        self.kind = kind
        self.grid.set_class(kind != "own", "-shown")
        if kind == "own" or self._own_list is not None:
            self.own_list.set_class(kind == "own", "-shown")

    def offer(self) -> None:
        """Show the options with what stands chosen, and whether Start would work."""
        now, task = self.ready, self.chosen
        found = options(self.choices, self.tapes, recorded=task is None or task.own is None)
        self.query_one(RunOptions).choose_from(found, (now.button, now.why_not), now.notes, as_before=self._as_before())
        if self.trouble:  # Stays until something else is chosen, or Start is pressed again.
            self.say(f"✗ {self.trouble}", "$lost bold")
        else:
            self.say(*line(task, now, self.readiness.fetch if self.readiness else ""))

    def _as_before(self) -> bool:
        return self.last != Choices() and msgspec.structs.replace(self.choices, task=self.last.task) == self.last

    def say(self, words: str, style: str) -> None:
        """One thing in the line above the keys, which grows where it must."""
        self.query_one("#message", Static).update(Content(clean(words, one_line=True)).stylize(style))
