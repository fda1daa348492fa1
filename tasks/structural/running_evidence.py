"""What running a program showed about its data, weighed against what its code says: where they disagree, running wins.

Only the database's verdict is weighed. How rows came into the database, by the ORM or past it, can't be seen from
outside, and neither can layers. What was not seen (no server, a store that couldn't be read) changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from tasks.scorecard import DatabaseSeen, Evidence, Finding, Functional, StoreSeen, Structural, Verdict
from tasks.task import Task

Place = tuple[str, int]
"""A path and a line, from 1."""

_LABEL = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
_ROWS = "database.rows."
_KINDS = frozenset({"users", "articles", "comments", "tags"})
_KEPT = "persistence."
_MOST = 1 << 20


def weighed(
    structural: Structural,
    task: Task,
    functional: Functional,
    evidence: Evidence,
    opened_at: Callable[[], Place] = lambda: ("run.sh", 1),
) -> Structural:
    """The verdict after the suite: findings that running disproves are overruled, what only running shows is added.

    `opened_at` says where the code opens its database; it is asked only where a finding needs a place.
    """
    seen = evidence.stores
    if task.database is None or seen is None or not seen.complete or not evidence.served:
        return structural
    verdict = structural.database
    against = _against(task.database, seen, functional)
    if against:
        verdict = _with(verdict, against, opened_at)
    elif _kept(task.database, seen, functional):
        verdict = _overruled(verdict, task.database, seen)
    return structural if verdict is structural.database else msgspec.structs.replace(structural, database=verdict)


def _against(wanted: str, seen: DatabaseSeen, functional: Functional) -> tuple[Finding, ...]:
    """What running shows against the program, without places."""
    label = _LABEL[wanted]
    other = next((store for store in seen.stores if store.engine != wanted and store.holds), None)
    if other is not None:
        return (
            _finding(
                "wrong-engine",
                f"While it ran, {_name(other)} held {_of(other.holds, seen)}; the data belongs into {label} alone.",
                f"Take the second store out and keep everything in {label}.",
            ),
        )
    outside = next(
        (store for store in seen.stores if store.engine == wanted and store.holds and not store.inside), None
    )
    if outside is not None and not any(store.holds and store.inside for store in seen.stores):
        return (
            _finding(
                "file-elsewhere",
                f"While it ran, the data stood in {_name(outside)}, outside the working directory.",
                "Open a file inside the working directory, by a path that is relative to the program's own place.",
            ),
        )
    if seen.sought and not seen.found and _reported(functional):
        return (
            _finding(
                "memory-store",
                f"While it ran, the API reported users, articles and comments, but none was in a row of {label}: "
                "the data lives in the process or in a file of another kind.",
                f"Write to {label} in the request that changes something, and read from there.",
                0.9,
            ),
        )
    return ()


def _reported(functional: Functional) -> bool:
    """Whether the API had reported what was looked for: the rows were missing by themselves, not after a failure."""
    rows = [a for a in functional.assertions if a.id.startswith(_ROWS) and a.id.removeprefix(_ROWS) in _KINDS]
    return any(a.caused_by is None for a in rows) and not any(a.passed for a in rows)


def _kept(wanted: str, seen: DatabaseSeen, functional: Functional) -> bool:
    """Whether everything that was reported was in the prescribed database, and there again after a restart."""
    asked = [
        a
        for a in functional.assertions
        if a.id.startswith(_KEPT) or (a.id.startswith(_ROWS) and a.id.removeprefix(_ROWS) in _KINDS)
    ]
    inside = any(store.engine == wanted and store.inside and store.holds for store in seen.stores)
    return inside and bool(asked) and all(assertion.passed for assertion in asked)


def _with(verdict: Verdict, against: tuple[Finding, ...], opened_at: Callable[[], Place]) -> Verdict:
    """The verdict with what running shows: said of the code's own finding where that has the rule, else added."""
    findings = list(verdict.findings)
    for finding in against:
        at = next((i for i, known in enumerate(findings) if known.rule == finding.rule), None)
        if at is not None:
            agreed = f"{findings[at].message} Running it agrees: {_small(finding.message)}"
            findings[at] = msgspec.structs.replace(findings[at], message=agreed, confidence=1.0)
            continue
        path, line = opened_at()
        words = (
            finding.message if verdict.findings else f"The code looks right, running it disagrees. {finding.message}"
        )
        findings.append(msgspec.structs.replace(finding, path=path, line=line, message=words))
    return msgspec.structs.replace(verdict, compliant=False, findings=tuple(findings))


def _overruled(verdict: Verdict, wanted: str, seen: DatabaseSeen) -> Verdict:
    if not verdict.findings:
        return verdict
    home = max(
        (store for store in seen.stores if store.engine == wanted and store.inside), key=lambda store: store.holds
    )
    because = f"Running it disagrees: {_name(home)} held {_of(home.holds, seen)}, and a restart kept everything."
    said = tuple(
        msgspec.structs.replace(finding, message=f"{finding.message} {because}") for finding in verdict.findings
    )
    return msgspec.structs.replace(verdict, compliant=True, findings=(), overruled=said)


def _finding(rule: str, message: str, mend: str, confidence: float = 1.0) -> Finding:
    return Finding(rule, "", 1, message, mend, confidence)


def _name(store: StoreSeen) -> str:
    return "PostgreSQL" if store.engine == "postgres" else f"the SQLite file {store.path}"


def _of(holds: int, seen: DatabaseSeen) -> str:
    return f"{min(holds, _MOST)} of the {min(seen.sought, _MOST)} values that the judge looked for"


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
