"""From Start to the workbench: progress, a way out, what goes wrong, and the way back to the picker."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from picker_app import at_picker
from piloting import drawn, settled, until
from scripted_handle import ScriptedHandle
from textual.color import Color
from textual.widgets._progress_bar import Bar
from told_session import told

from sandbox import choices as chosen
from sandbox import resume as resuming
from sandbox import start
from sandbox.choices import Choices, remembered
from sandbox.events import RunEnded
from sandbox.ports import EnvironmentLacks
from tui.app import SparApp
from tui.messages import ContinueWanted
from tui.screens.leave_page import LeavePage
from tui.screens.picker import PickerScreen
from tui.screens.sessions import SessionsScreen
from tui.screens.starting import StartingScreen
from tui.screens.workbench import WorkbenchScreen

Progress = Callable[[str, float | None], None]


class Begin:
    """Stands in for `begin`: waits at its gate, then gives a told session or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        self.gate = threading.Event()
        self.error = error
        self.handle = ScriptedHandle(told()[0], workspace=told()[1])

    def __call__(self, choices: Choices, progress: Progress, *, lively: bool = False) -> ScriptedHandle:
        progress("fetching \x1b[31mFlask", 0.25)
        self.gate.wait(20)
        progress("almost", 0.9)
        if self.error is not None:
            raise self.error
        return self.handle


@pytest.fixture
def begin(monkeypatch: pytest.MonkeyPatch) -> Begin:
    standing_in = Begin()
    monkeypatch.setattr(start, "begin", standing_in)
    return standing_in


async def test_progress_is_told_and_the_workbench_opens(begin: Begin) -> None:
    async with at_picker() as (pilot, _):
        await pilot.press("g")
        await until(pilot, lambda: "fetching" in drawn(pilot))
        assert "Esc cancels" in drawn(pilot)
        assert "\x1b" not in drawn(pilot)
        assert "m more tasks" not in drawn(pilot)
        assert "Esc cancel" in drawn(pilot).splitlines()[-1]
        bar = pilot.app.screen.query_one(Bar)
        accent = Color.parse(pilot.app.get_css_variables()["accent"])
        for part in ("bar--bar", "bar--indeterminate", "bar--complete"):
            assert bar.get_component_styles(part).color == accent
        begin.gate.set()
        await until(pilot, lambda: isinstance(pilot.app.screen, WorkbenchScreen))
        assert remembered().task == Choices().task


async def test_escape_cancels_what_is_made_ready(begin: Begin) -> None:
    async with at_picker() as (pilot, screen):
        await pilot.press("g")
        await until(pilot, lambda: "fetching" in drawn(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        begin.gate.set()
        await settled(pilot)
        assert pilot.app.screen is screen
        assert begin.handle.asked == []


async def test_a_session_that_began_as_it_was_cancelled_is_closed(begin: Begin) -> None:
    async with at_picker() as (pilot, screen):
        await pilot.press("g")
        await until(pilot, lambda: isinstance(pilot.app.screen, StartingScreen))
        starting = pilot.app.screen
        assert isinstance(starting, StartingScreen)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        screen._begun(starting, begin.handle, screen.choices)  # type: ignore[arg-type]
        begin.gate.set()
        await until(pilot, lambda: ("close",) in begin.handle.asked)
        assert pilot.app.screen is screen


async def test_what_keeps_it_from_starting_is_said_on_the_picker(begin: Begin) -> None:
    begin.error = EnvironmentLacks("no [b]disk[/b] is left\x1b[2J", "make room")
    begin.gate.set()
    async with at_picker() as (pilot, screen):
        await pilot.press("g")
        await until(pilot, lambda: "is left" in drawn(pilot))
        assert pilot.app.screen is screen
        assert "[b]disk[/b]" in drawn(pilot)
        assert "\x1b" not in drawn(pilot)


async def test_a_finished_session_can_be_read_meanwhile(begin: Begin) -> None:
    async with at_picker() as (pilot, _):
        await pilot.press("g")
        await until(pilot, lambda: "fetching" in drawn(pilot))
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, WorkbenchScreen))
        example = pilot.app.screen
        assert isinstance(example, WorkbenchScreen)
        assert example.handle is not begin.handle
        assert not example.handle.live
        begin.gate.set()
        await until(pilot, lambda: getattr(pilot.app.screen, "handle", None) is begin.handle)
        assert isinstance(pilot.app.screen, WorkbenchScreen)


async def test_leaving_a_run_asks_stops_it_and_comes_back(begin: Begin) -> None:
    begin.gate.set()
    async with at_picker() as (pilot, screen):
        await pilot.press("g")
        await until(pilot, lambda: isinstance(pilot.app.screen, WorkbenchScreen))
        await pilot.press("q")
        await until(pilot, lambda: isinstance(pilot.app.screen, LeavePage))
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, WorkbenchScreen))
        assert begin.handle.asked == [("start",)]
        await pilot.press("q")
        await until(pilot, lambda: isinstance(pilot.app.screen, LeavePage))
        await pilot.press("y")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert begin.handle.asked == [("start",), ("close",)]


async def test_a_stopped_run_is_continued(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    events, workspace = told()
    events.append(RunEnded("stopped", "stopped by you", 13, 1_800_000_400.0))
    old = ScriptedHandle(events, workspace=workspace)
    old.folder = tmp_path  # type: ignore[attr-defined]
    new = ScriptedHandle(told()[0], workspace=workspace)
    monkeypatch.setattr(resuming, "resume", lambda folder, choices, progress, lively: new)
    app = SparApp(old)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("space")
        await until(pilot, lambda: getattr(app.screen, "handle", None) is new)
        assert old.asked == [("close",)]
        assert new.asked[0] == ("start",)


async def test_what_cannot_go_on_stays_on_screen_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    events, workspace = told()
    events.append(RunEnded("stopped", "stopped by you", 13, 1_800_000_400.0))
    old = ScriptedHandle(events, workspace=workspace)
    old.folder = tmp_path  # type: ignore[attr-defined]

    def resume(*_: object, **__: object) -> None:
        raise EnvironmentLacks("Docker is gone", "start it")

    monkeypatch.setattr(resuming, "resume", resume)
    app = SparApp(old)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        app.screen.post_message(ContinueWanted(old))
        await until(pilot, lambda: "It can't go on: Docker is gone" in drawn(pilot))
        assert isinstance(app.screen, WorkbenchScreen)


@pytest.mark.bubblewrap
async def test_a_recorded_run_starts_for_real_and_is_left() -> None:
    chosen.remember(Choices(task="flask/none", box="local", pace=None))
    async with at_picker() as (pilot, screen):
        await pilot.press("g")
        await until(pilot, lambda: isinstance(pilot.app.screen, WorkbenchScreen), 120)
        await until(pilot, lambda: "flask/none" in drawn(pilot), 60)
        await pilot.press("q")
        await until(pilot, lambda: isinstance(pilot.app.screen, LeavePage | PickerScreen), 20)
        if isinstance(pilot.app.screen, LeavePage):
            await pilot.press("y")
        await until(pilot, lambda: pilot.app.screen is screen, 30)
        await pilot.press("o")
        await until(pilot, lambda: "1 session " in drawn(pilot))
        assert isinstance(pilot.app.screen, SessionsScreen)
        assert "flask/none" in drawn(pilot)
