"""What arrives is shown, even where the machine is so busy that Textual leaves a timer's tick out."""

from __future__ import annotations

import pytest
from piloting import StillApp, settled
from textual.timer import Timer
from told_session import running_session
from workbench_app import opened

from sandbox.events import Scoring


@pytest.fixture
def busy_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A timer's only tick never comes, as when its thread was put aside between two looks at the clock."""
    whole = Timer._run

    async def run(timer: Timer) -> None:
        if timer._repeat != 0:
            await whole(timer)

    monkeypatch.setattr(Timer, "_run", run)


@pytest.mark.usefixtures("busy_machine")
async def test_reports_in_quick_succession_are_all_shown_though_timers_are_left_out() -> None:
    handle = running_session()
    async with opened(handle, kind=StillApp) as (pilot, screen):
        for done in (121, 122, 123):
            handle.say(Scoring(13, done, 410, "requests"))
            await pilot.pause(0.01)
        await settled(pilot)
        assert not screen.feed.take()
        assert [step.scoring for step in screen.view.steps if step.scoring] == [Scoring(13, 123, 410, "requests")]
