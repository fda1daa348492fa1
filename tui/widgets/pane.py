"""A numbered pane: a frame with its name on the left of its top edge, what it is about on the right, keys below."""

from __future__ import annotations

from textual.content import Content

from tui.widgets.fitting import Part, spread
from tui.widgets.line_view import LineView


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

    def __init__(self, *, wraps: bool = False, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(wraps=wraps, id=id, classes=classes)
        self._about: Content | str = ""
        self._named = self.NAME
        self._hint = ""
        self._lit = False

    def frame(self, about: Content | str = "", *, name: str | None = None, hint: str = "") -> None:
        """Say what the pane is about (right of its top edge) and which keys matter in it (on its bottom edge)."""
        named = self.NAME if name is None else name
        if (about, named, hint) != (self._about, self._named, self._hint):
            self._about, self._named, self._hint = about, named, hint
            self._draw_frame()

    def on_mount(self) -> None:
        self._draw_frame()

    def on_resize(self) -> None:
        self._draw_frame()

    def wanted_height(self, width: int) -> int:
        """How many lines the pane would like to have, its frame included."""
        return self.virtual_size.height + 2

    def _draw_frame(self) -> None:
        room = self.outer_size.width - 6
        if room < 4:
            return
        named = f"{self.NUMBER} {self._named}" if self.NUMBER else self._named
        about = self._about if isinstance(self._about, Content) else Content(self._about)
        about = about.stylize_before("not bold $foreground")
        right: list[Part] = [(Content.assemble(" ", about), 1)] if about else []
        if not right:  # Textual goes on with the edge itself.
            self.border_title = Content(named).truncate(room, ellipsis=True)
            self.border_subtitle = Content(self._hint).truncate(room, ellipsis=True) if self._hint else None
            return
        title = spread([(Content(f"{named} "), 0)], right, room, fill="─")
        dashes = title.plain.rfind("─") + 1
        tone = "not bold $accent" if self._lit else "not bold $frame"
        self.border_title = title.stylize(tone, title.plain.find("─", len(named)), dashes) if dashes else title
        self.border_subtitle = Content(self._hint).truncate(room, ellipsis=True) if self._hint else None

    def on_focus(self) -> None:
        self._lit = True
        self._draw_frame()

    def on_blur(self) -> None:
        self._lit = False
        self._draw_frame()
