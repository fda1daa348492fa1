"""One answer of the server under test, read without trusting it."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


class Missing:
    """The value of a path that leads nowhere; unlike None, which is JSON's null."""

    def __repr__(self) -> str:
        return "nothing"


MISSING: Final = Missing()
SHOWN = 120
DEPTH = 64


@dataclass(frozen=True)
class Answer:
    """What came back. `status` is None and `trouble` says why in words where no whole answer came.

    `body` is as on the wire, transfer coding removed; `headers` have lower-case names; `timed_out` is told apart
    because three in a row end the suite.
    """

    status: int | None
    headers: Mapping[str, str]
    body: bytes
    trouble: str = ""
    timed_out: bool = False

    @functools.cached_property
    def json(self) -> Json | Missing:
        """The body as JSON; MISSING where it is none, or is nested deeper than DEPTH."""
        try:
            value: Json = json.loads(self.body.decode("utf-8"), parse_constant=_refuse)
        except (ValueError, RecursionError):
            return MISSING
        return value if _shallow(value) else MISSING

    def at(self, path: str) -> Json | Missing:
        """The value at a dotted path such as `articles.0.author.username`; the empty path is the whole body."""
        value = self.json
        for part in path.split(".") if path else ():
            value = _step(value, part)
        return value


def quoted(value: Json | Missing) -> str:
    """A value for a reason: JSON, one line, at most SHOWN characters, safe to encode."""
    if isinstance(value, Missing):
        return "nothing"
    return short(json.dumps(value, ensure_ascii=False))


def short(text: str, limit: int = SHOWN) -> str:
    """Text cut to `limit` characters with a mark; lone surrogates become question marks."""
    cut = text if len(text) <= limit else text[:limit] + "…"
    return cut.encode("utf-8", "replace").decode("utf-8")


def same(one: Json | Missing, other: Json | Missing) -> bool:
    """Equality of JSON values: true is not 1, and keys have no order."""
    if isinstance(one, Missing) or isinstance(other, Missing):
        return False
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def fits(got: Json | Missing, want: Json) -> bool:
    """Equality, but that objects may hold more: an API may say more than the contract asks for."""
    if isinstance(want, dict):
        return isinstance(got, dict) and all(fits(got.get(name, MISSING), value) for name, value in want.items())
    return same(got, want)


def _step(value: Json | Missing, part: str) -> Json | Missing:
    if isinstance(value, dict):
        return value.get(part, MISSING)
    if isinstance(value, list) and part.isdigit() and int(part) < len(value):
        return value[int(part)]
    return MISSING


def _shallow(value: Json) -> bool:
    """Whether it can be walked through by recursion, looked at level by level."""
    level: list[Json] = [value]
    for _ in range(DEPTH):
        inner = [item for item in level if isinstance(item, dict | list)]
        if not inner:
            return True
        level = [child for item in inner for child in (item.values() if isinstance(item, dict) else item)]
    return False


def _refuse(constant: str) -> Json:
    raise ValueError(f"{constant} is not JSON")
