"""The summary tells at a glance what came of a run, what it took, where it turned, and what to press next."""

from __future__ import annotations

from typing import Any

import pytest
from piloting import drawn, press, settled, until
from told_session import EXTENDED, TOTALS, ended, ended_session, handle_of, running_session, summary, told
from workbench_app import opened

from sandbox.events import RunEnded, Scoring, StepScored
from tui.screens.findings import FindingsPage
from tui.screens.summary_page import SummaryPage
from tui.view.next_steps import next_steps
from tui.view.run_view import RunView, fold
from tui.widgets.ending_words import ended_lines
from tui.widgets.message_line import score_words
from tui.widgets.summary_rows import summary_rows


def whole() -> dict[str, Any]:
    every = summary(dict(TOTALS), EXTENDED)
    return {name: getattr(every, name) for name in ("core", "extended", "groups")} | {
        "passed": True, "a_percent": 1.0, "strict_a_percent": 1.0, "failures": (),
    }  # fmt: skip


def page(view: RunView) -> str:
    return "\n".join((row.gutter.plain + row.body.plain).rstrip() for row in summary_rows(view, live=False))


def test_what_came_of_it_stands_above_what_the_agent_said_of_it() -> None:
    events = ended("submitted", "All of it works now.", broken=("orm",), strict_a_percent=0.0, findings={"orm": 2})
    lines = page(fold(events)).splitlines()
    assert lines[0] == "✗ breaks orm   ■ SUBMITTED"
    assert lines[1] == "The agent said: All of it works now."
    assert "  Strict A%   0%                 a broken constraint makes it 0" in lines
    assert any("✗ orm 2" in line for line in lines)


def test_a_run_says_what_it_took_of_what_it_might_take() -> None:
    text = page(fold(ended("steps", "The limit is reached.")))
    assert "Took        13 of 60 steps   1 min 58 s of 30 min   $0.83 of 3.00" in text
    assert "Agent       claude-sonnet-4-5, tools   208,000 tokens" in text
    assert "users       35/35   ██████████  whole at 7" in text


@pytest.mark.parametrize(
    ("outcome", "changes", "keys"),
    [
        ("steps", {}, ["Enter", "5", "Space"]),
        ("submitted", {}, ["Enter", "5", "q"]),
        ("submitted", {"broken": ("orm",)}, ["Enter", "5", "V", "q"]),
    ],
)
def test_what_to_do_next_fits_how_it_ended(outcome: str, changes: dict[str, object], keys: list[str]) -> None:
    view = fold(ended(outcome, **changes))
    assert [step.key for step in next_steps(view, live=False)] == keys


def test_a_fall_is_laid_to_a_step_only_where_the_one_before_it_is_scored() -> None:
    events = [event for event in ended("steps") if not (isinstance(event, StepScored) and event.step == 12)]
    assert "13" not in next_steps(fold(events), live=False)[0].words
    still = fold([*ended("steps"), Scoring(12, 100, 480)])
    assert next_steps(still, live=False)[0].words == "the diff of step 13: the deepest fall so far, −96"


def test_a_session_from_disk_tells_of_its_ends_score_whichever_came_last() -> None:
    late = StepScored(2, "t2", "k2", summary({}, 0))
    view = fold([*told()[0], late])
    assert score_words(view, 2.0).startswith("2 scored 2 s ago")
    assert score_words(view, float("inf")).startswith("13 scored, ")


def test_a_run_that_passes_everything_sends_on_to_the_next_task() -> None:
    text = page(fold(ended("submitted", "Done.", **whole())))
    assert text.startswith("✓ everything passes   ■ SUBMITTED")
    assert "why it fails" not in text
    assert "another task" in text


def test_a_run_without_a_score_or_a_step_is_told_all_the_same() -> None:
    events, _ = told()
    text = page(fold([events[0], RunEnded("agent_failed", "The model refused.", 0, 1_800_000_001.0)]))
    assert "✗ AGENT FAILED" in text
    assert "Core" not in text
    assert "Turning points" not in text
    assert "continue from step 0" not in text


async def test_each_suggestion_does_what_it_says() -> None:
    async with opened(ended_session()) as (pilot, screen):
        await press(pilot, "S")
        assert isinstance(pilot.app.screen, SummaryPage)
        assert "Enter       the diff of step 13: the deepest fall, −96" in drawn(pilot)
        await press(pilot, "enter")
        assert (screen.selected, screen.tab) == (13, "diff")
        await press(pilot, "S", "5")
        assert screen.tab == "why"
        assert pilot.app.screen is screen
        await press(pilot, "S", "escape")
        assert pilot.app.screen is screen


async def test_keys_that_are_not_suggested_do_nothing() -> None:
    async with opened(ended_session()) as (pilot, _):
        await press(pilot, "S", "V")
        assert isinstance(pilot.app.screen, SummaryPage)
        assert "verdicts" not in drawn(pilot).splitlines()[-1]


async def test_a_suggestion_can_be_clicked() -> None:
    broken = handle_of(ended("submitted", broken=("orm",), strict_a_percent=0.0), live=False)
    async with opened(broken) as (pilot, _):
        await press(pilot, "S")
        lines = drawn(pilot).splitlines()
        place = next(number for number, line in enumerate(lines) if "what breaks orm, drawn" in line)
        await pilot.click(offset=(20, place))
        await settled(pilot)
        await until(pilot, lambda: isinstance(pilot.app.screen, FindingsPage))
        assert isinstance(pilot.app.screen, FindingsPage)


async def test_in_the_middle_of_a_run_q_only_goes_back() -> None:
    handle = running_session()
    async with opened(handle) as (pilot, screen):
        await press(pilot, "S")
        assert "The run so far" in drawn(pilot)
        await press(pilot, "q")
        assert pilot.app.screen is screen
        assert handle.asked == []


@pytest.mark.parametrize(("outcome", "took"), [("submitted", "1 min 58 s"), ("steps", "1 min 58 s"),
                                               ("agent_failed", "6 min 40 s")])  # fmt: skip
def test_waiting_for_the_last_scores_is_no_time_of_the_run(outcome: str, took: str) -> None:
    """The last of 13 steps is kept after 1 min 58 s, and 6 min 40 s after the start it is said to be over."""
    view = fold(ended(outcome))
    assert f"13 of 60 steps   {took} of 30 min" in page(view)
    assert took in ended_lines(view, 120).plain
