"""The words a story is told in: what is sent, in what order, and what is checked about each answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tasks.functional.answer import Json
from tasks.functional.expect import Expect

Tier = Literal["core", "extended"]
Kind = Literal["token", "word", "number"]

CREATION_PAUSE = 0.005
"""Seconds before an article or comment is created, so that milliseconds order them."""
UPDATE_PAUSE = 0.010
"""Seconds before an update, so that updatedAt can grow."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A body that is sent as it stands, such as broken JSON; the empty one is an empty body of type JSON."""

    text: str


EMPTY = Raw("")


@dataclass(frozen=True, slots=True)
class Send:
    """One request. `auth` is the Authorization header's template; `local` names hold for this request alone."""

    method: str
    path: str
    auth: str = ""
    body: Json | Raw = None
    local: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Keep:
    """A value to take out of an answer for later requests."""

    name: str
    path: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Check:
    """One assertion. `name` ends its id; `requires` are requirement ids; a `gate` explains failures behind it."""

    name: str
    says: str
    expect: tuple[Expect, ...]
    requires: tuple[str, ...]
    after: tuple[str, ...] = ()
    keep: tuple[Keep, ...] = ()
    gate: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """Some requests under one label, and what must hold of the answer to each of them.

    Several requests are variants of one case; the first that breaks a check speaks for it. `after` are the ids of
    assertions whose failure would explain a failure here.
    """

    label: str
    group: str
    stem: str
    sends: tuple[Send, ...]
    status: int
    checks: tuple[Check, ...] = ()
    after: tuple[str, ...] = ()
    pause: float = 0.0
    keep: tuple[Keep, ...] = ()


@dataclass(frozen=True, slots=True)
class Restart:
    """The server is stopped and started on the same data."""

    label: str
    group: str
    stem: str
    check: Check


@dataclass(frozen=True, slots=True)
class Rows:
    """Strings that must stand, or no longer stand, in some row of the prescribed database."""

    label: str
    group: str
    stem: str
    check: Check
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overall:
    """A check over everything that the server has answered so far."""

    label: str
    group: str
    stem: str
    check: Check


Scene = Step | Restart | Rows | Overall


def token(name: str) -> str:
    """The Authorization header that carries a kept token."""
    return f"Token {{{name}}}"


def variants(method: str, path: str, auth: str, bodies: Sequence[Json | Raw]) -> tuple[Send, ...]:
    """The same request with one body after the other."""
    return tuple(Send(method, path, auth, body) for body in bodies)
