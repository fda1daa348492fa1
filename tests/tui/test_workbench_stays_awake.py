"""What arrives is shown, even where the machine is so busy that Textual leaves a timer's tick out."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.timer import Timer
from told_session import running_session

from sandbox.events import Scoring
from tui.app import SparApp
from tui.screens.workbench import WorkbenchScreen


@pytest.fixture
def busy_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A timer's only tick never comes, as when its thread was put aside between two looks at the clock."""
    whole = Timer._run

    async def run(timer: Timer) -> None:
        if timer._repeat != 0:
            await whole(timer)

    monkeypatch.setattr(Timer, "_run", run)


async def _settled(pilot: Pilot[None]) -> None:
    for _ in range(4):
        await pilot.pause(0.06)
        await pilot.app.workers.wait_for_complete()


@pytest.mark.usefixtures("busy_machine")
async def test_reports_in_quick_succession_are_all_shown_though_timers_are_left_out() -> None:
    handle = running_session()
    app = SparApp(handle)  # type: ignore[arg-type]
    app.animation_level = "none"
    async with app.run_test(size=(120, 36)) as pilot:
        await _settled(pilot)
        screen = app.screen
        assert isinstance(screen, WorkbenchScreen)
        for done in (121, 122, 123):
            handle.say(Scoring(13, done, 410, "requests"))
            await pilot.pause(0.01)
        await _settled(pilot)
        assert not screen.feed.take()
        assert [step.scoring for step in screen.view.steps if step.scoring] == [Scoring(13, 123, 410, "requests")]
