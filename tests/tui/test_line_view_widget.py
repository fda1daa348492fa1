"""The line view scrolls, wraps, selects and copies what it was given, in cells and in characters."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from piloting import OneWidget
from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Offset
from textual.selection import Selection

from tui.widgets.line_view import LineView
from tui.widgets.row import Row
from tui.widgets.wrapping import pieces


class OneView(OneWidget):
    def __init__(self, rows: list[Row], *, wraps: bool = False) -> None:
        super().__init__(LineView(wraps=wraps))
        self.rows = rows

    def on_mount(self) -> None:
        self.query_one(LineView).show(self.rows)


def lines_of(view: LineView) -> list[str]:
    return [view.render_line(y).text.rstrip() for y in range(view.size.height)]


def plain(*lines: str) -> list[Row]:
    return [Row(Content(line)) for line in lines]


@given(st.text("ab 日é\u0301", max_size=60), st.integers(2, 20))
def test_pieces_fit_the_width_and_lose_nothing_but_spaces(text: str, width: int) -> None:
    found = pieces(text, width)
    assert all(cell_len(text[start:end]) <= width or end - start == 1 for start, end in found)
    assert "".join(text[start:end] for start, end in found).replace(" ", "") == text.replace(" ", "")
    assert all(before[1] <= after[0] for before, after in pairwise(found))


def test_prose_breaks_at_spaces_and_hangs() -> None:
    assert [("the quick brown fox")[a:b] for a, b in pieces("the quick brown fox", 10)] == ["the quick", "brown fox"]


async def test_a_long_line_is_marked_and_scrolls_sideways_without_its_gutter() -> None:
    app = OneView([Row(Content("0123456789" * 5), Content("12 "))])
    async with app.run_test(size=(21, 3)) as pilot:
        view = app.query_one(LineView)
        assert lines_of(view)[0] == "12 0123456789012345›"
        view.scroll_to(x=5, animate=False)
        await pilot.pause()
        assert lines_of(view)[0].startswith("12 56789")


async def test_wide_characters_keep_their_columns() -> None:
    app = OneView(plain("日本語" * 20))
    async with app.run_test(size=(12, 2)) as pilot:
        view = app.query_one(LineView)
        assert cell_len(view.render_line(0).text) == view.scrollable_content_region.width
        view.scroll_to(x=3, animate=False)
        await pilot.pause()
        assert cell_len(view.render_line(0).text) == view.scrollable_content_region.width


async def test_a_selection_over_wrapped_lines_copies_the_unwrapped_source() -> None:
    app = OneView(
        [Row(Content("the quick brown fox jumps"), Content("1 ")), Row(Content("over"), Content("2 "))], wraps=True
    )
    async with app.run_test(size=(14, 6)):
        view = app.query_one(LineView)
        assert len([line for line in lines_of(view) if line]) > 2
        assert view.get_selection(Selection(Offset(4, 0), Offset(2, 1))) == ("quick brown fox jumps\nov", "\n")
        assert view.text == "the quick brown fox jumps\nover"


async def test_only_what_is_visible_is_made_into_strips() -> None:
    app = OneView(plain(*(f"line {number}" for number in range(50_000))))
    async with app.run_test(size=(40, 10)) as pilot:
        view = app.query_one(LineView)
        view.scroll_end(animate=False)
        await pilot.pause()
        assert lines_of(view)[-1] == "line 49999"
        assert len(view._strips) <= 512


async def test_finding_goes_around_the_end() -> None:
    app = OneView(plain("one", "two", "three two", "four"))
    async with app.run_test(size=(40, 10)):
        view = app.query_one(LineView)
        view.needle = "TWO"
        places = []
        for _ in range(3):
            assert view.find()
            places.append(view.cursor)
        assert places == [1, 2, 1]
        assert view.find(-1)
        assert view.cursor == 2
        view.needle = "nothing"
        assert not view.find()


@pytest.mark.parametrize("text", ["[@click=app.quit]x[/]", "[/]", "[bold]x"])
async def test_markup_in_text_is_text(text: str) -> None:
    app = OneView(plain(text))
    async with app.run_test(size=(40, 4)):
        view = app.query_one(LineView)
        assert lines_of(view)[0] == text
        assert all("@click" not in (segment.style.meta if segment.style else {}) for segment in view.render_line(0))
