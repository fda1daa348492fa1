"""Where one pane has room alone, a person who follows sees what happens now; one who chose a tab keeps it."""

from __future__ import annotations

import pytest
from piloting import drawn, press, settled
from told_session import PENDING, my_turn, running_session, waiting_session
from workbench_app import opened

from sandbox.actions import Shell
from sandbox.events import RunEnded, StateChanged, StepCommitted, StepObserved, StepProposed, Streamed
from tui.screens.workbench import WorkbenchScreen
from tui.widgets.step_pane import StepPane
from tui.widgets.typing_line import typing_in

SMALL = (80, 24)


def shown(screen: WorkbenchScreen) -> list[str | None]:
    return [pane.id for pane in screen.query("RunPane") if pane.display]


async def test_a_thought_that_streams_comes_in_front_and_what_waits_for_a_yes_shows_its_diff() -> None:
    handle = running_session()
    async with opened(handle, SMALL) as (pilot, screen):
        assert shown(screen) == ["step"]
        assert screen.focused is screen.query_one("#step")
        handle.say(Streamed(14, "thought", "Objects expire at commit."))
        await settled(pilot)
        assert shown(screen) == ["step"]
        handle.say(StepProposed(14, 13, "So keep them.", PENDING, 1.0), StateChanged("waiting", 14, PENDING))
        await settled(pilot)
        assert shown(screen) == ["diff"]
        handle.say(StateChanged("running", 14))
        await settled(pilot)
        assert shown(screen) == ["step"]


async def test_of_a_long_thought_the_end_is_in_sight_however_it_came_in_front() -> None:
    handle = waiting_session()
    async with opened(handle, SMALL) as (pilot, screen):
        pane = screen.query_one("#step", StepPane)
        handle.say(StateChanged("running", 14), Streamed(14, "output", "\n".join(f"line {n}" for n in range(60))))
        await settled(pilot)
        assert shown(screen) == ["step"]
        assert pane.scroll_offset.y == pane.max_scroll_y > 0
        handle.say(Streamed(14, "output", "\n".join(f"more {n}" for n in range(30))))
        await settled(pilot)
        assert "more 29" in drawn(pilot)
        await press(pilot, "pageup")
        kept = pane.scroll_offset.y
        handle.say(Streamed(14, "output", "\nlast of all"))
        await settled(pilot)
        assert pane.scroll_offset.y == kept


@pytest.mark.parametrize("size", [SMALL, (120, 36)])
async def test_until_a_thought_comes_the_step_before_stands_above_it(size: tuple[int, int]) -> None:
    handle = running_session()
    async with opened(handle, size) as (pilot, screen):
        pane = screen.query_one("#step", StepPane)
        rows = [row.gutter.plain.strip() + row.body.plain for row in pane.rows]
        assert "Editapp/repositories/articles.py  +1 −2" in rows
        assert rows[-2:] == ["── step 14 ──", "Thought…"]
        assert "── step 14 ──" in drawn(pilot)
        handle.say(Streamed(14, "thought", "Objects expire at commit."))
        await settled(pilot)
        assert pane.rows[-1].body.plain == "Objects expire at commit."
        handle.say(StepProposed(14, 13, "So keep them.", PENDING, 1.0), StateChanged("waiting", 14, PENDING))
        await settled(pilot)
        assert pane.rows[0].body.plain == "So keep them."


async def test_a_step_that_a_run_left_half_done_stands_alone() -> None:
    handle = running_session()
    async with opened(handle) as (pilot, screen):
        handle.say(StepProposed(14, 13, "So keep them.", PENDING, 1.0), RunEnded("stopped", "", 14, 2.0))
        await settled(pilot)
        assert screen.query_one("#step", StepPane).rows[0].body.plain == "So keep them."


async def test_a_tab_that_was_chosen_stays_until_following_begins_anew() -> None:
    handle = running_session()
    async with opened(handle, SMALL) as (pilot, screen):
        await press(pilot, "2")
        handle.say(StateChanged("running", 14), StateChanged("thinking", 15))
        await settled(pilot)
        assert shown(screen) == ["score"]
        await press(pilot, "f", "f")
        assert shown(screen) == ["step"]


async def test_who_reads_an_older_step_keeps_the_pane() -> None:
    handle = waiting_session()
    async with opened(handle, SMALL) as (pilot, screen):
        await press(pilot, "p")
        handle.say(StateChanged("running", 14))
        await settled(pilot)
        assert shown(screen) == ["diff"]


async def test_typing_goes_on_when_something_else_would_come_in_front() -> None:
    handle = my_turn()
    async with opened(handle, SMALL) as (pilot, screen):
        await press(pilot, *"ls")
        before = shown(screen)
        handle.say(StateChanged("waiting", 14, Shell("ls")))
        await settled(pilot)
        assert shown(screen) == before


async def test_who_acts_has_what_the_last_command_printed_in_front_and_types_on() -> None:
    handle = my_turn()
    async with opened(handle, SMALL) as (pilot, screen):
        assert shown(screen) == ["step"]
        await press(pilot, *"ls")
        assert typing_in(screen.focused) is not None
        handle.say(
            StepProposed(14, 13, "", Shell("ls"), 1.0), StateChanged("running", 14),
            StepObserved(14, "what it printed", True, 0, 0.1), StepCommitted(14, 13, "c14", "t14", "ls", (), 2.0),
            StateChanged("waiting", 15),
        )  # fmt: skip
        await settled(pilot)
        assert shown(screen) == ["step"]
        assert "what it printed" in drawn(pilot)
        assert typing_in(screen.focused) is not None


async def test_who_acts_sees_what_came_of_the_step_before() -> None:
    async with opened(my_turn()) as (_, screen):
        rows = [row.text for row in screen.query_one(StepPane).rows]
        step = screen.view.step(13)
        assert step is not None
        assert step.observed is not None
        assert any(step.observed.output.splitlines()[-1].strip() in row for row in rows)
        assert "type a command below" in rows[-1]


async def test_beside_each_other_no_pane_takes_the_focus() -> None:
    handle = waiting_session()
    async with opened(handle) as (pilot, screen):
        assert screen.focused is screen.query_one("#steps")
        handle.say(StateChanged("running", 14))
        await settled(pilot)
        assert screen.focused is screen.query_one("#steps")
