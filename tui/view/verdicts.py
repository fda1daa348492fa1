"""Every structural verdict on one tree, one at a time: what is broken first, then each rule that is kept."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from sandbox.handle import SessionHandle
from sandbox.introduced import Identity, Stage, identity, introduced
from sandbox.judge.structure import StructureVerifier, files_of
from sandbox.store.marks import Mark
from tasks.scorecard import Category, Finding, Structural
from tasks.structural.layer_graph import LayerGraph, layer_graph
from tasks.structural.rulebook import Rule, rules_for
from tasks.task import Task
from tui.text import clean_lines, decode


class Judged(msgspec.Struct, frozen=True):
    """One rule on one tree: broken at a place (`finding`), or kept. `rule` is None for one that Spar no longer has."""

    category: Category
    id: str
    rule: Rule | None
    finding: Finding | None = None

    def subject(self, tree: str) -> tuple[str, ...]:
        """What a mark on this verdict is about; see `sandbox.store.marks.Mark.subject`."""
        return identity(self.finding) if self.finding is not None else (self.id, tree)


class Verdicts(msgspec.Struct, frozen=True, kw_only=True):
    """All verdicts on the tree of a step, with what their cards need.

    `sources` are the cleaned lines of the files with findings; `graph` is there where the task asks for layers.
    """

    step: int
    tree: str
    items: tuple[Judged, ...]
    sources: dict[str, list[str]]
    graph: LayerGraph | None
    structural: Structural


def judged(structural: Structural, task: Task) -> tuple[Judged, ...]:
    """Findings in the order of the categories, then the rules of the task that hold."""
    rules = {rule.id: rule for rule in rules_for(task)}
    found = tuple(
        Judged(category, finding.rule, rules.get(finding.rule), finding)
        for category, verdict in structural.verdicts().items()
        for finding in verdict.findings
    )
    broken = {one.id for one in found}
    return (*found, *(Judged(rule.category, rule.id, rule) for rule in rules.values() if rule.id not in broken))


def read_verdicts(handle: SessionHandle, step: int, tree: str, key: str, verifier: StructureVerifier) -> Verdicts:
    """Everything about one step's structure. Reads a whole tree, so call it on a worker thread.

    The verdict is that of the score under `key`; where that is no longer kept, the code is judged anew.
    """
    entries = handle.workspace.entries(tree)
    detail = handle.detail(key) if key else None
    by_code = verifier.verify(entries)
    structural = detail.card.structural if detail is not None else by_code
    items = with_edges(judged(structural, handle.task), judged(by_code, handle.task))
    files = files_of(entries)
    wanted = {one.finding.path for one in items if one.finding is not None}
    return Verdicts(
        step=step,
        tree=tree,
        items=items,
        sources={path: clean_lines(decode(files[path])) for path in wanted if path in files},
        graph=layer_graph(files, handle.task) if handle.task.clean else None,
        structural=structural,
    )


def with_edges(items: tuple[Judged, ...], by_code: tuple[Judged, ...]) -> tuple[Judged, ...]:
    """Findings of scores that were kept before findings knew their edges get them from the code."""
    edges = {(one.id, one.finding.path, one.finding.line): one.finding.edge for one in by_code if one.finding}
    found = []
    for one in items:
        finding = one.finding
        if finding is not None and finding.edge is None:
            edge = edges.get((one.id, finding.path, finding.line))
            one = msgspec.structs.replace(one, finding=msgspec.structs.replace(finding, edge=edge))
        found.append(one)
    return tuple(found)


def since_when(
    handle: SessionHandle, verdicts: Verdicts, lineage: Iterable[Stage], verifier: StructureVerifier
) -> dict[Identity, int]:
    """The step that brought each finding. Verifies older trees, so call it on a worker thread.

    A finding that rests on what a running program did is left out: of older trees only the code is looked at.
    """

    def verify(tree: str) -> Structural:
        return verifier.verify(handle.workspace.entries(tree))

    by_code = {identity(one) for verdict in verify(verdicts.tree).verdicts().values() for one in verdict.findings}
    findings = [one.finding for one in verdicts.items if one.finding is not None and identity(one.finding) in by_code]
    return introduced(findings, lineage, verify)


def mark_on(one: Judged, tree: str, marks: Iterable[Mark]) -> Mark | None:
    """The mark on a verdict, None where nobody called it wrong."""
    subject = one.subject(tree)
    return next((mark for mark in marks if mark.subject == subject), None)
