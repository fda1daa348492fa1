"""What the workbench works out off the screen's thread: comparisons and evidence, each answered by a message."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from textual.message import Message

from sandbox.actions import Action
from sandbox.handle import SessionHandle
from sandbox.introduced import Stage, step_of_line
from tasks.scorecard import Where
from tui.text import clean, decode
from tui.view.diff import Diff, compare_proposal, compare_trees
from tui.view.run_view import RunView
from tui.view.why import Why, why
from tui.widgets.diff_rows import DrawnDiff, drawn


class Comparison(msgspec.Struct, frozen=True):
    """Two trees to compare, or what an action would do to one. `ends` names the two for people."""

    ends: str
    old: str
    new: str
    action: Action | None = None


class Compared(Message):
    """A comparison is ready, or `problem` says why not."""

    def __init__(self, wanted: Comparison, diff: DrawnDiff | None, problem: str = "") -> None:
        super().__init__()
        self.wanted = wanted
        self.diff = diff
        self.problem = problem


class Explained(Message):
    """The evidence of the score under `key` is ready; None when the cache no longer has it."""

    def __init__(self, key: str, why: Why | None) -> None:
        super().__init__()
        self.key = key
        self.why = why


def comparison_for(view: RunView, selected: int, base: int | None) -> Comparison | None:
    """What the diff pane should show for a step; None where there is nothing to compare."""
    step = view.step(selected)
    if step is not None and step.action is None and base is None and step.parent:
        # Nothing of its own yet: what the step before changed stays in sight while the agent thinks.
        selected, step = step.parent, view.step(step.parent)
    if step is None:
        return None
    start = step.parent if base is None else base
    old = view.tree(start)
    if old is None:
        return None
    named = f"{f'step {start}' if start else 'start'} → {selected}"
    if step.tree is not None:
        return Comparison(named, old, step.tree)
    if step.action is not None and step.status in ("waiting", "proposed", "running", "ran"):
        return Comparison(named, old, old, step.action)
    return None


def compare(handle: SessionHandle, wanted: Comparison, answer: Callable[[Message], object]) -> None:
    """Work out one comparison. Never raises: a failure is an answer in words."""
    try:
        if wanted.action is not None:
            diff: Diff = compare_proposal(handle.workspace, wanted.old, wanted.action, wanted.ends)
        else:
            diff = compare_trees(handle.workspace, wanted.old, wanted.new, wanted.ends)
        answer(Compared(wanted, drawn(diff)))
    except Exception as error:  # git, a damaged repository, a lexer: the pane says so and stays alive
        words = clean(f"{error.__class__.__name__}: {error}", one_line=True)[:300]
        answer(Compared(wanted, None, f"Can't compare: {words}   (select the step again to retry)"))


def explain(
    handle: SessionHandle, key: str, tree: str | None, lineage: list[Stage], answer: Callable[[Message], object]
) -> None:
    """Read a score's evidence and make its cards, each with the step that wrote its line. Never raises."""

    def read_line(where: Where) -> str:
        data = handle.workspace.read(tree, where.path) if tree else None
        lines = decode(data).split("\n") if data else []
        return lines[where.line - 1] if 0 < where.line <= len(lines) else ""

    def read_step(where: Where) -> int | None:
        return step_of_line(handle.workspace, lineage, where.path, where.line)

    try:
        detail = handle.detail(key)
        answer(Explained(key, why(detail, read_line, read_step) if detail is not None else None))
    except Exception:  # the same as a cache without it: the pane offers to score again
        answer(Explained(key, None))
