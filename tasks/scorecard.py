"""What a score says: assertions, findings, failures, and the three figures that sum them up."""

from __future__ import annotations

from typing import Literal

import msgspec

Tier = Literal["core", "extended"]
Category = Literal["framework", "architecture", "database", "orm"]
CATEGORIES: tuple[Category, ...] = ("framework", "architecture", "database", "orm")


class Assertion(msgspec.Struct, frozen=True):
    """One functional check and how it went. `caused_by` is the id of the assertion whose failure explains this one."""

    id: str
    tier: Tier
    group: str
    request: str
    passed: bool
    reason: str = ""
    caused_by: str | None = None


class Tally(msgspec.Struct, frozen=True):
    """So many of so many assertions passed."""

    passed: int
    total: int


class Functional(msgspec.Struct, frozen=True):
    core: Tally
    extended: Tally
    assertions: tuple[Assertion, ...] = ()


class Edge(msgspec.Struct, frozen=True):
    """An import that runs the wrong way between layers: both ends as (layer, path); `through` a helper of no layer."""

    from_layer: str
    from_path: str
    to_layer: str
    to_path: str
    through: str = ""


class Finding(msgspec.Struct, frozen=True, omit_defaults=False):
    """One place that breaks one structural rule. `line` counts from 1; `confidence` runs from 0 to 1.

    `edge` is there where an import breaks the rule.
    """

    rule: str
    path: str
    line: int
    message: str
    mend: str
    confidence: float = 1.0
    edge: Edge | None = None


class Verdict(msgspec.Struct, frozen=True):
    """One constraint category: was it demanded, is it kept, and every place that breaks it.

    `overruled` are findings of the code that running it disproved; they don't count, and their messages say why.
    """

    required: bool
    compliant: bool
    findings: tuple[Finding, ...] = ()
    overruled: tuple[Finding, ...] = ()


class Structural(msgspec.Struct, frozen=True):
    framework: Verdict
    architecture: Verdict
    database: Verdict
    orm: Verdict

    def verdicts(self) -> dict[Category, Verdict]:
        return {
            "framework": self.framework,
            "architecture": self.architecture,
            "database": self.database,
            "orm": self.orm,
        }

    def broken(self, *, as_in_the_paper: bool = False) -> tuple[Category, ...]:
        """Required categories that are violated; the paper's strict figure leaves the framework out."""
        return tuple(
            name
            for name, verdict in self.verdicts().items()
            if verdict.required and not verdict.compliant and not (as_in_the_paper and name == "framework")
        )


class Where(msgspec.Struct, frozen=True):
    """A place in the tree, and the step that wrote the line (None outside a session)."""

    path: str
    line: int
    step: int | None = None


class Failure(msgspec.Struct, frozen=True):
    """One root cause with everything that fell because of it."""

    category: str
    subcategory: str | None
    title: str
    reasons: tuple[str, ...]
    confidence: float
    assertions: tuple[str, ...]
    where: Where | None
    mend: str


class Exchange(msgspec.Struct, frozen=True):
    """One request of the suite as it went over the wire, and what the server logged meanwhile.

    `status` is None when no answer came; `response` is cut to a few KiB; `curl` can be pasted into a shell.
    """

    request: str
    method: str
    path: str
    curl: str
    status: int | None
    response: str
    log: str
    milliseconds: float
    expected: str = ""


class Scorecard(msgspec.Struct, frozen=True, kw_only=True):
    """The object that `spar score --json` prints."""

    schema: Literal["spar.score/1"] = "spar.score/1"
    task: str
    seed: int
    functional: Functional
    structural: Structural
    a_percent: float
    strict_a_percent: float
    passed: bool
    failures: tuple[Failure, ...]
    timings: dict[str, float]


class StoreSeen(msgspec.Struct, frozen=True):
    """One database as the judge found it at the end. `holds`: how many of the sought values stand in its rows.

    `path` of a SQLite file is relative to the tree where it lies `inside`.
    """

    engine: Literal["sqlite", "postgres"]
    tables: int
    holds: int
    path: str = ""
    inside: bool = True


class DatabaseSeen(msgspec.Struct, frozen=True):
    """Where the data really is: of the `sought` values `found` stood in a database of the prescribed engine.

    Sought are values that the API reported and some that it had deleted. `complete`: every store could be read.
    """

    sought: int
    found: int
    stores: tuple[StoreSeen, ...] = ()
    complete: bool = True


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What lies behind a scorecard; kept in the score cache, too big for the journal.

    `served` tells whether the server ever became healthy; `startup` is how it ended when it did not. `database` are
    lines of what the server's processes really touched: database files, connections, drivers; `stores` says the same
    in figures, None where the judge didn't come that far.
    """

    exchanges: tuple[Exchange, ...] = ()
    server_log: str = ""
    served: bool = True
    startup: str = ""
    database: tuple[str, ...] = ()
    stores: DatabaseSeen | None = None


class ScoreDetail(msgspec.Struct, frozen=True):
    """A scorecard with its evidence."""

    card: Scorecard
    evidence: Evidence


def sum_up(functional: Functional, structural: Structural) -> tuple[float, float, bool]:
    """`a_percent`, `strict_a_percent` (both 0 to 1) and `passed`, by the definitions of the paper and of DESIGN.md.

    A% is core only. strict A% is zero where architecture, database or ORM is required and violated.
    `passed`: both tiers whole and every required category kept, the framework included.
    """
    core = functional.core
    a_percent = core.passed / core.total if core.total else 0.0
    strict = 0.0 if structural.broken(as_in_the_paper=True) else a_percent
    whole = all(t.passed == t.total for t in (functional.core, functional.extended)) and core.total > 0
    return a_percent, strict, whole and not structural.broken()
