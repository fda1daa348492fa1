"""What a person asks of a session just before, between and after its steps; and what breaks in the middle of one."""

from __future__ import annotations

import dataclasses
import itertools
import time
from pathlib import Path
from threading import Event as Flag

import waiting
from fake_parts import SUMMARY, WRITE, CountedWorkspace, DictBox, ToldAgent, YesScorer, parts, tape
from steering import ended, until

from sandbox.actions import Shell, Submit, WriteFile
from sandbox.agents.human import HumanAgent
from sandbox.agents.scripted import ScriptedAgent
from sandbox.events import (
    Event,
    Provisional,
    RunEnded,
    StateChanged,
    StepCommitted,
    StepObserved,
    StepProposed,
    StepScored,
)
from sandbox.limits import Limits
from sandbox.ports import BoxDied, Commit, Proposal, ProposalStream, Snapshot, Transcript
from sandbox.session.debugger import Debugger
from sandbox.session.live import LiveSession
from sandbox.session.transcript import rebuild
from sandbox.store import journal


def test_a_pause_while_an_action_waits_does_not_end_it_when_it_is_approved(tmp_path: Path) -> None:
    made, started = parts(tmp_path, ScriptedAgent(tape(Shell("sleep 0.4"), Submit())))
    session = LiveSession(made, [started], mode="asking").start()
    until(session, "waiting", 1)
    session.pause()
    begun = time.monotonic()
    session.approve()
    until(session, "waiting", 2)
    assert time.monotonic() - begun > 0.3
    session.close()


def test_a_stop_is_never_forgotten_by_who_begins_at_that_moment() -> None:
    gate = Debugger("running", lambda step, proposal: None)
    gate.stop()
    assert not gate.clear_to_propose(0.0)
    assert not gate.clear_for_person()
    assert gate.cancel.is_set()


def test_a_person_whose_turn_it_is_can_be_stopped_again_and_again(tmp_path: Path) -> None:
    for number in range(20):
        folder = tmp_path / str(number)
        folder.mkdir()
        made, started = parts(folder, HumanAgent())
        session = LiveSession(made, [started]).start()
        session.stop()
        assert ended(session).outcome == "stopped"
        session.close()


def test_what_is_typed_out_of_turn_never_runs(tmp_path: Path) -> None:
    made, started = parts(tmp_path, ScriptedAgent(tape(WRITE, Submit())))
    session = LiveSession(made, [started], mode="asking").start()
    until(session, "waiting", 1)
    session.act(WriteFile("late.py", ""))
    session.take_over()
    until(session, "waiting", 2)
    session.act(WriteFile("mine.py", ""))
    until(session, "waiting", 3)
    paths = [change.path for event in session.events() if isinstance(event, StepCommitted) for change in event.changes]
    assert paths == ["mine.py"]
    session.close()


def test_after_the_end_no_request_says_that_something_goes_on(tmp_path: Path) -> None:
    made, started = parts(tmp_path, ScriptedAgent(tape(Submit())))
    session = LiveSession(made, [started])
    states: list[str] = []
    session.follow(lambda event: states.append(event.state) if isinstance(event, StateChanged) else None)
    session.start()
    ended(session)
    session.pause()
    session.run()
    session.step()
    session.act(WRITE)
    session.close()
    assert states[-1] == "ended"


class FullWorkspace(CountedWorkspace):
    def commit(self, parent: str, snapshot: Snapshot, title: str, step: int) -> Commit:
        raise OSError(28, "No space left on device")


def test_a_repository_that_cannot_be_written_ends_the_run_in_words_for_every_follower(tmp_path: Path) -> None:
    made, started = parts(tmp_path, ScriptedAgent(tape(WRITE, Submit())))
    full = FullWorkspace()
    full.trees = made.workspace.trees  # type: ignore[attr-defined]
    session = LiveSession(dataclasses.replace(made, workspace=full), [started])
    seen: list[Event | Provisional] = []
    session.follow(seen.append)
    session.start()
    over = ended(session)
    session.close()
    assert over.outcome == "interrupted"
    assert "no space left" in over.words
    assert over in seen
    assert over in journal.read(tmp_path).events
    assert not journal.locked(tmp_path)


