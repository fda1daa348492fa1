"""What the program in a judge's box may say, checked before anything believes it: the box is a hostile peer."""

from __future__ import annotations

import math

import msgspec

from sandbox.inside.wire import Message
from tasks.scorecard import Exchange

WORDS = 2_000
NUMBERS = 64


class Malformed(ValueError):
    """The box said something that its program never says."""


class Ready(msgspec.Struct, frozen=True, tag_field="type", tag="ready"):
    """The database, if any, runs; the box waits for a tree."""


class Phase(msgspec.Struct, frozen=True, tag_field="type", tag="phase"):
    """What begins now, in words, `seconds` after the tree had come. `running`: the program may run already."""

    name: str
    seconds: float = 0.0
    running: bool = True


class NetworkAsked(msgspec.Struct, frozen=True, tag_field="type", tag="network"):
    """The install step is about to begin (`on`) or has ended; the host answers when the network is as asked."""

    on: bool


class ExchangeSeen(Exchange, frozen=True, tag_field="type", tag="exchange"):
    """One request and its answer."""


class AssertionSeen(msgspec.Struct, frozen=True, tag_field="type", tag="assertion"):
    """How one assertion went. What it belongs to is the specs' business, not the box's."""

    id: str
    passed: bool
    reason: str = ""
    caused_by: str | None = None


class SqliteFile(msgspec.Struct, frozen=True):
    """One SQLite database, its number of tables, and how many of the sought values it holds.

    Its path is relative to the tree where it lies inside.
    """

    path: str
    tables: int
    holds: int = 0


class Activity(msgspec.Struct, frozen=True):
    """What PostgreSQL counted for the task's database, and how many of the sought values it holds."""

    connections: int
    sessions: int
    tables: int
    holds: int = 0


class EvidenceSeen(msgspec.Struct, frozen=True, tag_field="type", tag="evidence"):
    """Which databases the server's processes had open, and where the values are that the API reported.

    `complete`: every store could be read.
    """

    sought: int = 0
    found: int = 0
    complete: bool = False
    sqlite: list[SqliteFile] = []
    drivers: list[str] = []
    connections: int = 0
    postgres: Activity | None = None
    postgres_trouble: str = ""


class NotServed(msgspec.Struct, frozen=True, tag_field="type", tag="not_served"):
    """The server never became healthy; `words` say how it ended."""

    words: str


class LogSeen(msgspec.Struct, frozen=True, tag_field="type", tag="log"):
    """The server's output, bounded."""

    text: str


class Done(msgspec.Struct, frozen=True, tag_field="type", tag="done"):
    """The judgement is complete; `timings` in seconds."""

    timings: dict[str, float] = {}


class EnvironmentFailure(msgspec.Struct, frozen=True, tag_field="type", tag="environment_failure"):
    """The box or Spar failed, not the program."""

    words: str


Said = (
    Ready
    | Phase
    | NetworkAsked
    | ExchangeSeen
    | AssertionSeen
    | EvidenceSeen
    | NotServed
    | LogSeen
    | Done
    | EnvironmentFailure
)


def understood(message: Message) -> Said:
    """The message as a value. Raises Malformed."""
    try:
        said: Said = msgspec.convert(message, Said)
    except (msgspec.ValidationError, RecursionError) as error:
        raise Malformed(text(str(error), 300)) from error
    return said


def text(raw: str, limit: int = WORDS) -> str:
    """At most `limit` characters, each of which can be written down (JSON may bring lone surrogates)."""
    cut = raw if len(raw) <= limit else f"{raw[:limit]}…"
    return cut.encode("utf-8", "replace").decode("utf-8")


def number(raw: float) -> float:
    """A finite, small, non-negative number, whatever came."""
    return min(max(raw, 0.0), 1e6) if math.isfinite(raw) else 0.0


def numbers(raw: dict[str, float]) -> dict[str, float]:
    """Timings, bounded in count, names and values."""
    return {text(name, 40): number(value) for name, value in list(raw.items())[:NUMBERS]}
