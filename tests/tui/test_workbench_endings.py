"""What the workbench offers as a run stands: the footer names only what works, endings say what came of it."""

from __future__ import annotations

import pytest
from piloting import settled
from textual.widgets import Input
from told_session import (
    EXTENDED,
    TOTALS,
    ended,
    ended_session,
    handle_of,
    running_session,
    summary,
    told,
    waiting_session,
)
from workbench_app import opened

from sandbox.events import RunEnded, StateChanged
from tui.bindings.active import shown_keys
from tui.screens.workbench import WorkbenchScreen
from tui.view.run_keys import footer_words, gate_allows, standing
from tui.view.run_view import RunView, fold
from tui.widgets.ending_words import ended_lines, verdict
from tui.widgets.key_bar import KeyBar
from tui.widgets.pending_bar import PendingBar
from tui.widgets.pending_words import at_most


def footer(screen: WorkbenchScreen) -> str:
    return screen.query_one(KeyBar).words().plain


def bar(screen: WorkbenchScreen) -> str:
    return str(screen.query_one("#pending-what").content)


# --- as values -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "live", "now"),
    [("submitted", True, "complete"), ("stopped", True, "ended"), ("steps", False, "ended"), (None, False, "cut off")],
)
def test_a_run_that_is_over_or_unattended_has_no_step_key(outcome: str | None, live: bool, now: str) -> None:
    view = fold(ended(outcome) if outcome else told()[0])
    assert standing(view, live=live) == now
    assert footer_words(view, live=live)["step"] is None
    assert footer_words(view, live=live)["run_pause"] == (None if now == "complete" else "continue")
    for action in ("approve", "edit", "take_over", "stop", "command"):
        assert not gate_allows(action, view, live=live)


def test_a_run_of_another_process_has_no_keys_of_its_own_here() -> None:
    view = fold(told()[0]).after(StateChanged("elsewhere", 0))
    assert standing(view, live=False) == "elsewhere"
    assert footer_words(view, live=False) == {"run_pause": None, "step": None}
    for action in ("approve", "edit", "take_over", "stop", "command", "pace"):
        assert not gate_allows(action, view, live=False)
    assert standing(view.after(StateChanged("paused", 0)), live=False) == "cut off"


async def test_a_run_of_another_process_is_followed_and_says_so() -> None:
    async with opened(handle_of(told()[0], live=False)) as (pilot, screen):
        screen.handle.say(StateChanged("elsewhere", 0))
        await settled(pilot)
        assert "Stop it there" in bar(screen)
        for key in ("space", "s", "R"):
            await pilot.press(key)
            await settled(pilot)
        assert screen.handle.asked == []


def test_space_is_named_for_what_it_does_now() -> None:
    view = fold(told()[0])
    words = {
        state: footer_words(view.after(StateChanged(state, 14)), live=True)["run_pause"]  # type: ignore[arg-type]
        for state in ("thinking", "running", "paused", "waiting", "scoring", "starting")
    }
    assert words == {
        "thinking": "pause", "running": "pause", "paused": "go on", "waiting": "type a command", "scoring": None,
        "starting": None,
    }  # fmt: skip
    assert footer_words(fold(told()[0][:1]).after(StateChanged("paused", 0)), live=True)["run_pause"] == "run"


def test_what_came_of_a_run_is_said_apart_from_what_the_agent_said() -> None:
    whole = summary(dict(TOTALS), EXTENDED)
    well = fold(ended("submitted", core=whole.core, groups=whole.groups, passed=True))
    assert verdict(well) == ("✓ everything passes", "$gained bold")
    broken = fold(ended("submitted", broken=("framework", "orm"), strict_a_percent=0.0))
    assert verdict(broken)[0] == "✗ breaks orm"
    assert verdict(fold(ended("submitted")))[0] == "✗ not everything passes"
    assert verdict(fold([told()[0][0], RunEnded("agent_failed", "", 0, 1.0)])) == ("· not scored", "$quiet bold")
    assert "why it fails" in ended_lines(broken, 76).plain
    assert "why it fails" not in ended_lines(well, 76).plain


