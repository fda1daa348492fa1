"""Keys and mouse on structural verdicts: their cards, their steps, examples, and a person's mark."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest
from piloting import press, settled, typed
from textual.pilot import Pilot
from textual.widgets import Input
from told_structure import ARTICLE, broken_session
from workbench_app import opened

from sandbox.store.journal import CannotWrite
from sandbox.store.marks import Marks
from tasks.scorecard import Finding
from tui.screens.findings import FindingsPage
from tui.screens.help import HelpPage
from tui.widgets.line_view import LineView
from tui.widgets.score_board import ScoreBoard
from tui.widgets.why_pane import WhyPane

REASON = "slugs are a value here"


def page(pilot: Pilot[Any]) -> FindingsPage:
    assert isinstance(pilot.app.screen, FindingsPage)
    return pilot.app.screen


def words(pilot: Pilot[Any], pane: str = "#card") -> str:
    view = page(pilot).query_one(pane, LineView)
    return "\n".join((row.gutter.plain + row.body.plain).rstrip() for row in view.rows)


async def test_a_card_says_rule_place_lines_layers_step_mend_and_how_sure() -> None:
    async with opened(broken_session()) as (pilot, _):
        await press(pilot, "V")
        said = words(pilot)
        assert "✗ upward-import   Imports run downward" in said
        assert "Rule   A lower layer never depends on a higher one" in said
        assert f"Where  {ARTICLE}:3   since step 3, Enter goes there   certain" in said
        assert "▶   3 │ from app.services.slugs import (\n▶   4 │     slugify,\n▶   5 │ )\n    6 │" in said
        assert re.search(r"┏━━▶ services +\[slugs\.py\]", said)
        assert re.search(r"┗━━━ models +\[article\.py\]", said)
        assert "Mend   Pass what is needed down" in said


@pytest.mark.parametrize("size", [(80, 24), (60, 15), (200, 60)])
async def test_a_card_opens_in_every_size(size: tuple[int, int]) -> None:
    async with opened(broken_session(), size) as (pilot, _):
        await press(pilot, "V")
        assert "[slugs.py]" in words(pilot)
        shown = page(pilot).query_one("#examples").display
        assert shown == (size[0] >= 150), "wide terminals show the rule's examples beside the card"


async def test_at_80_by_24_a_whole_card_is_in_sight() -> None:
    async with opened(broken_session(), (80, 24)) as (pilot, _):
        await press(pilot, "V")
        card = page(pilot).query_one("#card", LineView)
        assert card.virtual_size.height <= card.size.height


async def test_a_score_from_before_edges_were_known_gets_its_arrow() -> None:
    handle = broken_session()
    detail = handle._details["k4"]
    old = [msgspec.structs.replace(one, edge=None) for one in detail.card.structural.architecture.findings]
    verdict = msgspec.structs.replace(detail.card.structural.architecture, findings=tuple(old))
    structural = msgspec.structs.replace(detail.card.structural, architecture=verdict)
    card = msgspec.structs.replace(detail.card, structural=structural)
    handle._details["k4"] = msgspec.structs.replace(detail, card=card)
    async with opened(handle) as (pilot, _):
        await press(pilot, "V")
        assert re.search(r"┏━━▶ services +\[slugs\.py\]", words(pilot))


async def test_enter_jumps_to_the_step_that_brought_it_and_its_diff() -> None:
    async with opened(broken_session()) as (pilot, screen):
        await press(pilot, "V", "enter")
        assert pilot.app.screen is screen
        assert (screen.selected, screen.tab) == (3, "diff")


async def test_verdicts_go_round_and_kept_rules_follow_the_broken() -> None:
    async with opened(broken_session()) as (pilot, _):
        await press(pilot, "V", "n")
        assert "✗ skipped-layer" in words(pilot)
        assert "since step 4" in words(pilot)
        await press(pilot, "n")
        assert words(pilot).startswith("✓ ")
        assert "Nothing in this step's tree breaks it." in words(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, FindingsPage), "a kept rule has no step"
        await press(pilot, "p", "p", "p")
        assert words(pilot).startswith("✓ ")


async def test_a_finding_that_running_disproved_stands_on_the_card_of_its_kept_rule() -> None:
    handle = broken_session()
    detail = handle._details["k4"]
    message = "Nothing that runs serves Flask. Running it disagrees: it answered."
    gone = Finding("wrong-framework", "run.sh", 2, message, "Serve it.")
    verdict = msgspec.structs.replace(detail.card.structural.framework, overruled=(gone,))
    structural = msgspec.structs.replace(detail.card.structural, framework=verdict)
    card = msgspec.structs.replace(detail.card, structural=structural)
    handle._details["k4"] = msgspec.structs.replace(detail, card=card)
    async with opened(handle) as (pilot, _):
        await press(pilot, "V", "n", "n")
        said = words(pilot)
        assert said.startswith("✓ wrong-framework")
        assert "Here   run.sh:2   withdrawn, for running it won" in said
        assert f"Code   {message}" in said
        assert "Nothing in this step's tree breaks it." not in said
        await press(pilot, "n")
        assert "withdrawn" not in words(pilot)


async def test_x_shows_code_that_breaks_the_rule_and_code_that_keeps_it() -> None:
    async with opened(broken_session(), (80, 24)) as (pilot, _):
        await press(pilot, "V", "x")
        assert not page(pilot).query_one("#card").display
        said = words(pilot, "#examples")
        assert said.index("✗ breaks it") < said.index("✓ keeps it")
        assert "▶   1 │ from services.slugs import slugify" in said
        assert said.count("▶") == 1, "only the offending line has a mark"
        await press(pilot, "x")
        assert page(pilot).query_one("#card").display


async def test_a_mark_asks_for_a_reason_is_kept_and_shown_everywhere() -> None:
    handle = broken_session()
    async with opened(handle) as (pilot, screen):
        before = [step.score for step in screen.view.steps]
        await press(pilot, "V", "m")
        assert isinstance(pilot.app.focused, Input)
        await press(pilot, *typed(REASON), "enter")
        (mark,) = handle.marks.all()
        assert (mark.rule, mark.verdict, mark.step, mark.tree) == ("upward-import", "broken", 4, "t4")
        assert (mark.reason, mark.path, mark.line) == (REASON, ARTICLE, 3)
        assert f"≠ wrong, says a person at step 4: {REASON}   The score stays as it is." in words(pilot)
        await press(pilot, "escape")
        assert "≠ 1 verdict marked as wrong" in screen.query_one(ScoreBoard).text
        assert screen.query_one(WhyPane).text.count("≠ marked as wrong; the score stays as it is") == 1
        assert [step.score for step in screen.view.steps] == before


async def test_m_again_takes_the_mark_away() -> None:
    handle = broken_session()
    async with opened(handle) as (pilot, screen):
        await press(pilot, "V", "m", *typed("no"), "enter", "m")
        assert handle.marks.all() == ()
        await press(pilot, "escape")
        assert "≠" not in screen.query_one(ScoreBoard).text


async def test_a_kept_rule_can_be_marked_too() -> None:
    handle = broken_session()
    async with opened(handle) as (pilot, _):
        await press(pilot, "V", "n", "n", "m", *typed("it hides"), "enter")
        (mark,) = handle.marks.all()
        assert (mark.verdict, mark.path, mark.line) == ("kept", "", 0)


async def test_esc_and_an_empty_reason_mark_nothing() -> None:
    handle = broken_session()
    async with opened(handle) as (pilot, _):
        await press(pilot, "V", "m", *typed("half"), "escape")
        assert isinstance(pilot.app.screen, FindingsPage), "Esc leaves the field, not the page"
        await press(pilot, "m", "space", "enter")
        assert handle.marks.all() == ()


async def test_a_mark_of_an_earlier_step_is_shown_where_the_finding_is_still_there() -> None:
    handle = broken_session()
    async with opened(handle) as (pilot, _):
        await press(pilot, "p", "V", "m", *typed("so"), "enter", "escape", "n", "V")
        assert "≠ wrong, says a person at step 3: so" in words(pilot)


async def test_marks_are_there_when_the_session_is_opened_again() -> None:
    first = broken_session()
    async with opened(first) as (pilot, _):
        await press(pilot, "V", "m", *typed("so"), "enter")
    again = broken_session()
    again.marks = first.marks
    async with opened(again) as (_, screen):
        assert "≠ 1 verdict marked as wrong" in screen.query_one(ScoreBoard).text


async def test_a_full_disk_is_said_and_nothing_is_shown_as_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Marks, mark: object) -> None:
        raise CannotWrite("can't keep the mark in session x: No space left on device")

    monkeypatch.setattr(Marks, "put", full)
    async with opened(broken_session()) as (pilot, _):
        await press(pilot, "V", "m", *typed("so"), "enter")
        assert "≠" not in words(pilot)
        assert any("No space left" in note.message for note in pilot.app._notifications)


async def test_enter_and_a_click_on_a_card_open_it_whole() -> None:
    async with opened(broken_session()) as (pilot, screen):
        await press(pilot, "5", "enter")
        assert "✗ upward-import" in words(pilot)
        await press(pilot, "escape")
        why = screen.query_one(WhyPane)
        second = next(place for place, row in enumerate(why.rows) if row.key == 1)
        why.show_row(second, at_top=True)
        await settled(pilot)
        await pilot.click(WhyPane, offset=(4, 1 + why.line_of(second) - round(why.scroll_offset.y)))
        await settled(pilot)
        assert "✗ skipped-layer" in words(pilot)


async def test_a_click_on_a_constraint_opens_its_verdicts() -> None:
    async with opened(broken_session()) as (pilot, screen):
        board = screen.query_one(ScoreBoard)
        place = next(place for place, row in enumerate(board.rows) if row.key == "constraints 0")
        await pilot.click(ScoreBoard, offset=(4, 1 + board.line_of(place)))
        await settled(pilot)
        assert "✗ upward-import" in words(pilot)


async def test_a_step_without_findings_shows_what_is_kept() -> None:
    async with opened(broken_session()) as (pilot, _):
        await press(pilot, "p", "p", "V")
        assert words(pilot).startswith("✓ ")


async def test_the_help_names_the_keys_and_the_mark() -> None:
    async with opened(broken_session()) as (pilot, _):
        await press(pilot, "question_mark")
        help_page = pilot.app.screen
        assert isinstance(help_page, HelpPage)
        rows = [row.gutter.plain + row.body.plain for row in help_page.query(LineView).first().rows]
        assert any("V " in row and "Every structural verdict" in row for row in rows)
        assert any("≠" in row and "the score stays" in row for row in rows)
