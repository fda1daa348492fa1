"""Earlier sessions: none, many, one that can't be read, foreign words; the example opens."""

from __future__ import annotations

import pytest
from picker_app import at_picker
from piloting import drawn, settled, until
from textual.content import Content
from told_session import kept, told

from sandbox.events import StepCommitted
from sandbox.store.session_store import SessionStore, SessionSummary, sum_up
from tui.screens.sessions import SessionsScreen, line
from tui.screens.workbench import WorkbenchScreen
from tui.view.run_view import fold

FOREIGN = "x\x1b]52;c;QUJD\x07[@click=app.suspend_process]y[/]\u202ez\nw"


def sessions(monkeypatch: pytest.MonkeyPatch, *found: SessionSummary) -> None:
    monkeypatch.setattr(SessionStore, "summaries", lambda self: iter(found))


async def test_without_sessions_it_says_so_and_opens_the_example() -> None:
    async with at_picker() as (pilot, _):
        await pilot.press("o")
        await settled(pilot)
        assert "No session yet" in drawn(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, WorkbenchScreen))
        await until(pilot, lambda: "SUBMITTED" in drawn(pilot))
        await pilot.press("q")
        await until(pilot, lambda: isinstance(pilot.app.screen, SessionsScreen))


async def test_many_sessions_scroll_and_a_filter_finds_one(monkeypatch: pytest.MonkeyPatch) -> None:
    sessions(monkeypatch, *(kept(number) for number in range(200)), kept(999, task="koa/none", state="stopped"))
    async with at_picker((80, 24)) as (pilot, _):
        await pilot.press("o")
        await settled(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, SessionsScreen)
        await pilot.press("end", "down", "down")
        assert "Example" in drawn(pilot)
        await pilot.press("slash")
        await pilot.pause()
        await pilot.press(*"koa stopped")
        await pilot.pause()
        assert "1 session " in drawn(pilot)
        assert screen.pane.picked == "s999"
        await pilot.press("escape")
        await pilot.pause()
        assert "201 sessions" in drawn(pilot)
        assert screen.pane.has_focus


async def test_a_session_that_cannot_be_read_is_named_and_opening_it_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    sessions(monkeypatch, SessionSummary(id="s1", broken=f"no header {FOREIGN}"))
    async with at_picker() as (pilot, screen):
        await pilot.press("o")
        await settled(pilot)
        assert "can't be read: no header" in drawn(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, SessionsScreen)
        assert str(pilot.app.screen.query_one("#message").content)  # type: ignore[attr-defined]
        assert screen.is_attached


async def test_foreign_words_of_a_session_are_only_words(monkeypatch: pytest.MonkeyPatch) -> None:
    sessions(monkeypatch, kept(1, task=FOREIGN, label=FOREIGN, state=FOREIGN), SessionSummary(id="b", broken=FOREIGN))
    async with at_picker((200, 40)) as (pilot, _):
        await pilot.press("o")
        await settled(pilot)
        text = drawn(pilot)
        assert "[@click=" in text
        assert not {"\x1b", "\x07", "\u202e"} & set(text)
        for strip in pilot.app.screen._compositor.render_strips():
            assert not any("suspend" in str(part.style.meta) for part in strip if part.style is not None)


async def test_who_ran_a_session_stands_in_its_line_as_soon_as_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    sessions(monkeypatch, kept(1, label="model claude-sonnet-4-5"))
    async with at_picker((120, 36)) as (pilot, _):
        await pilot.press("o")
        await settled(pilot)
        assert "run with" in drawn(pilot)
        assert "model claude-sonnet-4-5" in drawn(pilot)


def test_steps_are_counted_as_inside_the_session() -> None:
    events = tuple(event for event in told()[0] if not isinstance(event, StepCommitted) or event.step < 13)
    assert sum_up("one", events, running=False).steps == len(fold(events).steps)


@pytest.mark.parametrize("width", [60, 80, 100, 104, 110, 120, 140, 200])
def test_a_session_fits_in_its_line(width: int) -> None:
    text: Content = line(
        kept(7, task="fastapi/feature-articles+comments+tags", state="agent_failed", label="recorded: " * 9), width
    )
    assert text.cell_length <= max(width - 4, 76)
