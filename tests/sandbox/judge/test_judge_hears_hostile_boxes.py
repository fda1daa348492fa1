"""What comes out of a judge's box is believed only within bounds that the host sets."""

from __future__ import annotations

import contextlib
import io
import os
import threading
from pathlib import Path

import msgspec
import pytest

from sandbox.inside import wire
from sandbox.judge.cache import ScoreCache
from sandbox.judge.hearing import Hearing
from sandbox.judge.judge import Judge
from sandbox.judge.judge_box import NotJudged
from sandbox.judge.messages import Malformed, understood
from sandbox.ports import BoxDied, Cancelled
from tasks import catalogue
from tasks.functional.specs import assertions

SPECS = assertions(database=False)
ALL_PASSED = [{"type": "assertion", "id": spec.id, "passed": True} for spec in SPECS]


class ScriptedBox:
    """A channel to nobody: what it 'says' was written down before."""

    def __init__(self, script: bytes, *, hang: bool = False) -> None:
        reading, self._writing = os.pipe()
        self.stdout = os.fdopen(reading, "rb")
        self.stdin = io.BytesIO()
        threading.Thread(target=self._speak, args=(script, hang), daemon=True).start()

    def _speak(self, script: bytes, hang: bool) -> None:
        with contextlib.suppress(OSError):
            while script:
                script = script[os.write(self._writing, script) :]
        if not hang:
            self.close()

    def why_dead(self) -> str:
        return "it was only a script"

    def close(self) -> None:
        writing, self._writing = self._writing, -1  # both threads close it
        if writing >= 0:
            os.close(writing)


class ScriptedLauncher:
    kind = "local"

    def __init__(self, *scripts: bytes, hang: bool = False) -> None:
        self.scripts = list(scripts)
        self.hang = hang

    def environment(self) -> str:
        return "scripted"

    def launch(self, program: bytes, role: str, limits: object) -> ScriptedBox:
        if not self.scripts:
            raise BoxDied("no box is left")
        return ScriptedBox(self.scripts.pop(0), hang=self.hang)


def script(*messages: object) -> bytes:
    stream = io.BytesIO()
    for message in messages:
        wire.send(stream, message)  # type: ignore[arg-type]
    return stream.getvalue()


READY = {"type": "ready"}
BEGUN = {"type": "phase", "name": "starting server", "seconds": 0.1}
DONE = {"type": "done", "timings": {}}


class ChatteringBox(ScriptedBox):
    """Says the same again and again, for as long as anybody holds the other end."""

    def _speak(self, script: bytes, hang: bool) -> None:
        with contextlib.suppress(OSError):
            while True:
                os.write(self._writing, script)


class ChatteringLauncher(ScriptedLauncher):
    def launch(self, program: bytes, role: str, limits: object) -> ScriptedBox:
        return ChatteringBox(script(READY, BEGUN))


def judge(tmp_path: Path, launcher: ScriptedLauncher) -> Judge:
    return Judge(launcher, catalogue.find("flask/none"), ScoreCache(tmp_path))  # type: ignore[arg-type]


def heard(*messages: dict[str, object]) -> Hearing:
    hearing = Hearing(SPECS, lambda done, total, phase: None)
    for message in messages:
        hearing.hear(understood(message))
    return hearing


def test_a_whole_judgement_is_believed():
    functional = heard(BEGUN, *ALL_PASSED, DONE).functional()
    assert functional.core.passed == functional.core.total == 290


def test_unheard_assertions_have_failed_and_unknown_ones_are_dropped():
    functional = heard(BEGUN, ALL_PASSED[0], {"type": "assertion", "id": "made.up", "passed": True}, DONE).functional()
    assert functional.core.passed == 1
    assert functional.core.total == 290
    assert len(functional.assertions) == len(SPECS)


def test_an_assertion_is_heard_once():
    failed = {**ALL_PASSED[0], "passed": False, "reason": "first"}
    assertion = heard(BEGUN, failed, ALL_PASSED[0]).functional().assertions[0]
    assert not assertion.passed
    assert assertion.reason == "first"


def test_a_cause_must_be_an_assertion():
    failed = {**ALL_PASSED[0], "passed": False, "reason": "r", "caused_by": "nobody"}
    assert heard(failed).functional().assertions[0].caused_by is None


def test_a_judge_that_is_cut_off_leaves_no_pass_behind():
    hearing = heard(BEGUN, *ALL_PASSED)
    hearing.break_off("killed")
    functional = hearing.functional()
    assert functional.core.passed == functional.extended.passed == 0
    assert "killed" in functional.assertions[0].reason


