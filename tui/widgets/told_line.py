"""What the one-line widgets of a run share: they are painted when their words differ, not whenever an event arrives."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from tui.widgets.line_view import EMPTY, alike


class ToldLine(Widget):
    """Draws `words()`. Call `renew` when these may have changed: twenty times a second is fine."""

    _told: Content = EMPTY

    def words(self) -> Content:
        """What to draw now, at the present width."""
        raise NotImplementedError

    def renew(self) -> None:
        """Paint the words if they differ from the painted ones."""
        if self.is_attached and self.display and not alike(words := self.words(), self._told):
            self._told = words
            self.refresh()

    def on_show(self) -> None:
        self.renew()

    def render(self) -> Content:
        self._told = self.words()
        return self._told
