"""Leaving a run whose last step is done says what it came to; opened again, R scores what is missing."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from piloting import drawn, press, settled, until
from scripted_handle import ScriptedHandle
from told_session import handle_of, told
from workbench_app import opened

from sandbox import resume as resuming
from sandbox.actions import Submit
from sandbox.events import Event, RunEnded, StateChanged, StepCommitted, StepProposed, StepScored
from tui.screens.leave_page import LeavePage


def submitted(*unscored: int) -> list[Event]:
    """The told steps and a submission, none of these scored."""
    events = [
        *told()[0],
        StepProposed(14, 13, "Done.", Submit("done"), 1.0),
        StepCommitted(14, 13, "c14", "t13", "Done.", (), 2.0),
    ]
    return [event for event in events if not (isinstance(event, StepScored) and event.step in unscored)]


@pytest.mark.parametrize("key", ["ctrl+q", "q"])
@pytest.mark.parametrize(
    ("unscored", "said"), [((12, 13), "3 steps are not scored yet"), ((), "1 step is not scored yet")]
)
async def test_leaving_says_that_it_has_submitted(key: str, unscored: tuple[int, ...], said: str) -> None:
    async with opened(handle_of(submitted(*unscored), StateChanged("scoring", 14))) as (pilot, _):
        await press(pilot, key)
        await until(pilot, lambda: isinstance(pilot.app.screen, LeavePage))
        text = drawn(pilot)
        assert "fastapi/clean+postgres+orm has submitted." in text
        assert said in text
        assert "still running" not in text
        assert "y leave" in text
        assert "n stay" in text


async def test_leaving_says_of_a_limit_that_the_last_step_is_done() -> None:
    events = [event for event in told()[0] if not (isinstance(event, StepScored) and event.step == 13)]
    async with opened(handle_of(events, StateChanged("scoring", 13))) as (pilot, _):
        await press(pilot, "ctrl+q")
        assert "has done its last step." in drawn(pilot)
        assert "1 step is not scored yet" in drawn(pilot)


async def test_r_scores_what_is_missing_of_a_session_that_has_submitted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    old = handle_of([*submitted(), RunEnded("submitted", "done", 14, 3.0)], live=False)
    old.folder = tmp_path  # type: ignore[attr-defined]
    new = ScriptedHandle(submitted(), [StateChanged("scoring", 14)], told()[1])
    monkeypatch.setattr(resuming, "resume", lambda folder, choices, progress, lively: new)
    async with opened(old) as (pilot, _):
        await press(pilot, "R")
        await until(pilot, lambda: getattr(pilot.app.screen, "handle", None) is new)
        assert new.asked[0] == ("start",)


async def test_r_scores_nothing_anew_that_has_a_score() -> None:
    whole = [*submitted(), *(msgspec.structs.replace(event, step=14) for event in told()[0][-1:])]  # type: ignore[type-var]
    async with opened(handle_of([*whole, RunEnded("submitted", "done", 14, 3.0)], live=False)) as (pilot, screen):
        await press(pilot, "R")
        await settled(pilot)
        assert pilot.app.screen is screen
        assert "Nothing runs this session" in drawn(pilot)


async def test_stopping_then_says_that_the_scores_still_come() -> None:
    async with opened(handle_of(submitted(12), StateChanged("scoring", 14))) as (pilot, screen):
        await press(pilot, "x")
        assert screen.handle.asked == [("stop",)]
        assert "The run is over; scores that are still to come land all the same." in drawn(pilot)
