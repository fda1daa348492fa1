"""Full-screen pages over the workbench: a pager, the diff side by side, and the choice of a base step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import ModalScreen, Screen

from tui.clipboard import copy_with_program
from tui.text import clean
from tui.view.run_view import RunView
from tui.widgets.diff_rows import FILE, HUNK, DrawnDiff
from tui.widgets.key_bar import KeyBar
from tui.widgets.line_view import LineView
from tui.widgets.pane import Pane
from tui.widgets.row import Row
from tui.widgets.search_bar import SearchBar
from tui.widgets.step_list import StepList
from tui.wording import cut, plural

_TASK = 38
"""Cells for a task's name in the question whether to leave: a longer one would push the answers out."""


class Page(Screen[None]):
    """A screen of its own, left with Esc, with find and copy."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "back", id="page.back", key_display="Esc", tooltip="Back to where you were"),
        Binding("slash", "search", "find", id="page.search", key_display="/", tooltip="Find words on this page"),
        Binding("y", "copy", "copy", id="page.copy", tooltip="Copy the whole text, unwrapped"),
        Binding("w", "wrap", "wrap", id="page.wrap", tooltip="Wrap long lines, or not"),
    ]

    @property
    def main(self) -> LineView:
        return self.query(LineView).first()

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_search(self) -> None:
        self.query_one(SearchBar).open(self.focused if isinstance(self.focused, LineView) else self.main)

    @on(SearchBar.Closed)
    def _search_closed(self, event: SearchBar.Closed) -> None:
        event.target.focus()

    def action_wrap(self) -> None:
        self.main.wraps = not self.main.wraps

    def action_copy(self) -> None:
        view = self.focused if isinstance(self.focused, LineView) else self.main
        text = view.text
        self.app.copy_to_clipboard(text)
        self.run_worker(lambda: copy_with_program(text), thread=True, group="copy", exit_on_error=False)
        self.notify(f"Copied {plural(text.count(chr(10)) + 1, 'line')}.", markup=False)


class PagerPage(Page):
    """Text on the whole screen."""

    def __init__(self, name: str, rows: Sequence[Row]) -> None:
        super().__init__()
        self._title_words = name
        self._rows = rows

    def compose(self) -> ComposeResult:
        yield Pane(wraps=True, id="page")
        yield SearchBar()
        yield KeyBar()

    def on_mount(self) -> None:
        pane = self.query_one(Pane)
        pane.show(self._rows)
        pane.frame(plural(len(self._rows), "line"), name=self._title_words)
        pane.focus()


class SplitPage(Page):
    """Old on the left, new on the right; both scroll as one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "leave", "unified", id="split.unified", tooltip="Back to the unified diff"),
        Binding(
            "right_square_bracket",
            "hunk(1)",
            "hunk",
            id="split.next",
            key_display="[ ]",
            tooltip="Next or previous hunk",
        ),
        Binding("left_square_bracket", "hunk(-1)", "", id="split.previous", show=False),
        Binding(
            "right_curly_bracket",
            "file(1)",
            "file",
            id="split.next_file",
            key_display="{ }",
            tooltip="Next or previous file",
        ),
        Binding("left_curly_bracket", "file(-1)", "", id="split.previous_file", show=False),
    ]
    DEFAULT_CSS = """
    SplitPage {
        #beside { height: 1fr; }
        Pane { width: 1fr; }
        #left { scrollbar-size-vertical: 0; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._diff: DrawnDiff | None = None

    def compose(self) -> ComposeResult:
        with Horizontal(id="beside"):
            yield Pane(id="left")
            yield Pane(id="right")
        yield SearchBar()
        yield KeyBar()

    def on_mount(self) -> None:
        left, right = self.query_one("#left", Pane), self.query_one("#right", Pane)
        # One scroll for both: whichever moves takes the other along.
        self._tie(left, right)
        self._tie(right, left)
        self._draw()

    def show(self, diff: DrawnDiff) -> None:
        """Another comparison, from its top. The page is kept between two looks: mounting takes longer than a look."""
        self._diff = diff
        if self.is_mounted:
            self._draw()

    def _draw(self) -> None:
        drawn = self._diff
        if drawn is None:
            return
        left, right = self.query_one("#left", Pane), self.query_one("#right", Pane)
        left.least_width = right.least_width = 0
        left.show(drawn.left)
        right.show(drawn.right)
        old, _, new = drawn.diff.title.partition(" → ")
        left.frame(plural(len(drawn.diff.files), "file"), name=old)
        right.frame("not run yet" if drawn.diff.proposed else "", name=f"step {new}")
        # Both are as wide as the wider one.
        width = max(left.virtual_size.width, right.virtual_size.width)
        for pane in (left, right):
            pane.least_width = width
            pane.show(pane.rows)
            pane.scroll_to(0, 0, animate=False)
        left.focus()

    def _tie(self, pane: Pane, other: Pane) -> None:
        def follow_x(value: float) -> None:
            if round(other.scroll_x) != round(value):  # else the two would push each other for ever
                other.scroll_to(x=value, animate=False)

        def follow_y(value: float) -> None:
            if round(other.scroll_y) != round(value):
                other.scroll_to(y=value, animate=False)

        self.watch(pane, "scroll_x", follow_x, init=False)
        self.watch(pane, "scroll_y", follow_y, init=False)

    def action_hunk(self, direction: int) -> None:
        self.main.jump((HUNK,), direction)

    def action_file(self, direction: int) -> None:
        self.main.jump((FILE,), direction)

    def action_wrap(self) -> None:
        self.notify("Side by side doesn't wrap: the lines must stay beside each other.", markup=False)


class BasePage(ModalScreen[int | None]):
    """Which step to compare with: a list like the workbench's. Answers a step, 0 for the start, -1 for the parent."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,b", "leave", "back", key_display="Esc", id="base.back", tooltip="Keep the base as it is"),
        Binding(
            "enter",
            "choose",
            "compare with it",
            key_display="Enter",
            id="base.choose",
            tooltip="Compare with this step",
        ),
        Binding("0", "start", "the start", id="base.start", tooltip="Compare with the start"),
        Binding(
            "backspace",
            "parent",
            "the step before",
            key_display="Backspace",
            id="base.parent",
            tooltip="Compare with the step before",
        ),
    ]
    DEFAULT_CSS = """
    BasePage {
        align: center middle;
        StepList { width: 60; height: 80%; max-width: 100%; background: $surface; }
        KeyBar { width: 60; max-width: 100%; }
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


class LeavePage(ModalScreen[bool]):
    """Asks before a run under way is left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "y,enter,ctrl+q",
            "answer(True)",
            "leave",
            key_display="y",
            tooltip="Stop the run and leave; it can be continued",
        ),
        Binding("n,escape", "answer(False)", "stay", key_display="n", tooltip="Stay"),
    ]
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
