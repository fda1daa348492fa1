"""Where the workbench's panes lie: three arrangements of the same widgets, so that resizing loses nothing.

Heights follow from the terminal and from what waits for a person, never from the selected step: walking through the
steps moves no frame, and costs no layout.
"""

from __future__ import annotations

from typing import Literal

from textual.geometry import NULL_OFFSET, Region, Size, Spacing
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from tui.widgets.pane import Pane
from tui.widgets.pending_bar import PendingBar

Shape = Literal["small", "narrow", "wide", "huge"]

SMALLEST = Size(60, 15)
_WIDE = Size(110, 28)
_HUGE = Size(170, 40)
_SCORE = 16


def shape_of(size: Size) -> Shape:
    """Which arrangement fits a terminal of this size."""
    if size.width < SMALLEST.width or size.height < SMALLEST.height:
        return "small"
    if size.width >= _HUGE.width and size.height >= _HUGE.height:
        return "huge"
    return "wide" if size.width >= _WIDE.width and size.height >= _WIDE.height else "narrow"


def left_width(size: Size, shape: Shape) -> int:
    """Columns of the left column, 0 where there is only one."""
    if shape in ("narrow", "small"):
        return 0
    return 48 if shape == "huge" else 40 if size.width < 130 else 44


def wide(size: Size, *, pending: int) -> dict[str, Region]:
    """Steps above Score on the left; Step, Diff, Why and Pending on the right."""
    left = left_width(size, "wide")
    right, height = size.width - left, size.height
    score = min(_SCORE, height - 8)
    rest = height - pending
    step = max(rest // 4, 5)
    why = max(rest // 3, 5)
    diff = rest - step - why
    return {
        "steps": Region(0, 0, left, height - score),
        "score": Region(0, height - score, left, score),
        "step": Region(left, 0, right, step),
        "diff": Region(left, step, right, diff),
        "why": Region(left, step + diff, right, why),
        "pending": Region(left, rest, right, pending),
    }


def huge(size: Size, *, pending: int) -> dict[str, Region]:
    """Why moves into a third column, where its cards have room."""
    left, height = left_width(size, "huge"), size.height
    third = max(60, (size.width - left) * 2 // 5)
    middle = size.width - left - third
    rest = height - pending
    score = min(_SCORE + 2, height - 12)
    step = max(rest // 4, 8)
    return {
        "steps": Region(0, 0, left, height - score),
        "score": Region(0, height - score, left, score),
        "step": Region(left, 0, middle, step),
        "diff": Region(left, step, middle, rest - step),
        "why": Region(left + middle, 0, third, rest),
        "pending": Region(left, rest, size.width - left, pending),
    }


def single(size: Size, name: str, *, pending: int) -> dict[str, Region]:
    """One pane over the whole body, Pending below it."""
    pending = min(pending, size.height - 4)
    return {
        name: Region(0, 0, size.width, size.height - pending),
        "pending": Region(0, size.height - pending, size.width, pending),
    }


class BodyLayout(Layout):
    """Asks its body which arrangement holds, and measures the pending bar for it."""

    name = "workbench"

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        parent.pre_layout(self)
        assert isinstance(parent, Body)
        regions = parent.regions(size, {child.id or "": child for child in children})
        return [
            WidgetPlacement(regions[child.id or ""], NULL_OFFSET, Spacing(), child, 0, False, False, False)
            for child in children
            if child.id in regions
        ]


class Body(Widget):
    """Holds the five panes and the pending bar. `only` names the one pane that is shown alone (zoomed, or a tab)."""

    DEFAULT_CSS = "Body { height: 1fr; overflow: hidden; }"

    def __init__(self, *children: Widget) -> None:
        super().__init__(*children, id="body")
        self.shape: Shape = "wide"
        self.only: str | None = None
        self.arranged = False
        self._layout_of_body = BodyLayout()

    @property
    def layout(self) -> Layout:
        return self._layout_of_body

    def arrange_as(self, shape: Shape, only: str | None) -> None:
        """Take another arrangement; panes that it doesn't show take no focus either."""
        if (shape, only) == (self.shape, self.only) and self.arranged:
            return
        self.arranged = True
        self.shape, self.only = shape, only
        for child in self.children:
            if isinstance(child, Pane):
                child.display = only is None or child.id == only
        self.refresh(layout=True)

    def regions(self, size: Size, shown: dict[str, Widget]) -> dict[str, Region]:
        """Where each shown child lies."""
        pending = shown.get("pending")
        height = 0
        if isinstance(pending, PendingBar) and pending.display:
            width = size.width - (0 if self.only else left_width(size, self.shape))
            height = min(pending.wanted_height(width), size.height // 2)
        if self.only is not None:
            return single(size, self.only, pending=height)
        return (huge if self.shape == "huge" else wide)(size, pending=height)
