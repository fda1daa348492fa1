"""Nothing foreign reaches the terminal as an instruction, on the pages and in the states that a run seldom shows."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from piloting import press, settled
from scripted_handle import ScriptedHandle
from terminal_dangers import clickable, dangerous, drawn_text
from textual.pilot import Pilot
from told_hostile import EVERYTHING, hostile_session
from told_structure import broken_session
from workbench_app import opened

from sandbox.actions import Action, EditFile, Shell, WriteFile
from sandbox.events import Change, Event, Noticed, SentBack, StateChanged, StepCommitted, Streamed
from tasks.scorecard import Finding, Structural
from tui.screens.findings import FindingsPage


def assert_harmless(pilot: Pilot[Any], where: str) -> None:
    app = pilot.app
    assert dangerous(drawn_text(app).replace("\n", "")) == [], where
    assert not any("suspend" in action for action in clickable(app)), where
    assert "␛" in drawn_text(app), f"{where}: nothing foreign was drawn here"


def with_hostile_findings(handle: ScriptedHandle) -> ScriptedHandle:
    """The same scores, but that every word of a finding is foreign; its place is kept, for its code to be shown."""
    for key, detail in handle._details.items():
        old = detail.card.structural
        verdict = old.architecture
        bad = tuple(
            msgspec.structs.replace(one, message=EVERYTHING, mend=EVERYTHING, why=EVERYTHING)
            if hasattr(one, "why")
            else msgspec.structs.replace(one, message=EVERYTHING, mend=EVERYTHING)
            for one in verdict.findings
        )
        verdict = msgspec.structs.replace(
            verdict, findings=(*bad, Finding(EVERYTHING, EVERYTHING, 1, EVERYTHING, EVERYTHING, 0.5))
        )
        structural: Structural = msgspec.structs.replace(old, architecture=verdict)
        card = msgspec.structs.replace(detail.card, structural=structural)
        handle._details[key] = msgspec.structs.replace(detail, card=card)
    return handle


async def test_a_page_of_findings_shows_hostile_words_as_words() -> None:
    async with opened(with_hostile_findings(broken_session()), (200, 60)) as (pilot, _):
        await press(pilot, "V")
        assert isinstance(pilot.app.screen, FindingsPage)
        for _ in range(3):
            assert_harmless(pilot, "findings")
            await press(pilot, "down")


LATE: dict[str, list[Event | Streamed | StateChanged]] = {
    "output that is still arriving": [
        StateChanged("running", 2, Shell(EVERYTHING), EVERYTHING, EVERYTHING), Streamed(2, "output", EVERYTHING),
    ],
    "thought that is still arriving": [StateChanged("thinking", 3), Streamed(3, "thought", EVERYTHING)],
    "action that is still arriving": [StateChanged("thinking", 3), Streamed(3, "action", EVERYTHING)],
    "starting": [StateChanged("starting", 2, None, "", EVERYTHING)],
    "paused": [StateChanged("paused", 2, None, "", EVERYTHING)],
    "edit that waits": [StateChanged("waiting", 2, EditFile(EVERYTHING, "\x1b]0;o\x07", "\x1b]0;n\x07"), EVERYTHING)],
}  # fmt: skip


@pytest.mark.parametrize("state", LATE)
async def test_a_run_shows_hostile_words_as_words_in_every_state(state: str) -> None:
    handle = hostile_session(Shell(EVERYTHING))
    handle._provisionals = LATE[state]
    async with opened(handle) as (pilot, _):
        assert_harmless(pilot, state)


async def test_what_a_person_said_and_many_changed_files_are_words_too() -> None:
    handle = hostile_session(Shell(EVERYTHING))
    several = tuple(Change(f"{EVERYTHING}{number}", "A", 1, 0) for number in range(3))
    events = [
        msgspec.structs.replace(event, changes=several) if isinstance(event, StepCommitted) else event
        for event in handle._events
    ]
    handle._events = [*events, SentBack(2, EVERYTHING), Noticed(2, EVERYTHING)]
    handle._provisionals = [StateChanged("paused", 2)]
    async with opened(handle, (160, 60)) as (pilot, _):
        for step in ("n", "p", "p"):
            await press(pilot, step)
            assert_harmless(pilot, step)


ACTIONS = [WriteFile(EVERYTHING, EVERYTHING), EditFile(EVERYTHING, "A", EVERYTHING), Shell(EVERYTHING)]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: type(action).__name__)
async def test_where_every_row_has_room_all_of_them_are_words(action: Action) -> None:
    """Rows that are made and lie below the edge of a usual terminal are drawn here, those of the start among them."""
    handle = hostile_session(action)
    handle._provisionals = [StateChanged("paused", 2)]
    async with opened(handle, (170, 200)) as (pilot, _):
        for key in ("n", "p", "p", "p", "1", "2", "3", "4", "5", "n", "4", "5", "n"):
            await press(pilot, key)
            assert_harmless(pilot, key)
            assert dangerous(pilot.app.title) == []


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: type(action).__name__)
async def test_what_is_copied_of_any_action_is_clean(action: Action) -> None:
    async with opened(hostile_session(action, ended=True), (170, 60)) as (pilot, _):
        await press(pilot, "p")
        copied = ""
        for pane in "12345":
            await pilot.press(pane, "y")
            await settled(pilot)
            assert dangerous(pilot.app.clipboard) == [], pane
            copied += pilot.app.clipboard
        assert "␛" in copied
