"""A person's own tasks, one a line with their best result; what is wrong with a file that is none; how to begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from tasks import own_tasks
from tasks.task import Task
from tui.text import clean
from tui.view.own_list import EXAMPLE, OwnFile, fits, own_frameworks
from tui.view.picking import Best, cell
from tui.widgets.pick_list import PickList
from tui.widgets.row import Row
from tui.widgets.task_kinds import kind_words
from tui.wording import column, cut_middle

_TASK, _FRAMEWORK, _ASKED = 22, 10, 20
_FILE_ROOM = 100
"""Columns from which the place of a file that lies elsewhere is shown beside its task."""


class OwnTaskList(PickList):
    """`Moved` says which file the cursor is on; None: there is none."""

    NUMBER = 1
    NAME = "Task"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "screen.new_task", "new task", id="own.new", tooltip="Make a task file of your own to start from"),
        Binding("e", "screen.edit_task", "edit", id="own.edit", tooltip="Open the task's file in your editor (EDITOR)"),
        Binding("r", "screen.read_tasks", "read again", id="own.read", tooltip="Read your task files anew", show=False),
    ]

    class Moved(Message):
        """The cursor is on another file, or the file says something else."""

        def __init__(self, file: OwnFile | None) -> None:
            super().__init__()
            self.file = file

    words: reactive[str] = reactive("", init=False)
    """What the filter asks for; files that lack it are left out."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(wraps=False, id=id)
        self.files: Sequence[OwnFile] = ()
        self._bests: Mapping[str, Best] = {}
        self._frameworks: tuple[str, ...] = ()
        self._told: OwnFile | None = None

    @property
    def chosen(self) -> OwnFile | None:
        return next((file for file in self.files if file.path == self.picked), None)

    @property
    def chosen_task(self) -> Task | None:
        """The task under the cursor, None where the file is none."""
        return self.chosen.task if self.chosen else None

    def know(self, files: Sequence[OwnFile], bests: Mapping[str, Best]) -> None:
        """The files as they are now, and a person's own results."""
        self.files, self._bests, self._frameworks = files, bests, own_frameworks()
        self.redraw()

    def watch_words(self) -> None:
        self.redraw()

    def watch_cursor(self) -> None:
        super().watch_cursor()
        if self.display and self.chosen != self._told:
            self.tell()

    def tell(self) -> None:
        """Post `Moved` for the file under the cursor, and name it on the frame."""
        self._told = self.chosen
        self._frame()
        self.post_message(self.Moved(self._told))

    def redraw(self) -> None:
        shown = [file for file in self.files if fits(file, self.words)]
        if shown:
            self.offer([Row(_HEADS), *(self._row(file) for file in shown), *_asks_for(self._frameworks)])
        else:
            self.offer(_nothing_fits(self.words) if self.files else [*_how_to_begin(), *_asks_for(self._frameworks)])
        if self.display and self.chosen != self._told:
            self.tell()
        self._frame()

    def _frame(self) -> None:
        file = self.chosen
        name = file.task.name if file and file.task else file.path.name if file else "of your own"
        self.frame(
            kind_words("own", len(self.files)),
            name=f"Task: {clean(name, one_line=True)}",
            hint=f"files in {clean(str(own_tasks.place()), one_line=True)}",
        )

    def _row(self, file: OwnFile) -> Row:
        if file.task is None:
            name = cut_middle(clean(file.path.name, one_line=True), _TASK)
            what = Content.assemble(("✗ ", "$lost bold"), (f"{column(name, _TASK)} ", "bold"))
            body = Content.assemble(what, (clean(file.problem, one_line=True), "$lost"))
            return Row(body, key=file.path, wraps=True, indent=what.cell_length)
        task = file.task
        asked = task.feature.label if task.feature else task.variant if task.constraints else "no constraint"
        best, style = cell(task, self._bests, recorded=False) if task.name in self._bests else ("never run", "$quiet")
        elsewhere = self.size.width >= _FILE_ROOM and file.path.parent != own_tasks.place().absolute()
        return Row(
            Content.assemble(
                (f"  {column(clean(task.name, one_line=True), _TASK)} ", "bold"),
                f"{column(clean(task.framework.label, one_line=True), _FRAMEWORK)} L{task.level}  ",
                f"{column(clean(asked, one_line=True), _ASKED)} ",
                (f"{best:11}", style),
                (f" {clean(str(file.path), one_line=True)}" if elsewhere else "", "$quiet"),
            ),
            key=file.path,
        )


_HEADS = Content(f"  {'task':{_TASK}} {'framework':{_FRAMEWORK}}     {'asks for':{_ASKED}} your best").stylize("$quiet")


def _nothing_fits(words: str) -> list[Row]:
    return [Row(Content(f"None of your tasks fits {clean(words, one_line=True)!r}. Esc shows all.").stylize("$quiet"))]


def _asks_for(frameworks: Sequence[str]) -> list[Row]:
    """How a task comes to a framework of one's own: these have no row of tasks until one is written for them."""
    if not frameworks:
        return []
    names = clean(", ".join(frameworks), one_line=True)
    first = clean(frameworks[0], one_line=True)
    said = Content.assemble(
        ("Frameworks of your own: ", "$quiet"), names, ("; a task asks for one: ", "$quiet"),
        (f'framework = "{first}"', "$code-string"),
    )  # fmt: skip
    return [Row(Content("")), Row(said, wraps=True)]


def _how_to_begin() -> list[Row]:
    place: Path = own_tasks.place()
    return [
        Row(
            Content.assemble(
                "No task of your own yet. ",
                ("n", "$accent bold"),
                " makes the first one, or write a TOML file ",
                "like this one into ",
                (clean(str(place), one_line=True), "bold"),
                ":",
            ),
            wraps=True,
        ),
        Row(Content("")),
        *(Row(Content(line).stylize("$code-string")) for line in EXAMPLE.splitlines()),
        Row(Content("")),
        Row(Content("`spar FILE.toml` shows one that lies elsewhere; the README tells every key.").stylize("$quiet")),
    ]
