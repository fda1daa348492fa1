"""A screen of panes whose text is selected with the mouse: a drag stays in the pane where it began."""

from __future__ import annotations

from textual.geometry import Offset
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget

from tui.widgets.line_view import LineView


class PaneScreen(Screen[ScreenResultType]):
    """Textual selects all that lies between two points of the screen, and finds no text below the last line of a pane:
    a drag to there took other panes along."""

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """What lies at a place of the screen, and where in its text; in a drag, the nearest of where it began."""
        widget, offset = super().get_widget_and_offset_at(x, y)
        if not self._selecting or self._select_state is None:
            return self._nearest(widget, x, y) if isinstance(widget, LineView) else (widget, offset)
        start = self._select_state.start
        began = start.content_widget or start.container
        if isinstance(began, LineView):
            return self._nearest(began, x, y)
        return (widget, offset) if widget is began else (None, None)

    def _nearest(self, view: LineView, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """The place of the view's text nearest to one of the screen, its end for what is below."""
        text = view.text_region
        if not text:
            return view, None
        if y >= text.bottom:
            x, y = text.right - 1, text.bottom - 1
        elif y < text.y:
            x, y = text.x, text.y
        x = min(max(x, text.x), text.right - 1)
        return view, super().get_widget_and_offset_at(x, y)[1]
