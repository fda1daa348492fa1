"""What the one-line widgets of a run share: they are painted when their words differ, not whenever an event arrives."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from tui.widgets.row import EMPTY, alike


class ToldLine(Widget):
    """Draws `words()`. Call `renew` when these may have changed: twenty times a second is fine."""

    _told: Content = EMPTY
    _told_of: tuple[object, ...] | None = None

    def inputs(self) -> tuple[object, ...]:
        """Everything that the words depend on, the width aside: a batch that changes none of it costs nothing."""
        raise NotImplementedError

    def words(self) -> Content:
        """What to draw now, at the present width."""
        raise NotImplementedError

    def renew(self) -> None:
        """Paint the words if they differ from the painted ones."""
        if not (self.is_attached and self.display):
            return
        inputs = self.inputs()
        if self._told_of is not None and all(map(_same, self._told_of, inputs)):
            return
        self._told_of = inputs
        if not alike(words := self.words(), self._told):
            self._told = words
            self.refresh()

    def on_show(self) -> None:
        self.renew()

    def render(self) -> Content:
        self._told = self.words()
        return self._told


def _same(one: object, other: object) -> bool:
    return one is other or one == other
