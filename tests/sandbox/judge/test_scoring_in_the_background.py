"""The scorer answers every commit with events, the newest first, and costs nothing where a score is known."""

from __future__ import annotations

import threading
import time

import msgspec
import pytest
from waiting import until

from sandbox.events import Scoring, StepNotJudged, StepScored, StructureVerified
from sandbox.judge.judge_box import NotJudged
from sandbox.judge.scorer import CommitScorer
from sandbox.ports import Cancelled, EnvironmentLacks
from tasks.scorecard import Evidence, Functional, Scorecard, ScoreDetail, Structural, Tally, Verdict

KEPT = Verdict(True, True)
STRUCTURE = Structural(KEPT, KEPT, KEPT, Verdict(False, True))
DETAIL = ScoreDetail(
    Scorecard(
        task="flask/none",
        seed=7,
        functional=Functional(Tally(290, 290), Tally(9, 9)),
        structural=STRUCTURE,
        a_percent=1.0,
        strict_a_percent=1.0,
        passed=True,
        failures=(),
        timings={"total_s": 2.0},
    ),
    Evidence(),
)


class HandJudge:
    """A judge that scores when the test opens its gate; trees named `lacks`, `fails`, `breaks` and `torn` go wrong."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.known: dict[str, ScoreDetail] = {}
        self.scored: list[str] = []
        self.prestarts = 0
        self.closed = False

    def prestart(self) -> None:
        self.prestarts += 1

    def key(self, tree: str, program: object = None) -> str:
        return f"key-{tree}"

    def detail(self, key: str, seed: int | None = None) -> ScoreDetail | None:
        return self.known.get(key)

    def structure(self, entries: object) -> Structural:
        return STRUCTURE

    def score(self, tree, entries, seed, progress, *, fresh, cancel, program) -> ScoreDetail:
        for done in range(100):
            progress(done, 100, "running the suite")
        while not self.gate.wait(0.01):
            if cancel.is_set() and tree == "torn":
                raise OSError("its pipe was closed under it")
            if cancel.is_set():
                raise Cancelled
        if tree == "lacks":
            raise EnvironmentLacks("no Docker", "Start it.")
        if tree == "fails":
            raise NotJudged("the box fell over")
        if tree == "breaks":
            raise ZeroDivisionError("ours")
        self.scored.append(tree)
        self.known[self.key(tree)] = msgspec.structs.replace(DETAIL)
        return DETAIL

    def close(self) -> None:
        self.closed = True


class Trees:
    def entries(self, tree: str) -> tuple[()]:
        return ()


@pytest.fixture
def told() -> list[object]:
    return []


@pytest.fixture
def judge() -> HandJudge:
    return HandJudge()


@pytest.fixture
def scorer(judge, told):
    made = CommitScorer(judge, Trees(), 7, told.append)  # type: ignore[arg-type]
    made.start()
    yield made
    made.close()


def of(told: list[object], kind: type) -> list:
    return [event for event in told if isinstance(event, kind)]


def test_structure_is_told_while_the_run_is_still_under_way(scorer, judge, told):
    scorer.submit(1, "a")
    until(lambda: of(told, StructureVerified))
    assert not of(told, StepScored)
    judge.gate.set()
    scorer.wait()
    (scored,) = of(told, StepScored)
    assert (scored.step, scored.tree, scored.key) == (1, "a", "key-a")
    assert scored.summary.core == Tally(290, 290)
    assert scored.summary.required == ("framework", "architecture", "database")
    assert not scored.summary.cached


def test_the_newest_goes_first_and_skipped_ones_follow(scorer, judge, told):
    scorer.submit(1, "a")
    until(lambda: len(of(told, Scoring)) > 1)
    for step, tree in enumerate("bcd", 2):
        scorer.submit(step, tree)
    judge.gate.set()
    scorer.wait()
    assert judge.scored == ["a", "d", "c", "b"]


@pytest.mark.parametrize("tree", ["a", "torn"])
def test_what_goes_wrong_while_it_is_closed_is_not_said_of_a_step(scorer, judge, told, tree):
    scorer.submit(1, tree)
    until(lambda: len(of(told, Scoring)) > 1)
    scorer.close()
    assert not of(told, StepNotJudged)


def test_the_same_tree_again_costs_nothing(scorer, judge, told):
    judge.gate.set()
    scorer.submit(1, "a")
    scorer.wait()
    scorer.submit(2, "a")
    scorer.wait()
    assert judge.scored == ["a"]
    assert [scored.summary.cached for scored in of(told, StepScored)] == [False, True]
    scorer.submit(2, "a", fresh=True)
    scorer.wait()
    assert judge.scored == ["a", "a"]


@pytest.mark.parametrize(
    ("tree", "words"), [("lacks", "no Docker Start it."), ("fails", "fell over"), ("breaks", "A defect in Spar")]
)
def test_what_goes_wrong_around_the_program_is_told_in_words(tree, words, scorer, judge, told):
    judge.gate.set()
    scorer.submit(1, tree)
    scorer.wait()
    (event,) = of(told, StepNotJudged)
    assert words in event.reason
    scorer.submit(2, "a")
    scorer.wait()
    assert judge.scored == ["a"]


def test_progress_is_told_a_few_times_a_second(scorer, judge, told):
    judge.gate.set()
    scorer.submit(1, "a")
    scorer.wait()
    assert 2 <= len(of(told, Scoring)) < 10


def test_cancelling_drops_everything_and_leaves_the_scorer_usable(scorer, judge, told):
    scorer.submit(1, "a")
    until(lambda: len(of(told, Scoring)) > 1)
    scorer.submit(2, "b")
    scorer.cancel()
    scorer.wait()
    assert not of(told, StepScored)
    judge.gate.set()
    scorer.submit(3, "c")
    scorer.wait()
    assert judge.scored == ["c"]


def test_closing_ends_a_score_under_way_soon(judge, told):
    scorer = CommitScorer(judge, Trees(), 7, told.append)  # type: ignore[arg-type]
    scorer.start()
    scorer.submit(1, "a")
    until(lambda: len(of(told, Scoring)) > 1)
    begun = time.monotonic()
    scorer.close()
    scorer.close()
    assert time.monotonic() - begun < 15
    assert judge.closed


def test_a_box_is_made_ready_for_the_next_score(scorer, judge):
    judge.gate.set()
    assert judge.prestarts == 1
    scorer.submit(1, "a")
    scorer.wait()
    assert judge.prestarts == 2


def test_nothing_is_made_ready_before_it_starts(judge, told):
    scorer = CommitScorer(judge, Trees(), 7, told.append)  # type: ignore[arg-type]
    assert judge.prestarts == 0
    scorer.close()
    assert judge.closed
