"""A run whose last step is done waits for its scores; who leaves then, or is killed, leaves a run that has ended."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
import waiting
from fake_parts import WRITE, YesScorer, parts, tape
from steering import ended, until

from sandbox.actions import Shell, Submit
from sandbox.agents.scripted import ScriptedAgent
from sandbox.events import (
    Event,
    Outcome,
    Provisional,
    RunEnded,
    SessionContinued,
    StepCommitted,
    StepProposed,
    StepScored,
)
from sandbox.limits import Limits
from sandbox.session.live import LiveSession
from sandbox.session.parts import Parts, Report
from sandbox.store import journal
from sandbox.store.archive import ArchivedSession
from sandbox.store.ending import ending
from sandbox.store.session_store import sum_up


class SlowScorer(YesScorer):
    """Never comes to an end by itself."""

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self._closed = threading.Event()

    def submit(self, step: int, tree: str, *, fresh: bool = False) -> None:
        return

    def wait(self) -> None:
        self._closed.wait(60)

    def close(self) -> None:
        self._closed.set()


def scoring(folder: Path, limits: Limits | None = None) -> tuple[LiveSession, Parts]:
    """A run of three steps whose last one is done."""
    made, started = parts(folder, ScriptedAgent(tape(WRITE, Shell("ls"), Submit("all done"))), limits)
    session = LiveSession(dataclasses.replace(made, scorer=SlowScorer), [started]).start()
    until(session, "scoring", limits.steps if limits and limits.steps else 3)
    return session, made


def state(events: Sequence[Event]) -> str:
    """What the list of sessions says."""
    return sum_up("one", tuple(events), running=False).state


@pytest.mark.parametrize(("limits", "outcome"), [(None, "submitted"), (Limits(steps=2), "steps")])
def test_who_leaves_meanwhile_leaves_a_run_that_has_ended_as_it_did(
    tmp_path: Path, limits: Limits | None, outcome: Outcome
) -> None:
    session, _ = scoring(tmp_path, limits)
    session.close()
    assert not journal.locked(tmp_path)
    last = journal.read(tmp_path).events[-1]
    assert isinstance(last, RunEnded)
    assert last.outcome == outcome
    assert not any(isinstance(event, StepScored) for event in ArchivedSession(tmp_path).events())


def test_stopping_waits_for_no_score_and_lets_them_land(tmp_path: Path) -> None:
    session, _ = scoring(tmp_path)
    session.stop()
    assert ended(session).words == "all done"
    session.close()


def folder_in(folder: Path) -> Path:
    """A folder for another session."""
    (folder / "other").mkdir()
    return folder / "other"


def killed(folder: Path) -> list[Event]:
    """The journal of a run that was killed while it waited for its scores."""
    session, _ = scoring(folder)
    session.close()
    return [event for event in session.events() if not isinstance(event, RunEnded)]


def test_a_run_that_is_killed_then_has_submitted(tmp_path: Path) -> None:
    events = killed(tmp_path)
    over = ending(events)
    assert over is not None
    assert (over.outcome, over.words, over.steps) == ("submitted", "all done", 3)
    assert over.at == max(event.at for event in events if isinstance(event, StepCommitted))
    assert state(events) == "submitted"
    assert ending(events[:-1]) is None, "its last step has no commit"


def test_a_killed_run_opens_as_submitted(tmp_path: Path) -> None:
    log = journal.Journal(tmp_path)
    for event in killed(folder_in(tmp_path)):
        log.append(event)
    seen: list[Event | Provisional] = []
    ArchivedSession(tmp_path).follow(seen.append)
    log.close()
    opened = ArchivedSession(tmp_path)
    assert isinstance(opened.events()[-1], RunEnded)
    assert opened.events()[-1].outcome == "submitted"  # type: ignore[union-attr]
    assert list(opened.events_and_follow(lambda event: None)[0]) == list(opened.events())
    waiting.until(lambda: opened.events()[-1] in seen)


def test_going_on_from_there_adds_scores_and_no_step(tmp_path: Path) -> None:
    events = killed(tmp_path)
    log, _ = journal.Journal.continued(tmp_path)
    made, _ = parts(folder_in(tmp_path), ScriptedAgent(tape()))
    again = SessionContinued(3, 1.0, "scripted", "recorded", Limits())
    session = LiveSession(dataclasses.replace(made, journal=log), [*events, again]).start()
    over = ended(session)
    assert (over.outcome, over.words) == ("submitted", "all done")
    session.close()
    assert max(event.step for event in session.events() if isinstance(event, StepProposed)) == 3
    assert sorted(event.step for event in session.events() if isinstance(event, StepScored)) == [1, 2, 3]


def test_an_end_that_was_gone_on_from_is_none(tmp_path: Path) -> None:
    events = killed(tmp_path)
    stopped = RunEnded("stopped", "stopped by you", 2, 1.0)
    again = SessionContinued(2, 2.0, "scripted", "recorded", Limits())
    before = [event for event in events if getattr(event, "step", 0) < 3]
    assert state([*before, stopped]) == "stopped"
    assert state([*before, stopped, again]) == "interrupted"
    assert state([*before, stopped, again, StepProposed(3, 2, "", Shell("ls"), 3.0)]) == "interrupted"
    assert state([*events, RunEnded("submitted", "all done", 3, 1.0), again]) == "submitted"


def test_a_run_that_has_ended_is_listed_as_ended_though_it_is_still_open_somewhere(tmp_path: Path) -> None:
    events = killed(tmp_path)
    over = RunEnded("submitted", "all done", 3, 1.0)
    again = SessionContinued(3, 2.0, "scripted", "recorded", Limits())

    def listed(*told: Event) -> str:
        return sum_up("one", told, running=True).state

    assert listed(*events[:-1]) == "running"
    assert listed(*events) == "running", "it still waits for its scores"
    assert listed(*events, over) == "submitted"
    assert listed(*events, over, again) == "running"
