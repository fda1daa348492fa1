"""What the panes of a run share: the view and the selected step come down, and drawing happens only on a difference."""

from __future__ import annotations

from textual.reactive import reactive

from tui.view.run_view import RunView
from tui.widgets.pane import Pane


class RunPane(Pane):
    """A pane that draws a `RunView` at its selected step (0: the start, or nothing yet)."""

    view: reactive[RunView] = reactive(RunView, init=False, repaint=False, always_update=True)
    selected: reactive[int] = reactive(0, init=False, repaint=False)
    _drawn: tuple[object, ...] | None = None

    def on_mount(self) -> None:
        self.redraw()

    def on_resize(self) -> None:
        self.redraw()

    def watch_view(self) -> None:
        self.redraw()

    def watch_selected(self) -> None:
        self.redraw()

    def redraw(self) -> None:
        """Draw again if anything that `inputs` names has changed."""
        if not self.is_attached:
            return
        inputs = (*self.inputs(), self.text_width)
        drawn = self._drawn
        if (
            drawn is None
            or len(drawn) != len(inputs)
            or any(a is not b and a != b for a, b in zip(drawn, inputs, strict=True))
        ):
            self._drawn = inputs
            self.draw()

    def inputs(self) -> tuple[object, ...]:
        """Everything that the drawing depends on, the width aside."""
        raise NotImplementedError

    def draw(self) -> None:
        """Make the rows and call `show` and `frame`."""
        raise NotImplementedError
