"""A call as those who judge it need it: cut into its words, beside the mapped classes that its module knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

import msgspec

from tasks.structural.facts import Call


class Touch(msgspec.Struct, frozen=True, gc=False):
    """One place where the domain's stored data is read or written; `how` says it in words.

    By SQL as text, through mapped entities, or with a query builder that maps nothing.
    """

    line: int
    how: str
    kind: Literal["sql", "orm", "builder"]
    strength: float = 1.0
    name: str = ""


class Known(NamedTuple):
    """What a module may mean by a name: the mapped classes of the tree, and its own names (`local`) for them."""

    names: Mapping[str, tuple[str, str, int]]
    lower: frozenset[str]
    local: Mapping[str, str]


class Asked(NamedTuple):
    """`db.session.add(user)`: `parts` db, session, add; `last` is session, the word before the method."""

    path: str
    call: Call
    parts: tuple[str, ...]
    last: str
    known: Known

    @classmethod
    def of(cls, path: str, call: Call, known: Known) -> Asked:
        """Cuts the callee into its words."""
        parts = tuple(call.name.split("."))
        last = parts[-2].removesuffix("()").removesuffix("[]") if len(parts) > 1 else ""
        return cls(path, call, parts, last, known)

    @property
    def tail(self) -> str:
        return self.parts[-1]

    @property
    def receiver(self) -> str:
        return ".".join(self.parts[:-1])

    def touch(self, how: str = "", strength: float = 1.0, name: str = "") -> Touch:
        """The touch that this call is, said as it is written."""
        return Touch(self.call.line, how or f"{self.call.name}()", "orm", strength, name)

    def first_name(self) -> str:
        """The name of the first argument, empty where there is none."""
        return self.call.args[0].name if self.call.args else ""
