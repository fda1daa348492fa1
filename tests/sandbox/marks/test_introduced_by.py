"""The step that brought a finding, or a line, is found by going back through the trees."""

from __future__ import annotations

from sandbox import introduced as room
from sandbox.introduced import Stage, identity, introduced, step_of_line
from tasks.scorecard import Finding, Structural, Verdict

UPWARD = Finding("upward-import", "m/a.py", 1, "m/a.py imports s/b.py", "turn it round")
EMPTY = Finding("empty-layer", "r/__init__.py", 1, "nothing in it", "fill it")
KEPT = Verdict(True, True)


def structural(*findings: Finding) -> Structural:
    return Structural(KEPT, Verdict(True, not findings, findings), KEPT, KEPT)


def stages(*trees: str) -> list[Stage]:
    """From the newest step back to the start, each of which changed `a`."""
    return [Stage(step, tree, frozenset({"a"})) for step, tree in reversed(list(enumerate(trees)))]


def test_a_finding_is_there_since_the_first_step_without_a_break() -> None:
    moved = Finding("upward-import", "m/a.py", 40, "m/a.py imports s/b.py", "turn it round")
    trees = {"t0": (), "t1": (UPWARD,), "t2": (), "t3": (moved, EMPTY), "t4": (UPWARD, EMPTY), "t5": (UPWARD, EMPTY)}
    asked: list[str] = []

    def verify(tree: str) -> Structural:
        asked.append(tree)
        return structural(*trees[tree])

    since = introduced((UPWARD, EMPTY), stages(*trees), verify)
    assert since == {identity(UPWARD): 3, identity(EMPTY): 3}
    assert asked == ["t4", "t3", "t2"], "nothing is verified that can't change the answer"


def test_a_tree_that_did_not_change_is_not_verified_again() -> None:
    asked: list[str] = []

    def verify(tree: str) -> Structural:
        asked.append(tree)
        return structural()

    assert introduced((UPWARD,), stages("t0", "t1", "t1", "t1"), verify) == {identity(UPWARD): 1}
    assert asked == ["t0"]


def test_what_was_there_at_the_start_is_of_step_0() -> None:
    assert introduced((UPWARD,), stages("t0", "t1"), lambda tree: structural(UPWARD)) == {identity(UPWARD): 0}


def test_after_many_trees_the_search_is_given_up_and_nothing_is_claimed(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(room, "_TREES", 3)
    trees = [f"t{number}" for number in range(20)]
    assert introduced((UPWARD,), stages(*trees), lambda tree: structural(UPWARD)) == {}


class Trees:
    """A workspace of one file `a`."""

    def __init__(self, **trees: str | None) -> None:
        self.trees = trees

    def read(self, tree: str, path: str) -> bytes | None:
        text = self.trees[tree]
        return text.encode() if path == "a" and text is not None else None


def test_the_step_of_a_line_is_followed_while_it_moves() -> None:
    trees = Trees(t0=None, t1="x\ny\n", t2="new\nx\ny\n", t3="new\nx\ny changed\n")
    assert step_of_line(trees, stages("t0", "t1", "t2", "t3"), "a", 1) == 2  # type: ignore[arg-type]
    assert step_of_line(trees, stages("t0", "t1", "t2", "t3"), "a", 2) == 1  # type: ignore[arg-type]
    assert step_of_line(trees, stages("t0", "t1", "t2", "t3"), "a", 3) == 3  # type: ignore[arg-type]


def test_a_line_that_was_there_at_the_start_is_of_step_0() -> None:
    trees = Trees(t0="x\n", t1="x\ny\n")
    assert step_of_line(trees, stages("t0", "t1"), "a", 1) == 0  # type: ignore[arg-type]


def test_of_a_line_that_is_not_there_nothing_is_said() -> None:
    trees = Trees(t0=None, t1="x\n")
    assert step_of_line(trees, stages("t0", "t1"), "a", 9) is None  # type: ignore[arg-type]
    assert step_of_line(trees, [], "a", 1) is None  # type: ignore[arg-type]