class BrokenAgent:
    name = label = "scripted"

    def propose(self, transcript: Transcript, stream: ProposalStream, cancel: Flag) -> Proposal:
        raise ZeroDivisionError("a defect")

    def close(self) -> None: ...


def test_a_defect_ends_the_run_in_words_instead_of_leaving_everybody_waiting(tmp_path: Path) -> None:
    made, started = parts(tmp_path, BrokenAgent())
    session = LiveSession(made, [started]).start()
    assert "ZeroDivisionError" in ended(session).words
    session.close()


def test_an_agent_is_told_when_a_step_was_lost_after_it_had_been_observed(tmp_path: Path) -> None:
    snapshots = itertools.count(1)

    class LosesItsFiles(DictBox):
        """Dies when its second step is to be read out."""

        def snapshot(self) -> Snapshot:
            if next(snapshots) == 2:
                raise BoxDied("The box died: killed.")
            return super().snapshot()

    agent = ToldAgent(tape(WRITE, WriteFile("b.py", ""), Submit()))
    made, started = parts(tmp_path, agent, box=LosesItsFiles)
    session = LiveSession(made, [started]).start()
    assert ended(session).outcome == "submitted"
    session.close()
    assert len(agent.told[-1].turns) == 2
    assert "did it" in agent.told[-1].turns[1].reply
    assert "The box died: killed." in agent.told[-1].turns[1].reply
    rebuilt = rebuild(journal.read(tmp_path).events)
    assert rebuilt.turns[:2] == agent.told[-1].turns
    steps = [event.step for event in session.events() if isinstance(event, StepCommitted)]
    assert steps == [1, 2, 3]


def test_scores_that_were_still_to_come_are_asked_for_again(tmp_path: Path) -> None:
    class NoScorer(YesScorer):
        def submit(self, step: int, tree: str, *, fresh: bool = False) -> None: ...

    asked: list[int] = []

    class Noting(YesScorer):
        def submit(self, step: int, tree: str, *, fresh: bool = False) -> None:
            asked.append(step)
            super().submit(step, tree, fresh=fresh)

    made, started = parts(tmp_path, ScriptedAgent(tape(WRITE, Shell("ls"), Submit())), Limits(steps=2))
    first = LiveSession(dataclasses.replace(made, scorer=NoScorer), [started]).start()
    ended(first)
    first.close()
    log, reading = journal.Journal.continued(tmp_path)
    more = dataclasses.replace(made, journal=log, scorer=Noting, limits=Limits())
    second = LiveSession(more, reading.events).start()
    ended(second)
    second.close()
    assert asked == [1, 2, 3]


def test_a_step_that_was_observed_but_never_kept_is_not_in_the_conversation(tmp_path: Path) -> None:
    made, started = parts(tmp_path, ScriptedAgent(tape(WRITE, Submit())))
    session = LiveSession(made, [started]).start()
    ended(session)
    session.close()
    events = session.events()
    cut = [event for event in events if not isinstance(event, StepCommitted | RunEnded)]
    assert sum(isinstance(event, StepProposed | StepObserved) for event in cut) == 4
    assert rebuild(cut).turns == ()
    assert len(rebuild(events).turns) == 2


def test_a_box_that_opens_while_the_disk_fills_up_is_closed_all_the_same(tmp_path: Path) -> None:
    made, started = parts(tmp_path, ScriptedAgent(tape(WRITE, Submit())))
    opening, may_open, opened = Flag(), Flag(), DictBox()

    def slowly() -> DictBox:
        opening.set()
        may_open.wait(60)
        return opened

    session = LiveSession(dataclasses.replace(made, open_box=slowly), [started]).start()
    assert opening.wait(60)
    made.journal.close()  # from here on nothing can be written
    session._beside.put(StepScored(1, "tree", "key", SUMMARY))
    assert session.wait(60)
    may_open.set()
    waiting.until(lambda: opened.closed, 20)
    assert opened.closed
    session.close()