def test_texts_are_cut_and_can_always_be_written_down():
    exchange = {
        "type": "exchange",
        "request": "\ud800" * 10_000,
        "method": "GET",
        "path": "/",
        "curl": "x" * 1_000_000,
        "status": 10**6,
        "response": "",
        "log": "",
        "milliseconds": float("nan"),
    }
    evidence = heard(exchange, {"type": "log", "text": "\udfff" + "y" * 1_000_000}).evidence()
    assert len(msgspec.json.encode(evidence)) < 200_000
    assert evidence.exchanges[0].status is None
    assert evidence.exchanges[0].milliseconds == 0


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"type": "pass_everything"},
        {"type": ["done"]},
        {"type": "assertion", "id": 7, "passed": True},
        {"type": "assertion", "id": "x", "passed": "yes"},
        {"type": "done", "timings": {"total_s": "fast"}},
    ],
)
def test_what_the_program_never_says_is_malformed(message):
    with pytest.raises(Malformed):
        understood(message)


def test_a_box_that_dies_twice_while_the_program_runs_is_a_failed_score(tmp_path):
    broken = script(READY, BEGUN, *ALL_PASSED)
    detail = judge(tmp_path, ScriptedLauncher(broken, broken)).score("t", (), 7)
    assert not detail.card.passed
    assert detail.card.functional.core.passed == 0
    assert "only a script" in detail.evidence.startup


def test_a_box_that_dies_once_gets_a_second_chance(tmp_path):
    launcher = ScriptedLauncher(script(READY, BEGUN), script(READY, BEGUN, *ALL_PASSED, DONE))
    assert judge(tmp_path, launcher).score("t", (), 7).card.functional.core.passed == 290


@pytest.mark.parametrize(
    "scripts",
    [
        (b"", b""),
        (b"not json\n", b"not json\n"),
        (b"x" * 70_000, b""),
        (script(READY, BEGUN),),
        (script({"type": "environment_failure", "words": "no database"}),),
        (script(DONE),),
    ],
)
def test_a_failure_of_the_environment_is_no_score_and_is_not_remembered(scripts, tmp_path):
    one = judge(tmp_path, ScriptedLauncher(*scripts))
    with pytest.raises(NotJudged):
        one.score("t", (), 7)
    assert one.detail(one.key("t")) is None


def test_cancelling_ends_a_silent_judgement_soon(tmp_path):
    cancel = threading.Event()
    threading.Timer(0.2, cancel.set).start()
    with pytest.raises(Cancelled):
        judge(tmp_path, ScriptedLauncher(script(READY), hang=True)).score("t", (), 7, cancel=cancel)


def test_a_box_that_never_stops_talking_is_a_failed_score(tmp_path, monkeypatch):
    monkeypatch.setattr("sandbox.judge.judge_box.JUDGED_WITHIN", 0.5)
    details = []
    one = judge(tmp_path, ChatteringLauncher())
    judging = threading.Thread(target=lambda: details.append(one.score("t", (), 7)), daemon=True)
    judging.start()
    judging.join(20)
    assert details, "it is still being heard out"
    assert details[0].card.functional.core.passed == 0
    assert "did not come to an end" in details[0].evidence.startup


def test_a_remembered_score_needs_no_box_unless_a_fresh_one_is_wanted(tmp_path):
    whole = script(READY, BEGUN, *ALL_PASSED, DONE)
    one = judge(tmp_path, ScriptedLauncher(whole, whole))
    first = one.score("t", (), 7)
    assert one.score("t", (), 7) == first
    assert one.detail(one.key("t"), 7) == first
    assert one.detail(one.key("t"), 8) is None
    one.score("t", (), 7, fresh=True)
    with pytest.raises(NotJudged):
        one.score("t", (), 8)


def test_a_program_that_starves_the_judge_gains_no_second_opinion(tmp_path):
    starved = script(READY, BEGUN, {"type": "environment_failure", "words": "no memory"})
    detail = judge(tmp_path, ScriptedLauncher(starved, starved)).score("t", (), 7)
    assert detail.card.functional.core.passed == 0
    assert "no memory" in detail.evidence.startup


def test_a_box_that_dies_before_the_program_runs_is_no_score(tmp_path):
    writing = script(READY, {**BEGUN, "name": "writing the tree", "running": False})
    with pytest.raises(NotJudged):
        judge(tmp_path, ScriptedLauncher(writing, writing)).score("t", (), 7)


class DeadBox(ScriptedBox):
    """Died before anything could be said to it; `closed` once somebody has put it away."""

    def __init__(self) -> None:
        super().__init__(b"", hang=True)
        self.stdin.close()
        self.closed = False

    def close(self) -> None:
        super().close()
        self.closed = True


def test_a_box_that_is_dead_from_the_start_is_closed_and_its_death_told(tmp_path):
    boxes = []

    class DeadLauncher(ScriptedLauncher):
        def launch(self, program, role, limits):
            boxes.append(DeadBox())
            return boxes[-1]

    with pytest.raises(NotJudged, match="the judge's box died: it was only a script"):
        judge(tmp_path, DeadLauncher()).score("tree", [], 1)
    assert boxes
    assert all(box.closed for box in boxes)
