"""A key or an event paints the lines that it changes: no layout, no whole screen, no pane that looks as it did."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from piloting import OneWidget, StillApp, settled
from textual._compositor import Compositor
from textual.content import Content
from textual.widget import Widget
from told_session import running_session, told, waiting_session
from workbench_app import opened

from sandbox.events import Scoring, StateChanged, StepScored, Streamed
from tui.widgets.line_view import LineView
from tui.widgets.pane import Pane
from tui.widgets.row import Row, alike


class Painted:
    """Counts layouts, paints of the whole screen, and the lines that each widget has drawn anew."""

    def __init__(self) -> None:
        self.layouts = self.screens = 0
        self.lines: Counter[str] = Counter()

    def clear(self) -> None:
        self.layouts = self.screens = 0
        self.lines.clear()


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> Painted:
    counts = Painted()
    reflow, whole = Compositor.reflow, Compositor.render_full_update

    def counted_reflow(self: Compositor, *args: Any) -> Any:
        counts.layouts += 1
        return reflow(self, *args)

    def counted_whole(self: Compositor, *args: Any, **kwargs: Any) -> Any:
        counts.screens += 1
        return whole(self, *args, **kwargs)

    def counting(kind: type[Widget], original: Any) -> Any:
        def render_line(self: Any, y: int) -> Any:
            counts.lines[self.id or type(self).__name__] += 1
            return original(self, y)

        return render_line

    monkeypatch.setattr(Compositor, "reflow", counted_reflow)
    monkeypatch.setattr(Compositor, "render_full_update", counted_whole)
    for kind in (LineView, Widget):
        monkeypatch.setattr(kind, "render_line", counting(kind, kind.render_line))
    return counts


@pytest.mark.parametrize(
    "keys", [("p", "p", "n"), ("1", "up", "down"), ("2", "tab", "4", "5"), ("4", "down", "w", "w")]
)
async def test_no_key_for_reading_lays_out_or_paints_the_whole_screen(keys: tuple[str, ...], painted: Painted) -> None:
    async with opened(waiting_session(), kind=StillApp) as (pilot, _):
        await pilot.press("p", "n")
        await settled(pilot)
        painted.clear()
        await pilot.press(*keys)
        await settled(pilot)
        assert sum(painted.lines.values()) > 0
        assert (painted.layouts, painted.screens) == (0, 0)


async def test_a_report_of_the_judge_paints_its_three_lines(painted: Painted) -> None:
    handle = running_session()
    async with opened(handle, kind=StillApp) as (pilot, _):
        await pilot.press("p")
        await settled(pilot)
        painted.clear()
        handle.say(Scoring(13, 121, 410, "requests"))
        await settled(pilot)
        assert painted.lines["score"] == 1
        assert painted.lines["steps"] <= 1
        assert painted.lines["diff"] == painted.lines["why"] == painted.lines["step"] == 0
        assert painted.layouts == painted.screens == 0


async def test_a_streamed_thought_paints_its_last_line(painted: Painted) -> None:
    handle = running_session()
    async with opened(handle, kind=StillApp) as (pilot, screen):
        assert screen.selected == 14
        handle.say(Streamed(14, "thought", "One line that is there.\nAnd another one,"))
        await settled(pilot)
        painted.clear()
        handle.say(Streamed(14, "thought", " which goes on"))
        await settled(pilot)
        assert painted.lines["step"] == 1
        assert sum(painted.lines[pane] for pane in ("steps", "score", "diff", "why")) == 0
        assert painted.layouts == painted.screens == 0


async def test_a_score_that_lands_paints_no_diff(painted: Painted) -> None:
    handle = running_session()
    async with opened(handle, kind=StillApp) as (pilot, _):
        await pilot.press("p")
        await settled(pilot)
        painted.clear()
        scored = told()[0][-1]
        assert isinstance(scored, StepScored)
        handle.say(scored)
        await settled(pilot)
        assert painted.lines["score"] > 0
        assert painted.lines["diff"] == painted.lines["step"] == 0
        assert painted.layouts == painted.screens == 0


async def test_what_waits_paints_nothing_while_its_words_stay(painted: Painted) -> None:
    handle = waiting_session()
    async with opened(handle, kind=StillApp) as (pilot, _):
        painted.clear()
        handle.say(Scoring(13, 1, 410, "requests"))
        handle.say(StateChanged("waiting", 14, handle._provisionals[0].pending))  # type: ignore[union-attr]
        await settled(pilot)
        assert painted.lines["pending-what"] == 0
        assert painted.layouts == 0


# --- the view itself -------------------------------------------------------------------------------------------------


def rows(*lines: str) -> list[Row]:
    return [Row(Content(line)) for line in lines]


async def test_only_rows_that_differ_are_drawn_and_colours_count(painted: Painted) -> None:
    app = OneWidget(Pane(id="pane"))
    async with app.run_test(size=(40, 10)) as pilot:
        pane = app.query_one(Pane)
        pane.show(rows("one", "two", "three"))
        await settled(pilot)
        painted.clear()
        pane.show(rows("one", "two", "three"))
        await settled(pilot)
        assert painted.lines["pane"] == 0
        pane.show([*rows("one"), Row(Content("two").stylize("$lost")), *rows("three", "four")])
        await settled(pilot)
        assert painted.lines["pane"] == 2
        assert pane.render_line(3).text.startswith("four")


async def test_a_view_that_was_scrolled_is_drawn_where_it_is(painted: Painted) -> None:
    app = OneWidget(Pane(id="pane"))
    async with app.run_test(size=(40, 6)) as pilot:
        pane = app.query_one(Pane)
        pane.show(rows(*(f"line {number}" for number in range(40))))
        await settled(pilot)
        pane.scroll_to(y=3, animate=False)
        await settled(pilot)
        painted.clear()
        pane.show(rows(*(f"line {number - 3}" for number in range(40))))  # What was on top comes back in sight.
        await settled(pilot)
        assert painted.lines["pane"] == 4
        shown = app.screen._compositor.render_strips()[1].text
        assert "line 0" in shown


async def test_new_words_on_the_frame_draw_no_row(painted: Painted) -> None:
    app = OneWidget(Pane(id="pane"))
    async with app.run_test(size=(40, 8)) as pilot:
        pane = app.query_one(Pane)
        pane.show(rows("one", "two"))
        pane.frame("at step 1", name="Score", hint="keys")
        await settled(pilot)
        painted.clear()
        pane.frame("at step 2", name="Score", hint="other keys")
        await settled(pilot)
        assert painted.lines["pane"] == 0
        strips = app.screen._compositor.render_strips()
        assert "at step 2" in strips[0].text
        assert "other keys" in strips[7].text


def test_texts_are_alike_only_with_their_colours() -> None:
    plain, red = Content("a"), Content("a").stylize("$lost")
    assert plain == red  # What Textual says, and why `alike` is there.
    assert not alike(plain, red)
    assert alike(red, Content("a").stylize("$lost"))
