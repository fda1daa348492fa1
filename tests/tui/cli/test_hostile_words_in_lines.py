"""What the command line prints of an event, a score or an explanation holds nothing that a terminal could obey."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from terminal_dangers import dangerous
from told_hostile import EVERYTHING as BAD

from sandbox.actions import Shell
from sandbox.doctor import examination
from sandbox.doctor.check import Check
from sandbox.events import (
    Event,
    Noticed,
    RunEnded,
    ScoreSummary,
    SessionContinued,
    SessionStarted,
    StepNotJudged,
    StepObserved,
    StepProposed,
    StepScored,
)
from sandbox.limits import Limits
from sandbox.proving import Proof
from tasks import catalogue
from tasks.scorecard import Failure, Finding, Functional, Scorecard, Structural, Tally, Verdict, Where
from tui.cli import doctor_command, explain_command, prove_command
from tui.cli.score_command import card_lines
from tui.cli.story import line_of

TALLY = Tally(1, 2)
EVENTS: list[Event] = [
    SessionStarted("s", BAD, "litellm", BAD, "docker", BAD, 1, Limits(), 0.0, "c0", "t0", BAD, "tools", BAD),
    SessionContinued(1, 0.0, "litellm", BAD, Limits(), BAD),
    StepProposed(1, 0, BAD, Shell("x"), 1.0),
    StepProposed(1, 0, "", Shell(BAD), 1.0),
    StepObserved(1, "\x1b]52;c;aGFja2Vk\x07B", False, 1, 0.1),
    StepScored(1, "t", "k", ScoreSummary(TALLY, TALLY, {}, {}, (BAD,), (BAD,), 0.5, 0.0, False, True, (BAD,), 1.0)),
    StepNotJudged(1, "t", BAD),
    Noticed(1, BAD),
    RunEnded("agent_failed", BAD, 2, 3.0),
]


def assert_harmless(said: str) -> None:
    assert "␛" in said, "nothing foreign was printed here"
    assert dangerous(said) == []


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_is_one_harmless_line(event: Event) -> None:
    assert_harmless(line_of(event))
    assert "\n" not in line_of(event)


def test_a_score_is_told_in_harmless_lines() -> None:
    broken = Verdict(True, False, (Finding("upward-import", BAD, 1, BAD, BAD, 0.5),))
    kept = Verdict(True, True)
    failure = Failure("logic_error", None, BAD, (BAD,), 0.5, (BAD,), Where(BAD, 1, 1), BAD)
    card = Scorecard(
        task="flask/clean", seed=1, functional=Functional(TALLY, TALLY),
        structural=Structural(kept, broken, kept, kept),
        a_percent=0.5, strict_a_percent=0.0, passed=False, failures=(failure,), timings={},
    )  # fmt: skip
    files = {BAD: BAD.encode("utf-8", "surrogatepass")}
    for line in card_lines(card, catalogue.find("flask/clean"), files):
        assert dangerous(line) == [], line
    assert "␛" in "\n".join(card_lines(card, catalogue.find("flask/clean"), files))


def test_a_proof_that_failed_is_told_in_harmless_lines() -> None:
    assert_harmless(prove_command._row(Proof(task="flask/none", proven=False, problem=BAD)))
    assert_harmless(prove_command._row(Proof(task="flask/none", proven=False, failures=(BAD,))))


def test_what_the_doctor_found_is_told_in_harmless_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examination, "examine", lambda: [Check("Docker engine", "missing", BAD, BAD, BAD)])
    said = CliRunner().invoke(doctor_command.command, []).output
    assert said.count("␛") >= 3
    assert dangerous(said) == []


def test_an_explanation_of_hostile_evidence_is_told_in_harmless_lines(tmp_path: Path) -> None:
    bad = BAD.replace("\udc80", "")
    evidence = {
        "task": "flask/clean",
        "requests": [{"name": bad, "method": bad, "path": bad, "status": 500, "failed": 3, "total": 3}],
        "server_log": f'Traceback (most recent call last):\n  File "app.py", line 1, in x\nValueError: {bad}\n',
        "structural": {"architecture": {"required": True, "compliant": False, "findings": [
            {"rule": "upward-import", "path": bad, "line": 1, "message": bad, "mend": bad}]}},
    }  # fmt: skip
    (tmp_path / "evidence.json").write_bytes(msgspec.json.encode(evidence))
    said = CliRunner().invoke(explain_command.command, [str(tmp_path / "evidence.json")]).output
    assert_harmless(said)