def test_the_reason_of_an_ending_is_told_whole_as_far_as_three_lines_go() -> None:
    words = "The box died: " + "the Docker engine stopped answering " * 3 + "(refused)."
    assert "(refused)." in ended_lines(fold(ended("box_failed", words)), 76).plain
    cut_off = at_most("word " * 200, 40, lines=3)
    assert len(cut_off) == 3
    assert cut_off[-1].endswith("…")
    assert all(len(line) <= 40 for line in cut_off)


# --- on screen -------------------------------------------------------------------------------------------------------


async def test_a_submitted_run_offers_neither_run_nor_step() -> None:
    handle = handle_of(ended("submitted"))
    async with opened(handle) as (pilot, screen):
        assert "Space" not in footer(screen)
        assert " step" in footer(screen)  # n/p
        assert "one step" not in footer(screen)
        await pilot.press("space", "s")
        assert handle.asked == []
        assert "this run is complete" in screen.query_one("MessageLine").words().plain  # type: ignore[attr-defined]


async def test_the_footer_follows_the_run() -> None:
    handle = running_session()
    async with opened(handle) as (pilot, screen):
        assert "Space pause" in footer(screen)
        handle.say(StateChanged("paused", 13))
        await settled(pilot)
        assert "Space go on" in footer(screen)
        handle.say(RunEnded("stopped", "Stopped by you.", 13, 1.8e9))
        await settled(pilot)
        assert "Space continue" in footer(screen)
        assert "one step" not in footer(screen)


async def test_what_waits_for_a_person_names_its_own_keys() -> None:
    async with opened(waiting_session()) as (_, screen):
        assert "Space" not in footer(screen)
        assert "a run it" in bar(screen)
        assert ("s", "step", "screen.step") in shown_keys(screen)  # It still answers, in words.


async def test_a_session_that_was_cut_off_offers_only_to_go_on() -> None:
    handle = handle_of(told()[0], live=False)
    async with opened(handle) as (pilot, screen):
        assert screen.query_one(PendingBar).border_title == "Interrupted"
        assert "Spar ended during step 14" in bar(screen)
        assert "Space continue" in bar(screen)
        await pilot.press("s", "t", "x")
        assert handle.asked == []


async def test_a_session_that_cannot_go_on_says_so_in_place_and_offers_another_try() -> None:
    async with opened(ended_session()) as (pilot, screen):
        await pilot.press("space")  # The fake lies in no store.
        await settled(pilot)
        assert pilot.app.screen is screen
        assert "It can't go on: " in bar(screen)
        assert "Space try again" in bar(screen)


async def test_what_was_taken_over_is_handed_back() -> None:
    handle = handle_of(told()[0], StateChanged("waiting", 14))
    async with opened(handle) as (pilot, screen):
        assert isinstance(screen.focused, Input)
        assert "t hands back" in bar(screen)
        await pilot.press("escape", "t")
        assert handle.asked == [("hand_back",)]


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 60)])
@pytest.mark.parametrize("outcome", ["submitted", "box_failed"])
async def test_the_bar_is_as_high_as_its_words(size: tuple[int, int], outcome: str) -> None:
    words = "The box died: the Docker engine stopped answering after 30 s (connection refused), and did not come back."
    async with opened(handle_of(ended(outcome, words)), size) as (_, screen):
        pending = screen.query_one(PendingBar)
        assert pending.outer_size.height == bar(screen).count("\n") + 1 + 2
        assert len(bar(screen).split("\n")) >= 4


async def test_walking_through_the_steps_moves_no_frame() -> None:
    async with opened(waiting_session()) as (pilot, screen):
        places = {pane.id: pane.region for pane in screen.query("RunPane")}
        for _ in range(13):
            await pilot.press("p")
            await pilot.pause()
            assert {pane.id: pane.region for pane in screen.query("RunPane")} == places


def test_before_its_start_a_run_has_no_keys() -> None:
    assert footer_words(RunView(), live=True) == {"run_pause": None, "step": None}
    assert not gate_allows("stop", RunView(), live=True)
