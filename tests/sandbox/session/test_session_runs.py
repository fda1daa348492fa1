"""A session's loop with fakes: what is journalled, in which order, and what a person can do to it."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from fake_parts import WRITE, DictBox, ToldAgent, YesScorer, parts, tape
from steering import ended, until

from sandbox.actions import Shell, Submit, WriteFile
from sandbox.agents.human import HumanAgent
from sandbox.agents.scripted import ScriptedAgent
from sandbox.events import (
    Event,
    Noticed,
    ProposalEdited,
    SentBack,
    StepCommitted,
    StepObserved,
    StepProposed,
    StepScored,
)
from sandbox.limits import Limits
from sandbox.ports import BoxDied, Entry
from sandbox.session.live import LiveSession
from sandbox.session.parts import Report
from sandbox.store import journal


def test_a_step_is_proposed_observed_committed_and_scored_in_that_order(tmp_path: Path) -> None:
    made, started = parts(tmp_path, ScriptedAgent(tape(WRITE, Submit("done"))))
    session = LiveSession(made, [started]).start()
    assert ended(session).outcome == "submitted"
    kinds = [type(event) for event in session.events() if getattr(event, "step", None) == 1]
    assert kinds == [StepProposed, StepObserved, StepCommitted, StepScored]
    session.close()


def test_the_journal_holds_every_event_that_a_follower_saw(tmp_path: Path) -> None:
    made, started = parts(tmp_path, ScriptedAgent(tape(WRITE, Shell("ls"), Submit())))
    session = LiveSession(made, [started])
    seen: list[Event] = []
    session.follow(lambda event: seen.append(event) if isinstance(event, Event) else None)
    session.start()
    ended(session)
    session.close()
    assert list(journal.read(tmp_path).events) == [started, *seen]


def test_stepping_waits_for_each_action_and_runs_it_on_approval(tmp_path: Path) -> None:
    made, started = parts(tmp_path, ScriptedAgent(tape(WRITE, Submit())))
    session = LiveSession(made, [started], mode="asking").start()
    until(session, "waiting", 1)
    assert not any(isinstance(event, StepObserved) for event in session.events())
    session.approve()
    until(session, "waiting", 2)
    assert sum(isinstance(event, StepCommitted) for event in session.events()) == 1
    session.run()
    assert ended(session).outcome == "submitted"
    session.close()


def test_an_action_can_be_edited_before_it_runs(tmp_path: Path) -> None:
    made, started = parts(tmp_path, ScriptedAgent(tape(WRITE, Submit())))
    session = LiveSession(made, [started], mode="asking").start()
    until(session, "waiting", 1)
    session.replace(WriteFile("b.py", "y = 2\n"))
    until(session, "waiting", 2)
    commit = next(event for event in session.events() if isinstance(event, StepCommitted))
    assert [change.path for change in commit.changes] == ["b.py"]
    assert any(isinstance(event, ProposalEdited) for event in session.events())
    session.close()


def test_an_action_that_is_sent_back_does_not_run(tmp_path: Path) -> None:
    made, started = parts(tmp_path, ScriptedAgent(tape(WRITE, Submit())))
    session = LiveSession(made, [started], mode="asking").start()
    until(session, "waiting", 1)
    session.send_back("use another name")
    until(session, "waiting", 2)
    assert SentBack(1, "use another name") in session.events()
    assert not any(isinstance(event, StepObserved) for event in session.events())
    session.close()


def test_stop_ends_a_command_that_is_under_way(tmp_path: Path) -> None:
    made, started = parts(tmp_path, ScriptedAgent(tape(Shell("sleep 30"), Submit())))
    session = LiveSession(made, [started]).start()
    until(session, "running", 1)
    begun = time.monotonic()
    session.stop()
    assert ended(session).outcome == "stopped"
    assert time.monotonic() - begun < 15
    session.close()


def test_pause_asks_for_nothing_more_until_run(tmp_path: Path) -> None:
    made, started = parts(tmp_path, ScriptedAgent(tape(Shell("sleep 30"), WRITE, Submit())))
    session = LiveSession(made, [started]).start()
    until(session, "running", 1)
    session.pause()
    until(session, "paused", 1)
    time.sleep(0.1)
    assert max(event.step for event in session.events() if isinstance(event, StepProposed)) == 1
    session.run()
    assert ended(session).outcome == "submitted"
    session.close()


@pytest.mark.parametrize(("limits", "outcome"), [(Limits(steps=1), "steps"), (Limits(tokens=0), "tokens")])
def test_limits_end_a_run_before_the_next_call(tmp_path: Path, limits: Limits, outcome: str) -> None:
    made, started = parts(tmp_path, ScriptedAgent(tape(WRITE, WRITE, Submit())), limits)
    session = LiveSession(made, [started]).start()
    assert ended(session).outcome == outcome
    session.close()


def test_a_dead_box_is_replaced_and_the_agent_is_told(tmp_path: Path) -> None:
    made, started = parts(tmp_path, ToldAgent(tape(WRITE, Shell("die"), Submit())))
    session = LiveSession(made, [started]).start()
    assert ended(session).outcome == "submitted"
    assert any(isinstance(event, Noticed) and "step 1" in event.text for event in session.events())
    told = next(event for event in session.events() if isinstance(event, StepObserved) and event.step == 2)
    assert not told.ok
    assert "The box died: killed." in told.output
    session.close()


def test_a_recording_ends_at_a_dead_box_and_goes_on_with_the_same_step(tmp_path: Path) -> None:
    """A recording can't be told: what comes after would build on files that are not there."""
    made, started = parts(tmp_path, ScriptedAgent(tape(WRITE, Shell("die"), Submit())))
    session = LiveSession(made, [started]).start()
    over = ended(session)
    assert over.outcome == "box_failed"
    assert over.words.startswith("The box died: killed. Step 2 failed and is not kept.")
    assert "from the files of step 1" in over.words
    observed = [event for event in session.events() if isinstance(event, StepObserved)]
    assert [(event.step, event.ok) for event in observed] == [(1, True), (2, False)]
    assert [event.step for event in session.events() if isinstance(event, StepCommitted)] == [1]
    session.close()
    log, reading = journal.Journal.continued(tmp_path)
    again = dataclasses.replace(made, journal=log, agent=ScriptedAgent(tape(WRITE, Shell("ls"), Submit())))
    second = LiveSession(again, reading.events).start()
    assert ended(second).outcome == "submitted"
    second.close()
    proposed = [event for event in second.events() if isinstance(event, StepProposed)]
    assert [(event.step, event.parent) for event in proposed] == [(1, 0), (2, 1), (3, 1), (4, 3)]
    assert [event.step for event in second.events() if isinstance(event, StepCommitted)] == [1, 3, 4]


