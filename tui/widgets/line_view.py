"""The one way Spar draws text that may be long or foreign: lines that scroll, wrap, and are found, selected, copied."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from msgspec.structs import replace
from textual import events
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive, reactive
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style

from tui.widgets.line_drawing import Look, drawn_line, with_found
from tui.widgets.row import Row
from tui.widgets.row_lines import RowLines


class LineView(ScrollView, can_focus=True):
    """Rows of text with a gutter. Draws only what is visible, so a hundred thousand rows cost what forty do.

    Other rows are no reason for a layout: a layout paints the whole screen, and took half the time from a key to its
    paint. So the size of a view never depends on its rows, its scrollbar is always there (blank while all is in
    sight), and only lines that look different are painted.
    """

    ALLOW_SELECT = True
    DEFAULT_CSS = """
    LineView {
        background: $background;
        color: $foreground;
        overflow: scroll scroll; scrollbar-size: 0 1; scrollbar-color: $frame;
        scrollbar-color-hover: $quiet; scrollbar-color-active: $accent;
        scrollbar-background: $background; scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
    }
    """
    TINT_SECONDS = 0.4

    class Chosen(Message):
        """A row was clicked."""

        def __init__(self, view: LineView, row: Row) -> None:
            super().__init__()
            self.view = view
            self.row = row

        @property
        def control(self) -> LineView:
            return self.view

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False, repaint=False)
    wraps: reactive[bool] = reactive(False, init=False, repaint=False)
    cursor: reactive[int | None] = reactive(None, init=False, repaint=False)
    needle: reactive[str] = reactive("", init=False)

    def __init__(self, *, wraps: bool = False, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.set_reactive(LineView.wraps, wraps)
        self.rows: Sequence[Row] = ()
        self.least_width = 0
        self._lines = RowLines()
        self._strips: LRUCache[tuple[int, int], tuple[Look, Strip]] = LRUCache(512)
        self._looks: list[Look | None] = []
        self._tinted: frozenset[object] = frozenset()

    @property
    def allow_select(self) -> bool:
        return True

    # --- what it shows -------------------------------------------------------------------------------------------

    def show(self, rows: Sequence[Row], *, top: bool = False) -> None:
        """Show these rows; the scroll position stays unless `top`."""
        self.rows = rows
        self._lay_out(before=self._lines)
        if top:
            self.scroll_to(0, 0, animate=False)

    def tint(self, keys: Iterable[object]) -> None:
        """Tint the rows with these keys once, for 0.4 s."""
        self._tinted = frozenset(keys)
        if self._tinted:
            self.set_timer(self.TINT_SECONDS, self._untint)
            self._paint_changed()

    def _untint(self) -> None:
        self._tinted = frozenset()
        self._paint_changed()

    @property
    def text(self) -> str:
        """The source of all rows, unwrapped and without gutter."""
        return "\n".join(row.text for row in self.rows)

    @property
    def text_width(self) -> int:
        """Columns that a row may fill: the scrollbar's column stays free."""
        return max(self.container_size.width - self.scrollbar_size_vertical, 0)

    @property
    def text_region(self) -> Region:
        """Where on the screen lines of text are; empty while there are none."""
        left, top = self.content_region.offset
        height = min(self._lines.height - self.scroll_offset.y, self.container_size.height)
        return Region(left, top, self.text_width, max(height, 0))

    # --- where rows are ------------------------------------------------------------------------------------------

    def _lay_out(self, before: RowLines | None = None) -> None:
        """Find where each row lies; breaks of rows that were there `before` at this width are kept."""
        width = self.text_width or self.size.width
        self._lines = lines = RowLines(self.rows, width, wraps=self.wraps, before=before)
        size = Size(max(lines.widest, self.least_width, width), lines.height)
        last, self.virtual_size = self.virtual_size, size
        space = self.container_size
        if size != last and not (_fits(size, space) and _fits(last, space)):
            self._scroll_update(size)
        self._paint_changed()

    def line_of(self, row: int) -> int:
        """The first display line of a row."""
        return self._lines.line_of(row)

    @property
    def top_row(self) -> int:
        """The row at the top of what is visible."""
        place = self._lines.place_of(self.scroll_offset.y)
        return place[0] if place else 0

    def show_row(self, row: int, *, at_top: bool = False) -> None:
        """Scroll as little as needed (or so that it is first) to make a row visible."""
        line = self.line_of(row)
        if at_top:
            self.scroll_to(y=line, animate=False)
        else:
            self.scroll_to_region(Region(self.scroll_offset.x, line, 1, 1), animate=False, force=True)

    def jump(self, keys: Collection[object], direction: int) -> bool:
        """Bring the next row (or the one before) whose key is in `keys` to the top; False where there is none."""
        here = self.scroll_offset.y
        lines = [self.line_of(number) for number, row in enumerate(self.rows) if row.key in keys]
        ahead = [line for line in lines if line > here] if direction > 0 else [n for n in lines[::-1] if n < here]
        if ahead:
            self.scroll_to(y=ahead[0], animate=False)
        return bool(ahead)

    def find(self, direction: int = 1) -> bool:
        """Go to the next row (or the one before) that holds the needle, around the end; False where none does."""
        if not self.needle:
            return False
        needle, count = self.needle.casefold(), len(self.rows)
        start = self.cursor if self.cursor is not None else self.top_row
        for distance in range(1, count + 1):
            row = (start + distance * direction) % count
            if needle in self.rows[row].body.plain.casefold():
                self.cursor = row
                self.show_row(row)
                return True
        return False

    def count_found(self) -> int:
        """How many rows hold the needle."""
        needle = self.needle.casefold()
        return sum(needle in row.body.plain.casefold() for row in self.rows) if needle else 0

    def found_here(self) -> bool:
        """Whether the cursor's row holds the needle."""
        here = self.cursor
        return (
            here is not None
            and here < len(self.rows)
            and self.needle.casefold() in self.rows[here].body.plain.casefold()
        )

    def end_search(self) -> None:
        """The search is over: the cursor was only the search's."""
        self.cursor = None

    # --- drawing -------------------------------------------------------------------------------------------------

    def watch_wraps(self) -> None:
        row = self.top_row
        self._lay_out()
        self.scroll_to(0, self.line_of(row), animate=False)

    def watch_cursor(self) -> None:
        self._paint_changed()

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_x(old_value, new_value)
        self._looks = self._looks_now()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._looks = self._looks_now()

    def watch_needle(self) -> None:
        self._strips.clear()
        self.refresh()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()

    def on_resize(self) -> None:
        if self._lines.width != self.text_width:
            row = self.top_row
            self._lay_out()
            if self._lines.any_broken:
                self.scroll_to(y=self.line_of(row), animate=False)

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        return selection.extract("\n".join(row.body.plain for row in self.rows)), "\n"

    def _look(self, line: int, left: int, width: int) -> Look | None:
        """How a display line is drawn when `left` cells are scrolled away, None below the end."""
        place = self._lines.place_of(line)
        if place is None:
            return None
        number, piece = place
        row = self.rows[number]
        here = number == self.cursor
        marks = (row.key is not None and row.key in self._tinted, here, here and self.has_focus)
        return Look(row, piece, self._lines.span(number, piece), marks, left, width)

    def _looks_now(self) -> list[Look | None]:
        left, top = self.scroll_offset
        width = self.text_width
        return [self._look(line, left, width) for line in range(top, top + self.container_size.height)]

    def _paint_changed(self) -> None:
        """Paint the visible lines that look different now."""
        before, now = self._looks, self._looks_now()
        self._looks = now
        if len(before) != len(now):
            self.refresh()
            return
        changed = [y for y, (was, look) in enumerate(zip(before, now, strict=True)) if _differ(was, look)]
        if changed:
            self.refresh(*(Region(0, y, self.container_size.width, 1) for y in changed))

    def render_line(self, y: int) -> Strip:
        left, top = self.scroll_offset
        width = self.text_width
        look = self._look(top + y, left, width)
        if look is None:
            return Strip.blank(width, self.visual_style.rich_style)
        number, piece = self._lines.place_of(top + y) or (0, 0)
        selection = self.text_selection
        known = self._strips.get((number, piece)) if selection is None else None
        if known is not None and look.same_as(known[0]):
            return known[1]
        seen = look._replace(row=self._highlighted(look.row, number, selection))
        strip = drawn_line(seen, number, self.visual_style, self.style_of)
        if selection is None:
            self._strips[(number, piece)] = (look, strip)
        return strip

    def _highlighted(self, row: Row, number: int, selection: Selection | None) -> Row:
        """The row with what is searched for and what is selected lit up."""
        body = with_found(row.body, self.needle, self.style_of) if self.needle else row.body
        if selection is not None and (span := selection.get_span(number)) is not None:
            start, end = span
            style = self.screen.get_visual_style("screen--selection")
            body = body.stylize(style, start, len(body) if end == -1 else end)
        return row if body is row.body else replace(row, body=body)

    def style_of(self, style: str | Style) -> Style:
        """A style by its name; themes decide what the names mean."""
        return self.app.stylesheet.parse_style(style)

    def on_click(self, event: events.Click) -> None:
        if self.screen.selections:
            return
        place = self._lines.place_of(self.scroll_offset.y + event.get_content_offset_capture(self).y)
        if place is not None:
            self.post_message(self.Chosen(self, self.rows[place[0]]))


def _differ(one: Look | None, other: Look | None) -> bool:
    return one is not other if one is None or other is None else not one.same_as(other)


def _fits(size: Size, room: Size) -> bool:
    """Whether all is in sight, so that the scrollbar is blank; before the first layout, nothing is."""
    return size.height <= room.height and size.width <= room.width
