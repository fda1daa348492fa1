"""How a session's programs are started is kept with it, and each tree's own `spar.toml` is heeded below that."""

from __future__ import annotations

import threading

import pytest

from sandbox.events import StepNotJudged, StepScored
from sandbox.judge.program_settings import BadSettings, ProgramSettings, SaidSettings
from sandbox.judge.scorer import CommitScorer
from sandbox.ports import Entry
from sandbox.store.session_program import FILE, keep_program, program_of
from tasks import catalogue
from tasks.scorecard import Evidence, Functional, Scorecard, ScoreDetail, Structural, Tally, Verdict

TASK = catalogue.find("flask/none")
SAID = SaidSettings({"start": "./serve", "port": 5001}, {"A": "1"}, network=True)


def tree(text: str, mode: int = 0o100644) -> tuple[Entry, ...]:
    return (Entry(b"spar.toml", mode, text.encode()),)


def test_what_was_said_is_found_again_with_the_session(tmp_path):
    assert program_of(tmp_path, trusted=True) is None
    keep_program(tmp_path, None)
    assert not list(tmp_path.iterdir())
    keep_program(tmp_path, SAID)
    assert program_of(tmp_path, trusted=True) == SAID


def test_a_session_from_elsewhere_allows_no_network(tmp_path):
    keep_program(tmp_path, SAID)
    said = program_of(tmp_path, trusted=False)
    assert said is not None
    assert (said.network, said.given) == (False, SAID.given)


@pytest.mark.parametrize("content", [b"", b"[" * 50_000, b'{"given": 3}', b"\xff", b'{"given": {"start": []}}'])
def test_what_can_not_be_read_is_as_if_nothing_was_said(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    assert program_of(tmp_path, trusted=True) is None


def test_the_command_line_wins_over_the_trees_file_and_variables_are_joined():
    settings = SaidSettings({"port": 5001}, {"B": "2"}).settings(
        TASK, tree('port = 5000\nbase_path = "/v1"\n[env]\nA = "1"\nB = "1"')
    )
    assert settings == ProgramSettings(port=5001, base_path="/v1", env={"A": "1", "B": "2"})


def test_a_tree_that_asks_for_a_network_gets_none_unless_its_person_allowed_it():
    asking = tree('install = "true"\ninstall_network = true')
    with pytest.raises(BadSettings, match="--allow-network-for-install"):
        SaidSettings().settings(TASK, asking)
    assert SaidSettings(network=True).settings(TASK, asking).install_network
    assert not SaidSettings().settings(TASK, tree('install = "true"')).install_network


class Judge:
    """Writes down with which settings it was asked for a score."""

    task = TASK

    def __init__(self) -> None:
        self.asked: list[tuple[str, object]] = []

    def prestart(self): ...
    def close(self): ...

    def key(self, tree, program=None):
        return f"{tree} {program}"

    def detail(self, key, seed=None):
        return None

    def structure(self, entries):
        kept = Verdict(False, True)
        return Structural(kept, kept, kept, kept)

    def score(self, tree, entries, seed, progress, *, fresh, cancel, program):
        self.asked.append((tree, program))
        functional = Functional(Tally(0, 1), Tally(0, 0), ())
        card = Scorecard(
            task="flask/none", seed=7, functional=functional, structural=self.structure(()), a_percent=0.0,
            strict_a_percent=0.0, passed=False, failures=(), timings={},
        )  # fmt: skip
        return ScoreDetail(card, Evidence())


FILES = {"one": tree("port = 5001"), "two": tree("port = 5002"), "bad": tree("prot = 1"), "none": ()}


class Trees:
    def entries(self, name):
        return FILES[name]


def told_of(said: SaidSettings | None, *names: str) -> tuple[Judge, list[object]]:
    judge, told, answered = Judge(), [], threading.Semaphore(0)

    def report(event):
        told.append(event)
        if isinstance(event, StepScored | StepNotJudged):
            answered.release()

    scorer = CommitScorer(judge, Trees(), 7, report, said)  # type: ignore[arg-type]
    scorer.start()
    for step, name in enumerate(names, 1):
        scorer.submit(step, name)
        assert answered.acquire(timeout=60)
    scorer.close()
    return judge, told


def test_each_tree_is_started_as_its_own_file_says():
    judge, _ = told_of(SaidSettings(), "one", "two", "none")
    assert judge.asked == [
        ("one", ProgramSettings(port=5001)), ("two", ProgramSettings(port=5002)), ("none", ProgramSettings()),
    ]  # fmt: skip


def test_a_run_of_an_agent_reads_no_such_file():
    judge, _ = told_of(None, "one", "bad")
    assert judge.asked == [("one", None), ("bad", None)]


def test_a_file_that_makes_no_sense_is_a_step_not_judged_in_words_and_the_next_goes_on():
    judge, told = told_of(SaidSettings(), "bad", "one")
    (bad,) = [event for event in told if isinstance(event, StepNotJudged)]
    assert "there is no 'prot'" in bad.reason
    assert [name for name, _ in judge.asked] == ["one"]
