"""Gathers what a judge's box says about one tree into the functional half of a score."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sandbox.judge.messages import (
    AssertionSeen,
    Done,
    EvidenceSeen,
    ExchangeSeen,
    LogSeen,
    NotServed,
    Phase,
    Said,
    number,
    numbers,
    text,
)
from tasks.functional.specs import Spec
from tasks.scorecard import Assertion, DatabaseSeen, Evidence, Exchange, Functional, StoreSeen, Tally, Tier

Progress = Callable[[int, int, str], None]
"""Takes how many assertions are done, of how many, and the phase in words."""

REASON = 600
EXCHANGES = 1_000
EXCHANGE_TEXT = 16 << 10
LOG = 64 << 10
LINES = 20


class Hearing:
    """One judgement's protocol. The specs fix what counts: unknown ids are dropped, unheard ones have failed."""

    def __init__(self, specs: Sequence[Spec], progress: Progress) -> None:
        self._specs = tuple(specs)
        self._known = {spec.id for spec in specs}
        self._progress = progress
        self._phase = ""
        self._seen: dict[str, AssertionSeen] = {}
        self._exchanges: list[Exchange] = []
        self._log = ""
        self._startup = ""
        self._served = True
        self._broken = ""
        self._database: tuple[str, ...] = ()
        self._stores: DatabaseSeen | None = None
        self.timings: dict[str, float] = {}
        self.begun = False
        """The program under judgement may have run: from here on, a death may be its doing."""

    def hear(self, said: Said) -> None:
        """Take one message down."""
        match said:
            case Phase():
                self._phase = text(said.name, 60)
                self.begun = self.begun or said.running
                self._progress(len(self._seen), len(self._specs), self._phase)
            case AssertionSeen() if said.id in self._known and said.id not in self._seen:
                self._seen[said.id] = said
                self._progress(len(self._seen), len(self._specs), self._phase)
            case ExchangeSeen() if len(self._exchanges) < EXCHANGES:
                self._exchanges.append(_exchange(said))
            case NotServed():
                self._served = False
                self._startup = text(said.words)
            case LogSeen():
                self._log = text(said.text, LOG)
            case EvidenceSeen():
                self._database = _lines(said)
                self._stores = _stores(said)
            case Done():
                self.timings = numbers(said.timings)
            case _:
                pass

    def break_off(self, words: str) -> None:
        """The judge was ended while the program ran: a failed score, whatever had been heard."""
        self._broken = text(words)

    def functional(self) -> Functional:
        """Every assertion of the specs, in their order."""
        assertions = tuple(self._assertion(spec) for spec in self._specs)
        return Functional(_tally(assertions, "core"), _tally(assertions, "extended"), assertions)

    def evidence(self) -> Evidence:
        """What lies behind it."""
        return Evidence(
            exchanges=tuple(self._exchanges),
            server_log=self._log,
            served=self._served,
            startup=self._startup or self._broken,
            database=self._database,
            stores=None if self._broken else self._stores,
        )

    def _assertion(self, spec: Spec) -> Assertion:
        seen = self._seen.get(spec.id)
        if self._broken:
            passed, reason, cause = False, f"not judged to the end: {self._broken}", None
        elif not self._served:
            passed, reason, cause = False, f"the server never became healthy: {self._startup}", None
        elif seen is None:
            passed, reason, cause = False, "not reached", None
        else:
            passed, reason, cause = seen.passed, text(seen.reason, REASON), seen.caused_by
        if passed or cause not in self._known:
            cause = None
        return Assertion(spec.id, spec.tier, spec.group, spec.request, passed, "" if passed else reason, cause)


def _tally(assertions: Sequence[Assertion], tier: Tier) -> Tally:
    of_tier = [assertion.passed for assertion in assertions if assertion.tier == tier]
    return Tally(sum(of_tier), len(of_tier))


def _exchange(said: ExchangeSeen) -> Exchange:
    return Exchange(
        request=text(said.request, 200),
        method=text(said.method, 20),
        path=text(said.path),
        curl=text(said.curl, EXCHANGE_TEXT),
        status=said.status if said.status is not None and 100 <= said.status <= 999 else None,
        response=text(said.response, EXCHANGE_TEXT),
        log=text(said.log, EXCHANGE_TEXT),
        milliseconds=number(said.milliseconds),
        expected=text(said.expected, 200),
    )


def _stores(said: EvidenceSeen) -> DatabaseSeen:
    stores = [
        StoreSeen("sqlite", file.tables, file.holds, text(file.path, 200), not file.path.startswith("/"))
        for file in said.sqlite[:LINES]
    ]
    if said.postgres is not None:
        stores.append(StoreSeen("postgres", said.postgres.tables, said.postgres.holds))
    return DatabaseSeen(said.sought, said.found, tuple(stores), said.complete)


def _lines(said: EvidenceSeen) -> tuple[str, ...]:
    of = f" of the {said.sought} values looked for" if said.sought else ""
    lines = [
        f"SQLite file {text(file.path, 200)}: {file.tables} tables" + (f", {file.holds}{of}" if of else "")
        for file in said.sqlite[:LINES]
    ]
    if said.drivers:
        lines.append(f"drivers loaded: {text(', '.join(said.drivers[:LINES]), 300)}")
    if said.postgres is not None:
        seen = said.postgres
        lines.append(
            f"PostgreSQL: {said.connections} connections of the server at the end,"
            f" {seen.sessions} sessions in all, {seen.tables} tables" + (f", {seen.holds}{of}" if of else "")
        )
    if said.postgres_trouble:
        lines.append(f"PostgreSQL could not be asked: {text(said.postgres_trouble, 300)}")
    return tuple(lines)
