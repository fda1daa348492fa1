"""Judges how a tree is built: which constraints of a task it keeps, and every place where it breaks one."""

from __future__ import annotations

from collections.abc import Mapping

from tasks.scorecard import Category, Finding, Structural, Verdict
from tasks.structural.cache import FactCache
from tasks.structural.case import Case, within
from tasks.structural.rules import architecture, database, framework, orm
from tasks.task import Task

RULES = (*framework.RULES, *architecture.RULES, *database.RULES, *orm.RULES)
"""Every rule, in the order in which findings are shown."""


def required(task: Task) -> frozenset[Category]:
    """The categories that a task demands; the framework always is one."""
    demanded: set[Category] = {"framework"}
    if task.clean:
        demanded.add("architecture")
    if task.database is not None:
        demanded.add("database")
    if task.orm:
        demanded.add("orm")
    return frozenset(demanded)


def verify(files: Mapping[str, bytes], task: Task, cache: FactCache | None = None) -> Structural:
    """The structural verdict on a tree (path -> contents); nothing in it is imported or run, and nothing in it raises.

    Findings are given for demanded categories only; the others are `required=False, compliant=True`. Keep a `cache`
    between calls and only changed files are read again.
    """
    case = Case.of(task, files, cache)
    demanded = required(task)
    found: dict[Category, list[Finding]] = {category: [] for category in demanded}
    for rule in RULES:
        if rule.demanded(task, demanded):
            found[rule.category].extend(within(case, rule))
    return Structural(
        framework=_verdict("framework", found),
        architecture=_verdict("architecture", found),
        database=_verdict("database", found),
        orm=_verdict("orm", found),
    )


def opened_at(files: Mapping[str, bytes], task: Task, cache: FactCache | None = None) -> tuple[str, int]:
    """Path and line where the running code opens its database; where it seems to open none, where the app starts."""
    case = Case.of(task, files, cache)
    first = next(iter(case.storage.openings), None)
    return (first.path, first.line) if first is not None else (case.entry, 1)


def _verdict(category: Category, found: dict[Category, list[Finding]]) -> Verdict:
    findings = tuple(found.get(category, ()))
    return Verdict(required=category in found, compliant=not findings, findings=findings)
