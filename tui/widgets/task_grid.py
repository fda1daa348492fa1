"""The tasks as a grid: frameworks down, variants across, a person's best in each cell, the paper's means beside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from tasks import paper
from tasks.task import Task
from tui.view.picking import FEATURE_WORDS, LEGENDS, Best, Grid, Kind, cell, grid
from tui.widgets.line_view import Row
from tui.widgets.pane import Pane

_LABEL = 10
_PAPER = 12
_PAPER_SHORT = 6
_LEVELS_ROOM = 11
"""Lines that the whole greenfield grid takes; a lower pane leaves the paper's means by level out."""


class TaskGrid(Pane):
    """Arrow keys move the cursor; the message says which task it is on."""

    NUMBER = 1
    NAME = "Task"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(0,-1)", "", show=False, id="grid.left"),
        Binding("right", "move(0,1)", "", show=False, id="grid.right"),
        Binding("up", "move(-1,0)", "", show=False, id="grid.up"),
        Binding("down", "move(1,0)", "", show=False, id="grid.down"),
        Binding("home", "move(0,-99)", "", show=False, id="grid.home"),
        Binding("end", "move(0,99)", "", show=False, id="grid.end"),
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

    @property
    def chosen(self) -> Task:
        row, column = self.place
        return self._grid.rows[row][column]

    @property
    def kind(self) -> Kind:
        return self._grid.kind

    def know(self, bests: Mapping[str, Best], recorded: frozenset[str]) -> None:
        """A person's own results, and which tasks have a recording with mistakes."""
        self._bests, self._recorded = bests, recorded
        self._redraw()

    def go_to(self, task: Task) -> None:
        """Put the cursor on a task, of either kind."""
        kind: Kind = "feature" if task.feature else "greenfield"
        if kind != self._grid.kind:
            self._grid = grid(kind)
        self.set_reactive(TaskGrid.place, self._grid.place_of(task.name) or (0, 0))
        self._redraw()
        self.post_message(self.Moved(self.chosen))

    def other_kind(self) -> None:
        """From greenfield to feature tasks, or back; the framework stays."""
        self._grid = grid("feature" if self._grid.kind == "greenfield" else "greenfield")
        self.place = (self.place[0], 0)
        self._redraw()
        self.post_message(self.Moved(self.chosen))

    def action_move(self, down: int, right: int) -> None:
        rows = self._grid.rows
        row = min(max(self.place[0] + down, 0), len(rows) - 1)
        column = min(max(self.place[1] + right, 0), len(rows[0]) - 1)
        self.place = (row, column)

    def watch_place(self) -> None:
        self._redraw()
        self.post_message(self.Moved(self.chosen))

    def watch_words(self) -> None:
        matching = [task for tasks in self._grid.rows for task in tasks if self._fits(task)]
        if matching and not self._fits(self.chosen):
            self.go_to(matching[0])
        self._redraw()

    def on_resize(self) -> None:
        super().on_resize()
        self._redraw()

    def on_focus(self) -> None:
        super().on_focus()
        self._redraw()

    def on_blur(self) -> None:
        super().on_blur()
        self._redraw()

    def _fits(self, task: Task) -> bool:
        return all(word in task.name for word in self.words.lower().split())

    def _redraw(self) -> None:
        width = self._column_width()
        rows = [self._heads(width)] if not self._grid.levels else [self._levels(width), self._heads(width)]
        rows += [self._line(number, width) for number in range(len(self._grid.rows))]
        if not self._grid.levels and self.size.height > len(rows) + 1:
            rows += [Row(Content("")), Row(Content(FEATURE_WORDS).stylize("$quiet"))]
        elif self._grid.levels and self.size.height >= _LEVELS_ROOM:
            rows.append(self._paper_line(width))
        self.show(rows)
        both = {"greenfield": 80, "feature": 32}
        named = [
            Content(f"{kind} {many}").stylize("bold" if kind == self._grid.kind else "$quiet")
            for kind, many in both.items()
        ]
        room = self.size.width - 4
        legend = next((words for words in LEGENDS if len(words) <= room), LEGENDS[-1])
        self.frame(Content("  ").join(named), name=f"Task: {clean_name(self.chosen)}", hint=legend)

    def _column_width(self) -> int:
        columns = len(self._grid.rows[0])
        room = self.text_width - _LABEL - (_PAPER if self._wide else _PAPER_SHORT)
        return max(min(room // columns, 22 if self._grid.kind == "feature" else 9), 5)

    @property
    def _wide(self) -> bool:
        return self.size.width > 80

    def _levels(self, width: int) -> Row:
        text = " " * _LABEL
        for name, many in self._grid.levels:
            text += f" {name.center(width * many - 1, '─') if many > 1 else name.center(width - 1)}"
        return Row(Content.assemble((text, "$quiet"), ("   paper, A%" if self._wide else " paper", "$quiet")))

    def _heads(self, width: int) -> Row:
        text = " " * _LABEL + "".join(
            f" {(long if len(long) < width else short).center(width - 1)}" for long, short in self._grid.heads
        )
        return Row(Content.assemble((text, "$quiet"), (self._model(), "$quiet")))

    def _model(self) -> str:
        """Whose figures the last column holds; the tasks of features have none."""
        if not self._grid.levels:
            return ""
        return f"   {paper.MODEL}" if self._wide else "   A%"

    def _line(self, number: int, width: int) -> Row:
        tasks = self._grid.rows[number]
        chosen = number == self.place[0]
        parts: list[tuple[str, str]] = [(tasks[0].framework.label.ljust(_LABEL), "bold" if chosen else "")]
        for column, task in enumerate(tasks):
            text, style = cell(task, self._bests, task.name in self._recorded)
            if (number, column) == self.place:
                parts.append((f"[{text}]".center(width), f"{style} on $block-cursor-background"))
            else:
                parts.append((text.center(width), style if self._fits(task) else "$frame"))
        mean = paper.framework_mean(tasks[0].framework.name)
        figure = f"{mean:{7 if self._wide else 6}.1f}"
        parts.append((figure if self._grid.levels else "", "$quiet"))
        return Row(Content.assemble(*parts))

    def _paper_line(self, width: int) -> Row:
        text = "paper".ljust(_LABEL)
        for level, (_, many) in enumerate(self._grid.levels):
            text += f"{paper.level_mean(level):.1f}".center(width * many)
        return Row(Content.assemble((text, "$quiet"), ("   by level" if self._wide else "", "$quiet")))

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        if place is None:
            return
        width, top = self._column_width(), 1 + bool(self._grid.levels)
        row, column = place.y - top, (place.x - _LABEL) // width
        if 0 <= row < len(self._grid.rows) and 0 <= column < len(self._grid.rows[0]):
            if (row, column) == self.place:
                self.post_message(self.Opened())
            self.place = (row, column)


def clean_name(task: Task) -> str:
    """`flask/clean+sqlite+orm, L3`"""
    return task.name if task.feature else f"{task.name}, L{task.level}"
