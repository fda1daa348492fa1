"""The diff side by side on the whole screen."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.screen import Screen

from tui.bindings.pages import SPLIT
from tui.screens.page import Page
from tui.widgets.diff_rows import FILE, HUNK, DrawnDiff, with_heads
from tui.widgets.key_bar import KeyBar
from tui.widgets.pane import Pane
from tui.widgets.search_bar import SearchBar
from tui.wording import plural

_FRAME = 4
"""Cells of a side that are no text: its frame, a space, the scrollbar's column of the right one."""


class SplitPage(Page, inherit_bindings=False):
    """Old on the left, new on the right; both scroll as one."""

    BINDINGS: ClassVar[list[BindingType]] = [*SPLIT, *Screen.BINDINGS]
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
        self._fit()
        old, _, new = drawn.diff.title.partition(" → ")
        left.frame(plural(len(drawn.diff.files), "file"), name=old)
        right.frame("not run yet" if drawn.diff.proposed else "", name=f"step {new}")
        for pane in (left, right):
            pane.scroll_to(0, 0, animate=False)
        left.focus()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """Show the rows at this width: heads with their file's name, and both sides as wide as the wider one."""
        drawn = self._diff
        if drawn is None:
            return
        left, right = self.query_one("#left", Pane), self.query_one("#right", Pane)
        left.least_width = right.least_width = 0
        room = self.app.size.width // 2 - _FRAME
        left.show(with_heads(drawn.left, drawn.split_files, drawn.diff.files, room))
        right.show(drawn.right)
        width = max(left.virtual_size.width, right.virtual_size.width)
        for pane in (left, right):
            pane.least_width = width
            pane.show(pane.rows)

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
