"""How one display line is drawn: its gutter, its part of the row, what lies under it, and a mark where it goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip
from textual.style import Style

from tui.widgets.row import Row

StyleOf = Callable[[str | Style], Style]
"""A style by its name; themes decide what the names mean."""

_MORE = Content("›").stylize("$waiting")
_TINT = "on $waiting 25%"
_FOUND = "on $waiting 35% underline"
_CURSOR = "bold on $block-cursor-blurred-background"
_CURSOR_FOCUSED = "bold on $block-cursor-background"


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


def drawn_line(look: Look, number: int, base: Style, style_of: StyleOf) -> Strip:
    """The line as cells, `look.width` of them; `number` is its row's, for selecting with the mouse."""
    under = _under(look, base, style_of)
    gutter = _gutter(look, under, style_of)
    body = look.row.body if look.span is None else look.row.body[look.span[0] : look.span[1]]
    strip = Strip(_segments(body, under, style_of), cell_len(body.plain))
    room = max(look.width - gutter.cell_length, 0)
    start = look.span[0] if look.span else 0
    left = look.scrolled
    cut_off = len(strip.crop(0, left).text) if left else 0
    shown = strip.crop_extend(left, left + room, under.rich_style).apply_offsets(start + cut_off, number)
    if strip.cell_length > left + room > 1 and room:
        shown = Strip.join([shown.crop(0, room - 1), Strip(_segments(_MORE, under, style_of), 1)])
    return Strip.join([gutter, shown])


def with_found(body: Content, needle: str, style_of: StyleOf) -> Content:
    """The text with every place lit up that holds the needle, in whatever case."""
    style = style_of(_FOUND)
    text, needle = body.plain.casefold(), needle.casefold()
    place = text.find(needle)
    while place >= 0:
        body = body.stylize(style, place, place + len(needle))
        place = text.find(needle, place + len(needle))
    return body


def _under(look: Look, base: Style, style_of: StyleOf) -> Style:
    under = base + style_of(look.row.style) if look.row.style else base
    tinted, cursor, focused = look.marks
    if tinted:
        under += style_of(_TINT)
    if cursor:
        under += style_of(_CURSOR_FOCUSED if focused else _CURSOR)
    return under


def _gutter(look: Look, under: Style, style_of: StyleOf) -> Strip:
    gutter = look.row.gutter
    if look.piece:
        return Strip.blank(gutter.cell_length + look.row.indent, under.rich_style)
    return Strip(_segments(gutter, under, style_of), gutter.cell_length) if gutter else Strip.blank(0)


def _segments(content: Content, under: Style, style_of: StyleOf) -> list[Segment]:
    return [Segment(text, style.rich_style) for text, style in content.render(under, end="", parse_style=style_of)]
