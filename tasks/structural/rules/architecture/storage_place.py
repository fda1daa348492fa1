"""Stored data is read and written in repositories alone."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.scorecard import Finding
from tasks.structural.case import Case
from tasks.structural.layers import LAYERS
from tasks.structural.rules import stores


def db_outside_repo(case: Case) -> Iterator[Finding]:
    """Stored data is read or written outside the repositories."""
    for path in case.project.product:
        role = case.layers.of(path)
        if role == "repositories" or case.facts(path).language == "sql":
            continue
        for touch in case.touches.at(path):
            if role == "routes" and touch.kind == "orm":
                continue
            if touch.kind == "orm" and touch.name == "" and role in ("none", "root"):
                continue
            if role in ("none", "root") and _by_hand(case, path, touch.line):
                continue
            yield _outside(path, touch.line, role, touch.how, touch.strength if role != "none" else 0.8)
        if role in ("routes", "services"):
            for opening in case.storage.opened_in(path):
                yield _outside(path, opening.line, role, f"a database opened with {opening.by}", 1.0)
    for store in stores.found(case, case.project.product):
        role = case.layers.of(store.path)
        if role in ("routes", "services", "none", "root") and not (role in ("none", "root") and store.shared):
            yield _outside(store.path, store.line, role, f"`{store.name}`, a store in memory", 0.8)


def _by_hand(case: Case, path: str, line: int) -> bool:
    """Whether a line stands in a command that people give by hand, to seed a database for instance."""
    return any(
        item.line <= line <= item.end and any(name.rsplit(".", 1)[-1] == "command" for name, _ in item.decorators)
        for item in case.facts(path).functions
    )


def _outside(path: str, line: int, role: str, how: str, confidence: float) -> Finding:
    where = f"{path} ({role})" if role in LAYERS else path
    return Finding(
        "db-outside-repo",
        path,
        line,
        f"{where} works on stored data itself: {how}. Only repositories may know where and how data is kept.",
        "Move this into a repository and call that.",
        confidence,
    )
