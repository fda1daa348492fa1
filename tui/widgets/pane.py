"""A numbered pane: a frame with its name on the left of its top edge, what it is about on the right, keys below."""

from __future__ import annotations

from typing import Self

from textual.content import Content
from textual.geometry import Region

from tui.widgets.fitting import Part, spread
from tui.widgets.line_view import LineView
from tui.widgets.row import EMPTY, alike


class Pane(LineView):
    """Lines in a frame. Subclasses call `frame` with the words of the frame whenever these change."""

    DEFAULT_CSS = """
    Pane {
        border: round $frame;
        border-title-color: $foreground;
        border-subtitle-color: $quiet;
        padding: 0 0 0 1;
        &:focus { border: round $accent; border-title-color: $accent; border-title-style: bold; }
        &.-bare { padding: 0; }
    }
    """

    NUMBER = 0
    NAME = ""
    _framing = False

    def __init__(self, *, wraps: bool = False, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(wraps=wraps, id=id, classes=classes)
        self._about: Content | str = ""
        self._named = self.NAME
        self._hint = ""
        self._lit = False
        """Whether keys go here. Textual says so of itself (`has_focus`) only after `on_focus`."""
        self._framed: tuple[Content, Content | None] = (EMPTY, None)

    def frame(self, about: Content | str = "", *, name: str | None = None, hint: str = "") -> None:
        """Say what the pane is about (right of its top edge) and which keys matter in it (on its bottom edge)."""
        named = self.NAME if name is None else name
        self._about, self._named, self._hint = about, named, hint
        self._draw_frame()

    def on_mount(self) -> None:
        self._draw_frame()

    def on_resize(self) -> None:
        self._draw_frame()
        self.redraw()

    def redraw(self) -> None:
        """Make the rows anew where they depend on the width or on the focus; asked for whenever these change."""

    def _draw_frame(self) -> None:
        room = self.outer_size.width - 6
        if room < 4:
            return
        named = f"{self.NUMBER} {self._named}" if self.NUMBER else self._named
        about = self._about if isinstance(self._about, Content) else Content(self._about)
        about = about.stylize_before("not bold $foreground")
        hint = Content(self._hint).truncate(room, ellipsis=True) if self._hint else None
        if not about:  # Textual goes on with the edge itself.
            self._set_frame(Content(named).truncate(room, ellipsis=True), hint)
            return
        right: list[Part] = [(Content.assemble(" ", about), 1)]
        title = spread([(Content(f"{named} "), 0)], right, room, fill="─")
        if not title.plain.endswith(about.plain):  # No room for it: as if it were not there.
            self._set_frame(Content(named).truncate(room, ellipsis=True), hint)
            return
        dashes = title.plain.rfind("─") + 1
        tone = "not bold $accent" if self._lit else "not bold $frame"
        self._set_frame(title.stylize(tone, title.plain.find("─", len(named)), dashes) if dashes else title, hint)

    def _set_frame(self, title: Content, hint: Content | None) -> None:
        """Put words on the edges, and paint those two lines alone: Textual would paint the whole pane."""
        before, self._framed = self._framed, (title, hint)
        self._framing = True
        if not alike(before[0], title):
            self.border_title = title
        if (before[1] is None) != (hint is None) or not alike(before[1] or EMPTY, hint or EMPTY):
            self.border_subtitle = hint
        self._framing = False

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        if self._framing and not regions:
            left, top = self.content_offset
            width, height = self.outer_size
            regions = (Region(-left, -top, width, 1), Region(-left, height - top - 1, width, 1))
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def on_focus(self) -> None:
        self._lit = True
        self._draw_frame()
        self.redraw()

    def on_blur(self) -> None:
        self._lit = False
        self._draw_frame()
        self.redraw()
