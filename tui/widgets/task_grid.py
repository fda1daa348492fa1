"""The tasks as a grid: frameworks down, variants across, a person's best in each cell, the paper's means beside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from tasks import paper
from tasks.task import Task
from tui.bindings.key import also, key
from tui.view.picking import FEATURE_WORDS, LEGENDS, Best, Grid, GridKind, cell, grid
from tui.widgets.pane import Pane
from tui.widgets.row import Row
from tui.widgets.task_kinds import kind_words

_LABEL, _LABEL_SHORT = 10, 8
_PAPER = 16
_PAPER_SHORT = 6
_WIDEST = 26
_NARROWEST = 70
_LEVELS_ROOM = 11
"""Lines that the whole greenfield grid takes; a lower pane leaves the paper's means by level out."""


class TaskGrid(Pane):
    """Arrow keys move the cursor; the message says which task it is on."""

    NUMBER = 1
    NAME = "Task"
    BINDINGS: ClassVar[list[BindingType]] = [
        also("left", "move(0,-1)", "grid.left"),
        also("right", "move(0,1)", "grid.right"),
        key(
            "up",
            "move(-1,0)",
            "move",
            "grid.up",
            "Go from task to task: frameworks down, constraints across",
            display="↑↓←→",
            show=False,
        ),
        also("down", "move(1,0)", "grid.down"),
        also("home", "move(0,-99)", "grid.home"),
        also("end", "move(0,99)", "grid.end"),
    ]

    class Moved(Message):
        """The cursor is on another task."""

        def __init__(self, task: Task) -> None:
            super().__init__()
            self.task = task

    class Opened(Message):
        """The cell under the cursor was clicked again."""

    place: reactive[tuple[int, int]] = reactive((0, 8), init=False)
    words: reactive[str] = reactive("", init=False)
    """What the filter asks for; cells that lack it are dimmed."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._grid: Grid = grid("greenfield")
        self._bests: Mapping[str, Best] = {}
        self._recorded: frozenset[str] = frozenset()
        self._own = 0
        self._columns: dict[GridKind, int] = {}

    @property
    def chosen(self) -> Task:
        row, column = self.place
        return self._grid.rows[row][column]

    @property
    def kind(self) -> GridKind:
        return self._grid.kind

    def know(self, bests: Mapping[str, Best], recorded: frozenset[str], own: int) -> None:
        """A person's own results, which tasks have a recording with mistakes, how many own tasks stand elsewhere."""
        self._bests, self._recorded, self._own = bests, recorded, own
        self.redraw()

    def go_to(self, task: Task) -> None:
        """Put the cursor on a task, of either kind."""
        kind: GridKind = "feature" if task.feature else "greenfield"
        if kind != self._grid.kind:
            self._grid = grid(kind)
        self.set_reactive(TaskGrid.place, self._grid.place_of(task.name) or (0, 0))
        self.redraw()
        self.post_message(self.Moved(self.chosen))

    def show_kind(self, kind: GridKind) -> None:
        """Greenfield or feature tasks; the framework stays, and each kind has the column where one was."""
        if kind != self._grid.kind:
            row, self._columns[self._grid.kind] = self.place
            self._grid = grid(kind)
            self.place = (row, self._columns.get(kind, 0))
        self.redraw()
        self.post_message(self.Moved(self.chosen))

    def action_move(self, down: int, right: int) -> None:
        rows = self._grid.rows
        row = min(max(self.place[0] + down, 0), len(rows) - 1)
        column = min(max(self.place[1] + right, 0), len(rows[0]) - 1)
        self.place = (row, column)

    def watch_place(self) -> None:
        self.redraw()
        self.post_message(self.Moved(self.chosen))

    def watch_words(self) -> None:
        matching = [task for tasks in self._grid.rows for task in tasks if self._fits(task)]
        if matching and not self._fits(self.chosen):
            self.go_to(matching[0])
        self.redraw()

    def _fits(self, task: Task) -> bool:
        return all(word in task.name for word in self.words.lower().split())

    def redraw(self) -> None:
        width = self._column_width()
        rows = [self._heads(width)] if not self._grid.levels else [self._levels(width), self._heads(width)]
        rows += [self._line(number, width) for number in range(len(self._grid.rows))]
        if not self._grid.levels and self.size.height > len(rows):
            rows += [Row(Content(""))] * (self.size.height > len(rows) + 1)
            rows += [Row(Content(FEATURE_WORDS).stylize("$quiet"))]
        elif self._grid.levels and self.size.height >= _LEVELS_ROOM:
            rows.append(self._paper_line(width))
        self.show(rows)
        self.show_row(self.place[0] + 1 + bool(self._grid.levels) if self.place[0] else 0)
        room = self.size.width - 4
        legend = next((words for words in LEGENDS if len(words) <= room), LEGENDS[-1])
        self.frame(kind_words(self._grid.kind, self._own), name=f"Task: {clean_name(self.chosen)}", hint=legend)

    def _column_width(self) -> int:
        columns = len(self._grid.rows[0])
        return max(min((self.text_width - self._label - self._paper_room) // columns, _WIDEST), 4)

    @property
    def _label(self) -> int:
        return _LABEL if self.size.width >= _NARROWEST else _LABEL_SHORT

    @property
    def _paper_room(self) -> int:
        """Columns for the paper's figures: the tasks of features have none, and a narrow pane has no room."""
        if not self._grid.levels or self.size.width < _NARROWEST:
            return 0
        return _PAPER if self._wide else _PAPER_SHORT

    @property
    def _wide(self) -> bool:
        return self.size.width > 80

    def _levels(self, width: int) -> Row:
        text = " " * self._label
        for name, many in self._grid.levels:
            text += f" {name.center(width * many - 2, '─')} " if many > 1 else centred(name, width)
        return Row(Content.assemble((text, "$quiet"), (self._of_paper(f"  paper: {paper.MODEL}", " paper"), "$quiet")))

    def _heads(self, width: int) -> Row:
        fitting = [len(long) < width for long, _ in self._grid.heads]
        same = self._grid.kind == "greenfield" and not all(fitting)  # c+s beside clean+pg would puzzle
        heads = [
            long if fits and not same else short if len(short) <= width and width > 5 else short.replace("+", "")
            for (long, short), fits in zip(self._grid.heads, fitting, strict=True)
        ]
        text = " " * self._label + "".join(centred(head[: width - (width < 6)], width) for head in heads)
        return Row(Content.assemble((text, "$quiet"), (self._of_paper(f"  {paper.SCAFFOLD}", "   A%"), "$quiet")))

    def _of_paper(self, wide: str, narrow: str) -> str:
        """Words of the last column, where there is one."""
        return "" if not self._paper_room else wide if self._wide else narrow

    def _line(self, number: int, width: int) -> Row:
        tasks = self._grid.rows[number]
        chosen = number == self.place[0]
        parts: list[tuple[str, str]] = [(tasks[0].framework.label.ljust(self._label), "bold" if chosen else "")]
        for column, task in enumerate(tasks):
            text, style = cell(task, self._bests, task.name in self._recorded)
            if (number, column) == self.place:
                marked = f"[{text}]" if len(text) + 2 <= width else f"▸{text}"
                parts.append((centred(marked, width), f"{style} on $block-cursor-background"))
            else:
                parts.append((centred(text, width), style if self._fits(task) else "$frame"))
        mean = paper.framework_mean(tasks[0].framework.name)
        parts.append((self._of_paper(f"{mean:9.1f}", f"{mean:6.1f}"), "$quiet"))
        return Row(Content.assemble(*parts))

    def _paper_line(self, width: int) -> Row:
        text = "paper A%".ljust(self._label)
        for level, (_, many) in enumerate(self._grid.levels):
            text += centred(f"{paper.level_mean(level):.1f}", width * many)
        return Row(Content.assemble((text, "$quiet"), (self._of_paper("  by level", ""), "$quiet")))

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        if place is None:
            return
        width, top = self._column_width(), 1 + bool(self._grid.levels)
        row, column = place.y + self.scroll_offset.y - top, (place.x - self._label) // width
        if 0 <= row < len(self._grid.rows) and 0 <= column < len(self._grid.rows[0]):
            if (row, column) == self.place:
                self.post_message(self.Opened())
            self.place = (row, column)


def clean_name(task: Task) -> str:
    """`flask/clean+sqlite+orm, L3`"""
    return task.name if task.feature else f"{task.name}, L{task.level}"


def centred(text: str, width: int) -> str:
    """The text around the column in the middle; of an even text the middle is the cell left of its middle."""
    before = max((width - 1) // 2 - (len(text) - 1) // 2, 0)
    return f"{' ' * before}{text}".ljust(width)
