"""A session that another process runs can be opened, and is followed as it goes on there."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from fake_parts import parts, tape

from sandbox.actions import Submit
from sandbox.agents.scripted import ScriptedAgent
from sandbox.events import Event, Noticed, Provisional, RunEnded, SessionContinued, SessionStarted, StateChanged
from sandbox.limits import Limits
from sandbox.store import journal
from sandbox.store.archive import ArchivedSession


def begun(folder: Path) -> tuple[journal.Journal, SessionStarted]:
    """A journal that is being written, with its first event."""
    made, started = parts(folder, ScriptedAgent(tape(Submit())))
    return made.journal, started


def until(condition: Callable[[], object]) -> None:
    latest = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < latest
        time.sleep(0.01)


def states(seen: list[Event | Provisional]) -> list[str]:
    return [event.state for event in seen if isinstance(event, StateChanged)]


def test_what_is_written_elsewhere_arrives_in_order_and_nothing_twice(tmp_path: Path) -> None:
    log, started = begun(tmp_path)
    log.append(Noticed(1, "before"))
    seen: list[Event | Provisional] = []
    session = ArchivedSession(tmp_path)
    log.append(Noticed(1, "between"))
    past, stop = session.events_and_follow(seen.append)
    assert list(past) == [started, Noticed(1, "before"), Noticed(1, "between")]
    for words in ("one", "two"):
        log.append(Noticed(1, words))
        until(lambda: seen[-1:] == [Noticed(1, words)])  # noqa: B023
    assert [event for event in seen if isinstance(event, Noticed)] == [Noticed(1, "one"), Noticed(1, "two")]
    assert session.events()[-1] == Noticed(1, "two")
    assert states(seen) == ["elsewhere"]
    stop()
    log.close()


def test_a_writer_that_dies_in_the_middle_leaves_a_run_that_stands_still(tmp_path: Path) -> None:
    log, _ = begun(tmp_path)
    seen: list[Event | Provisional] = []
    ArchivedSession(tmp_path).follow(seen.append)
    log.append(Noticed(1, "the last words"))
    log.close()
    until(lambda: states(seen) == ["elsewhere", "paused"])
    assert Noticed(1, "the last words") in seen


def test_an_end_is_told_as_it_was_written_and_going_on_there_is_followed_too(tmp_path: Path) -> None:
    log, _ = begun(tmp_path)
    seen: list[Event | Provisional] = []
    ArchivedSession(tmp_path).follow(seen.append)
    end = RunEnded("steps", "enough", 1, 2.0)
    log.append(end)
    until(lambda: end in seen)
    log.append(SessionContinued(0, 3.0, "human", "you", Limits(), ""))
    until(lambda: states(seen) == ["elsewhere", "elsewhere"])
    log.append(end)
    log.close()
    until(lambda: seen.count(end) == 2)
    time.sleep(0.6)
    assert states(seen) == ["elsewhere", "elsewhere"]


def test_a_line_that_is_only_half_written_is_waited_for(tmp_path: Path) -> None:
    log, _ = begun(tmp_path)
    whole = journal.encode(Noticed(1, "whole")) + b"\n"
    with (tmp_path / journal.FILE).open("ab", buffering=0) as file:
        file.write(whole[:9])
        session = ArchivedSession(tmp_path)
        assert session.torn == ""
        seen: list[Event | Provisional] = []
        session.follow(seen.append)
        until(lambda: seen)
        file.write(whole[9:])
    until(lambda: Noticed(1, "whole") in seen)
    log.close()


def test_a_session_that_nobody_runs_tells_nothing_more(tmp_path: Path) -> None:
    log, _ = begun(tmp_path)
    log.close()
    seen: list[Event | Provisional] = []
    session = ArchivedSession(tmp_path)
    session.follow(seen.append)
    time.sleep(0.6)
    assert seen == []
