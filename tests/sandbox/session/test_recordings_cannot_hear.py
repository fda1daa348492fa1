"""A recording that is sent back with words proposes the same step again, and says that it can't hear them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from fake_parts import WRITE, parts, tape
from steering import ended, until

from sandbox.actions import Action, Shell, Submit, WriteFile
from sandbox.agents.scripted import ScriptedAgent
from sandbox.events import Event, Noticed, StepCommitted, StepProposed
from sandbox.session.live import LiveSession
from sandbox.store import journal

LOST = "A recording can't hear this; it proposes the same step again."


def proposed(session: LiveSession) -> list[Action]:
    return [event.action for event in session.events() if isinstance(event, StepProposed)]


def notices(session: LiveSession) -> list[Event]:
    return [event for event in session.events() if isinstance(event, Noticed)]


def test_the_step_is_not_lost_and_the_next_proposal_says_so(tmp_path: Path) -> None:
    made, started = parts(tmp_path, ScriptedAgent(tape(WRITE, Shell("ls"), Submit())))
    session = LiveSession(made, [started], mode="asking").start()
    until(session, "waiting", 1)
    for step in (1, 2):
        session.send_back("use another name")
        until(session, "waiting", step + 1)
    session.run()
    assert ended(session).outcome == "submitted"
    session.close()
    assert proposed(session) == [WRITE, WRITE, WRITE, Shell("ls"), Submit()]
    assert notices(session) == [Noticed(2, LOST), Noticed(3, LOST)]


def test_so_it_is_when_the_session_was_left_meanwhile(tmp_path: Path) -> None:
    agent = ScriptedAgent(tape(WRITE, Shell("ls"), Submit()))
    made, started = parts(tmp_path, agent)
    session = LiveSession(made, [started], mode="asking").start()
    until(session, "waiting", 1)
    session.send_back("use another name")
    until(session, "waiting", 2)
    session.approve()
    until(session, "waiting", 3)
    session.close()
    log, reading = journal.Journal.continued(tmp_path)
    again = LiveSession(dataclasses.replace(made, journal=log), reading.events).start()
    assert ended(again).outcome == "submitted"
    again.close()
    committed = {event.step for event in again.events() if isinstance(event, StepCommitted)}
    kept = [event.action for event in again.events() if isinstance(event, StepProposed) and event.step in committed]
    assert kept == [WRITE, Shell("ls"), Submit()]


def test_a_person_who_took_over_did_the_step_instead(tmp_path: Path) -> None:
    made, started = parts(tmp_path, ScriptedAgent(tape(WRITE, Shell("ls"), Submit())))
    session = LiveSession(made, [started], mode="asking").start()
    until(session, "waiting", 1)
    session.take_over()
    until(session, "waiting", 2)
    session.act(WriteFile("mine.py", "z = 3\n"))
    until(session, "waiting", 3)
    session.hand_back()
    session.run()
    assert ended(session).outcome == "submitted"
    session.close()
    assert proposed(session)[2:] == [Shell("ls"), Submit()]
    assert notices(session) == []
