"""What the environment kept from being judged is judged by itself as soon as the session goes on."""

from __future__ import annotations

from pathlib import Path

from fake_parts import SUMMARY, WRITE, parts, tape
from steering import ended

from sandbox.actions import Submit
from sandbox.agents.scripted import ScriptedAgent
from sandbox.events import Event, StepCommitted, StepNotJudged, StepProposed, StepScored
from sandbox.session.live import LiveSession
from sandbox.session.past import unscored


def kept(number: int) -> list[Event]:
    return [
        StepProposed(number, number - 1, "", WRITE, 1.0),
        StepCommitted(number, number - 1, "0" * 40, f"t{number}", "write", (), 2.0),
    ]


def test_only_a_score_is_an_answer() -> None:
    past = [
        *kept(1), StepScored(1, "t1", "k", SUMMARY), StepNotJudged(1, "t1", "asked again, no engine"),
        *kept(2), StepNotJudged(2, "t2", "no engine"),
        *kept(3),
    ]  # fmt: skip
    assert list(unscored(past)) == [(2, "t2"), (3, "t3")]


def test_a_session_that_goes_on_scores_them_again(tmp_path: Path) -> None:
    made, started = parts(tmp_path, ScriptedAgent(tape(WRITE, Submit())))
    session = LiveSession(made, [started, *kept(1), StepNotJudged(1, "t1", "no engine")]).start()
    ended(session)
    session.close()
    assert {event.step for event in session.events() if isinstance(event, StepScored)} == {1, 2, 3}
