"""Nobody's thoughts are shown, and nobody can be taken over from, while a directory is watched."""

from __future__ import annotations

import msgspec
from scripted_handle import ScriptedHandle
from told_session import told
from workbench_app import opened

from sandbox.actions import ListFiles
from sandbox.events import Event, SessionStarted, StateChanged, StepCommitted, StepObserved, StepProposed
from tui.view.run_keys import gate_allows
from tui.view.run_view import RunView, fold
from tui.widgets.message_line import doing_words
from tui.widgets.pending_words import paused_lines
from tui.wording import state_badge


def watched() -> list[Event]:
    """A directory that has settled once."""
    started = told()[0][0]
    assert isinstance(started, SessionStarted)
    return [
        msgspec.structs.replace(started, agent="watch", label="watching a directory"),
        StepProposed(1, 0, "A app.py", ListFiles(), 1.0),
        StepObserved(1, "app.py", True, None, 0.0),
        StepCommitted(1, 0, "c1", "t1", "app.py", (), 1.0),
    ]


def looking() -> RunView:
    return fold(watched()).after(StateChanged("thinking", 2))


def test_it_is_watched_and_nothing_thinks() -> None:
    assert state_badge(looking())[0] == "WATCHING"
    assert doing_words(looking(), 12) == "watching 12 s, Space pauses"


def test_there_is_no_agent_to_take_over_from() -> None:
    assert gate_allows("stop", looking(), live=True)
    assert not gate_allows("take_over", looking(), live=True)


def test_a_pause_says_what_it_means_for_a_directory() -> None:
    lines = paused_lines(looking().after(StateChanged("paused", 2)), 80).plain
    assert "What changes now is looked at when it goes on." in lines
    assert "thought" not in lines
    assert "take over" not in lines
    assert all(words in lines for words in ("go on", "one step", "stop"))


async def test_the_list_and_the_badge_say_so_on_the_workbench() -> None:
    async with opened(ScriptedHandle(watched(), [StateChanged("thinking", 2)])) as (pilot, _):
        shown = pilot.app.export_screenshot()
        assert "WATCHING" in shown
        assert "THINKING" not in shown
        assert "thinking" not in shown
