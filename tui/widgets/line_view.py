"""The one way Spar draws text that may be long or foreign: lines that scroll, wrap, and are found, selected, copied."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive, reactive
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style

from tui.widgets.wrapping import pieces

EMPTY = Content("")
_MORE = Content("›").stylize("$waiting")
_TINT = "on $waiting 25%"
_FOUND = "on $waiting 35% underline"
_CURSOR = "bold on $block-cursor-blurred-background"
_CURSOR_FOCUSED = "bold on $block-cursor-background"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of text. `body` and `gutter` hold no newline; only the body scrolls sideways, is selected and copied.

    `style` lies under the whole line; `wraps` None leaves it to the view; wrapped lines hang by `indent` cells.
    `key` is what the row stands for; `source` is copied instead of the body where they differ.
    """

    body: Content
    gutter: Content = EMPTY
    style: str = ""
    wraps: bool | None = None
    indent: int = 0
    key: object = None
    source: str | None = None

    @property
    def text(self) -> str:
        return self.body.plain if self.source is None else self.source

    def looks_like(self, other: Row) -> bool:
        """Whether both are drawn alike. `==` won't do: Content compares its text alone, not its colours."""
        return self is other or (
            self.style == other.style
            and self.indent == other.indent
            and alike(self.body, other.body)
            and alike(self.gutter, other.gutter)
        )


def alike(one: Content, other: Content) -> bool:
    """Whether two texts are drawn alike, colours included."""
    return one is other or (one.plain == other.plain and one.spans == other.spans)