def test_boxes_that_keep_dying_end_the_run_in_words(tmp_path: Path) -> None:
    made, started = parts(tmp_path, ToldAgent(tape(*[Shell("die")] * 9)))
    session = LiveSession(made, [started]).start()
    over = ended(session)
    assert over.outcome == "box_failed"
    assert "boxes" in over.words
    session.close()


def test_a_person_takes_over_and_hands_back(tmp_path: Path) -> None:
    made, started = parts(tmp_path, ScriptedAgent(tape(WRITE, WRITE, Submit())))
    session = LiveSession(made, [started], mode="asking").start()
    until(session, "waiting", 1)
    session.take_over()
    until(session, "waiting", 2)
    session.act(WriteFile("mine.py", "z = 3\n"))
    until(session, "waiting", 3)
    paths = [change.path for event in session.events() if isinstance(event, StepCommitted) for change in event.changes]
    assert paths == ["mine.py"]
    session.hand_back()
    until(session, "waiting", 3)
    session.run()
    assert ended(session).outcome == "submitted"
    session.close()


def test_a_person_is_an_agent_from_the_start(tmp_path: Path) -> None:
    made, started = parts(tmp_path, HumanAgent())
    session = LiveSession(made, [started]).start()
    session.act(WRITE)
    session.act(Submit("mine"))
    assert ended(session).words == "mine"
    session.close()


def test_closing_a_session_closes_its_box_and_frees_its_journal(tmp_path: Path) -> None:
    boxes: list[DictBox] = []

    def box() -> DictBox:
        boxes.append(DictBox())
        return boxes[-1]

    made, started = parts(tmp_path, HumanAgent(), box=box)
    session = LiveSession(made, [started]).start()
    until(session, "waiting", 1)
    session.close()
    assert boxes[0].closed
    assert not journal.locked(tmp_path)


def test_nothing_of_a_session_runs_before_it_starts(tmp_path: Path) -> None:
    begun: list[str] = []

    class Scorer(YesScorer):
        def start(self) -> None:
            begun.append("scorer")

    def box() -> DictBox:
        begun.append("box")
        return DictBox()

    made, started = parts(tmp_path, ScriptedAgent(tape(Submit())), box=box)
    session = LiveSession(dataclasses.replace(made, scorer=Scorer), [started])
    assert begun == []
    assert ended(session.start()).outcome == "submitted"
    assert begun == ["scorer", "box"]
    session.close()


def test_a_session_that_never_starts_can_be_closed(tmp_path: Path) -> None:
    scorers: list[YesScorer] = []

    def scorer(report: Report) -> YesScorer:
        scorers.append(YesScorer(report))
        return scorers[0]

    made, started = parts(tmp_path, ScriptedAgent(tape(Submit())))
    session = LiveSession(dataclasses.replace(made, scorer=scorer), [started])
    session.close()
    session.close()
    assert scorers[0].closed
    assert not journal.locked(tmp_path)


def test_a_box_that_cannot_be_filled_is_closed(tmp_path: Path) -> None:
    boxes: list[DictBox] = []

    class FullBox(DictBox):
        def fill(self, entries: Iterable[Entry]) -> None:
            boxes.append(self)
            raise BoxDied("The box died: its disk is full.")

    made, started = parts(tmp_path, ScriptedAgent(tape(Submit())), box=FullBox)
    session = LiveSession(made, [started]).start()
    assert ended(session).outcome == "box_failed"
    session.close()
    assert [box.closed for box in boxes] == [True]


def test_a_session_is_continued_from_its_journal(tmp_path: Path) -> None:
    made, started = parts(tmp_path, ScriptedAgent(tape(WRITE, Shell("ls"), Submit())), Limits(steps=1))
    first = LiveSession(made, [started]).start()
    assert ended(first).outcome == "steps"
    first.close()
    log, reading = journal.Journal.continued(tmp_path)
    more = dataclasses.replace(made, journal=log, limits=Limits())
    second = LiveSession(more, reading.events).start()
    assert ended(second).outcome == "submitted"
    steps = [event.step for event in second.events() if isinstance(event, StepCommitted)]
    assert steps == [1, 2, 3]
    second.close()
