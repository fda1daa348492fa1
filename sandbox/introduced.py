"""Which step brought something in: a finding of the structural rules, or one line of a file."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Callable, Iterable
from typing import NamedTuple

from sandbox.ports import Workspace
from tasks.scorecard import Finding, Structural

_TREES = 150
"""Verdicts worked out at most: what is older than that stays unnamed."""

_LINES = 5000
"""Lines of a file that is compared; in longer ones no line is followed back."""


class Stage(NamedTuple):
    """The tree after one step, and the paths that the step changed. Step 0 is the start."""

    step: int
    tree: str
    changed: frozenset[str]


Identity = tuple[str, str, str]


def identity(finding: Finding) -> Identity:
    """What stays the same of a finding while lines move: rule, path, message."""
    return finding.rule, finding.path, finding.message


def introduced(
    findings: Iterable[Finding], lineage: Iterable[Stage], verify: Callable[[str], Structural]
) -> dict[Identity, int]:
    """The step since which each finding has been there without a break; 0: since the start.

    `lineage` runs from the judged step back to the start. `verify` gives the verdict on a tree.
    """
    alive = {identity(finding) for finding in findings}
    since: dict[Identity, int] = {}
    verified, before = 0, ""
    stages = list(lineage)
    for place, stage in enumerate(stages):
        if stage.tree != before and place:
            if not alive or verified == _TREES:
                break
            structural, verified = verify(stage.tree), verified + 1
            alive &= {identity(one) for verdict in structural.verdicts().values() for one in verdict.findings}
        since.update(dict.fromkeys(alive, stage.step))
        before = stage.tree
    else:
        return since
    # Those that were still alive when the search was given up began earlier than was looked.
    return {one: step for one, step in since.items() if one not in alive}


def step_of_line(workspace: Workspace, lineage: Iterable[Stage], path: str, line: int) -> int | None:
    """The step that wrote a line of the first stage's tree; 0: it was there at the start; None: not known."""
    stages = list(lineage)
    here = line
    for stage, parent in itertools.pairwise(stages):
        if path not in stage.changed:
            continue
        now, before = _lines(workspace, stage.tree, path), _lines(workspace, parent.tree, path)
        if now is None or not 0 < here <= len(now):
            return None
        place = _place_before(before or [], now, here)
        if place is None:
            return stage.step
        here = place
    return stages[-1].step if stages and stages[-1].step == 0 else None


def _lines(workspace: Workspace, tree: str, path: str) -> list[str] | None:
    data = workspace.read(tree, path)
    lines = data.decode("utf-8", "replace").split("\n") if data is not None else []
    return lines if data is not None and len(lines) <= _LINES else None


def _place_before(before: list[str], now: list[str], line: int) -> int | None:
    for block in difflib.SequenceMatcher(None, before, now, autojunk=False).get_matching_blocks():
        if block.b < line <= block.b + block.size:
            return block.a + line - block.b
    return None