class Look(NamedTuple):
    """Everything that decides how one line of a view is drawn, the theme aside."""

    row: Row
    piece: int
    span: tuple[int, int] | None
    marks: tuple[bool, bool, bool]
    scrolled: int
    width: int

    def same_as(self, other: Look | None) -> bool:
        return other is not None and self[1:] == other[1:] and self.row.looks_like(other.row)


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
        self._starts: list[int] = [0]
        self._pieces: dict[int, list[tuple[int, int]]] = {}
        self._strips: LRUCache[tuple[int, int], tuple[Look, Strip]] = LRUCache(512)
        self._looks: list[Look | None] = []
        self._tinted: frozenset[object] = frozenset()
        self._laid_out_for = -1
        self._height = 0

    @property
    def allow_select(self) -> bool:
        return True

    # --- what it shows -------------------------------------------------------------------------------------------

    def show(self, rows: Sequence[Row], *, top: bool = False) -> None:
        """Show these rows; the scroll position stays unless `top`."""
        before, self.rows = self.rows, rows
        self._lay_out(before)
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

    # --- where rows are ------------------------------------------------------------------------------------------

    def _lay_out(self, before: Sequence[Row] = ()) -> None:
        """Find where each row lies. Breaks of rows that were there `before` at this width are kept."""
        width = self.text_width or self.size.width
        known = self._pieces if width == self._laid_out_for else {}
        self._laid_out_for = width
        self._pieces = {}
        self._starts = []
        line, widest = 0, self.least_width
        for number, row in enumerate(self.rows):
            self._starts.append(line)
            length = row.gutter.cell_length + row.body.cell_length
            if (self.wraps if row.wraps is None else row.wraps) and length > width > 4:
                broken = known.get(number)
                if broken is None or number >= len(before) or not row.looks_like(before[number]):
                    room = width - row.gutter.cell_length
                    broken = pieces(row.body.plain, room - row.indent, first=room)
                self._pieces[number] = broken
                line += len(broken)
            else:
                widest = max(widest, length)
                line += 1
        self._height = line
        size = Size(max(widest, width), line)
        last, self.virtual_size = self.virtual_size, size
        space = self.container_size
        if size != last and not (_fits(size, space) and _fits(last, space)):
            self._scroll_update(size)
        self._paint_changed()

    def place_of(self, line: int) -> tuple[int, int] | None:
        """Row and piece that a display line shows, None below the end."""
        if not 0 <= line < self._height or not self.rows:
            return None
        row = bisect_right(self._starts, line) - 1
        return row, line - self._starts[row]

    def line_of(self, row: int) -> int:
        """The first display line of a row."""
        return self._starts[row] if 0 <= row < len(self._starts) else 0

    @property
    def top_row(self) -> int:
        """The row at the top of what is visible."""
        place = self.place_of(self.scroll_offset.y)
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
        if self._laid_out_for != self.text_width:
            row = self.top_row
            self._lay_out()
            if self._pieces:
                self.scroll_to(y=self.line_of(row), animate=False)

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        return selection.extract("\n".join(row.body.plain for row in self.rows)), "\n"

    def _look(self, line: int, left: int, width: int) -> Look | None:
        """How a display line is drawn when `left` cells are scrolled away, None below the end."""
        if not 0 <= line < self._height or not self.rows:
            return None
        number = bisect_right(self._starts, line) - 1
        piece = line - self._starts[number]
        row = self.rows[number]
        broken = self._pieces.get(number)
        here = number == self.cursor
        marks = (row.key is not None and row.key in self._tinted, here, here and self.has_focus)
        return Look(row, piece, broken[piece] if broken else None, marks, left, width)

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
        number, piece = self.place_of(top + y) or (0, 0)
        selection = self.text_selection
        if selection is not None:
            return self._drawn_line(look, number, selection)
        known = self._strips.get((number, piece))
        if known is not None and look.same_as(known[0]):
            return known[1]
        strip = self._drawn_line(look, number, None)
        self._strips[(number, piece)] = (look, strip)
        return strip

    def _drawn_line(self, look: Look, number: int, selection: Selection | None) -> Strip:
        under = self._under(look)
        gutter = self._gutter(look, under)
        strip = self._body(look, number, selection, under)
        room = max(look.width - gutter.cell_length, 0)
        start = look.span[0] if look.span else 0
        left = look.scrolled
        cut_off = len(strip.crop(0, left).text) if left else 0
        body = strip.crop_extend(left, left + room, under.rich_style).apply_offsets(start + cut_off, number)
        if strip.cell_length > left + room > 1 and room:
            body = Strip.join([body.crop(0, room - 1), Strip(self._segments(_MORE, under), 1)])
        return Strip.join([gutter, body])

    def _under(self, look: Look) -> Style:
        under = self.visual_style
        if look.row.style:
            under += self.style_of(look.row.style)
        tinted, cursor, focused = look.marks
        if tinted:
            under += self.style_of(_TINT)
        if cursor:
            under += self.style_of(_CURSOR_FOCUSED if focused else _CURSOR)
        return under

    def _gutter(self, look: Look, under: Style) -> Strip:
        gutter = look.row.gutter
        if look.piece:
            return Strip.blank(gutter.cell_length + look.row.indent, under.rich_style)
        if not gutter:
            return Strip.blank(0)
        return Strip(self._segments(gutter, under), gutter.cell_length)

    def _body(self, look: Look, number: int, selection: Selection | None, under: Style) -> Strip:
        body = look.row.body
        if self.needle:
            body = self._with_found(body)
        if selection is not None and (span := selection.get_span(number)) is not None:
            start, end = span
            body = body.stylize(
                self.screen.get_visual_style("screen--selection"), start, len(body) if end == -1 else end
            )
        if look.span is not None:
            body = body[look.span[0] : look.span[1]]
        return Strip(self._segments(body, under), cell_len(body.plain))

    def _with_found(self, body: Content) -> Content:
        style = self.style_of(_FOUND)
        text, needle = body.plain.casefold(), self.needle.casefold()
        place = text.find(needle)
        while place >= 0:
            body = body.stylize(style, place, place + len(needle))
            place = text.find(needle, place + len(needle))
        return body

    def _segments(self, content: Content, under: Style) -> list[Segment]:
        return [
            Segment(text, style.rich_style)
            for text, style in content.render(under, end="", parse_style=self.style_of)
        ]  # fmt: skip

    def style_of(self, style: str | Style) -> Style:
        """A style by its name; themes decide what the names mean."""
        return self.app.stylesheet.parse_style(style)

    def on_click(self, event: events.Click) -> None:
        if self.screen.selections:
            return
        place = self.place_of(self.scroll_offset.y + event.get_content_offset_capture(self).y)
        if place is not None:
            self.post_message(self.Chosen(self, self.rows[place[0]]))


def _differ(one: Look | None, other: Look | None) -> bool:
    return one is not other if one is None or other is None else not one.same_as(other)


def _fits(size: Size, room: Size) -> bool:
    """Whether all is in sight, so that the scrollbar is blank; before the first layout, nothing is."""
    return size.height <= room.height and size.width <= room.width
