"""While a person types below the panes the footer says that field's keys, and never longer than the field is there."""

from __future__ import annotations

import pytest
from piloting import settled, type_ahead
from textual.screen import Screen
from textual.widgets import Input
from told_session import my_turn, waiting_session
from workbench_app import opened

from sandbox.actions import Shell
from sandbox.events import RunEnded, StateChanged
from tui.widgets.diff_pane import DiffPane
from tui.widgets.pending_bar import my_turn_words

SEND = "Enter send   Esc back, what you typed is kept   ^P palette"
RUN = "Enter run it   Esc back, what you typed is kept   ^P palette"
DRAFT = "Ctrl+S runs it as edited   Esc back, the draft is kept"


@pytest.mark.parametrize(("by_choice", "width"), [(True, 76), (True, 120), (False, 76), (False, 60)])
def test_a_person_who_is_the_agent_is_told_how_to_read_the_task_where_there_is_room(
    by_choice: bool, width: int
) -> None:
    words = my_turn_words(by_choice=by_choice, width=width)
    assert "Esc, then T shows the task" in words
    assert ("t hands back" in words) == by_choice
    assert len(words) <= width


def painted_footer(screen: Screen[object]) -> str:
    """The last line as it stands on the screen, which may be older than what the footer would say now."""
    return "".join(segment.text for segment in screen._compositor.render_strips()[-1]).strip()


@pytest.mark.parametrize(("key", "words"), [("r", SEND), ("e", DRAFT)])
async def test_the_footer_says_the_keys_of_the_field_that_is_typed_into(key: str, words: str) -> None:
    async with opened(waiting_session()) as (pilot, screen):
        before = painted_footer(screen)
        await pilot.press(key)
        await settled(pilot)
        assert painted_footer(screen) == words
        await pilot.press("escape")
        await settled(pilot)
        assert painted_footer(screen) == before


async def test_what_is_typed_behind_enter_is_no_part_of_the_command_and_stays_for_the_next() -> None:
    handle = my_turn()
    async with opened(handle) as (pilot, screen):
        await type_ahead(pilot, *"make", "enter", *"ls")
        assert handle.asked == [("act", Shell("make"))]
        assert screen.query_one("#pending-input", Input).value == "ls"


async def test_a_run_that_ends_under_a_typed_command_takes_its_keys_along_and_gives_the_focus_back() -> None:
    handle = my_turn()
    async with opened(handle) as (pilot, screen):
        await pilot.press("escape", "4", "i", *"mak")
        await settled(pilot)
        assert painted_footer(screen) == RUN
        handle.say(RunEnded("time", "The limit of 30 minutes is reached.", 13, 1_800_000_400.0))
        await settled(pilot)
        assert "Enter" not in painted_footer(screen)
        assert "palette" in painted_footer(screen)
        assert isinstance(screen.focused, DiffPane)


async def test_a_run_that_pauses_elsewhere_leaves_the_focus_where_it_is() -> None:
    handle = my_turn()
    async with opened(handle) as (pilot, screen):
        await pilot.press("escape", "4")
        handle.say(StateChanged("paused", 13))
        await settled(pilot)
        assert isinstance(screen.focused, DiffPane)
