"""Where the things of one source file go: what is known under which name, what is handed to whom, what is asked.

Like other facts they can't lead to themselves, so the garbage collector need not look at them (`gc=False`).
"""

from __future__ import annotations

import msgspec

Path = tuple[str, ...]
"""An expression as the steps to it: `request.app["users"].find()` is (request, app, users, find, ()).

`self` stands for the object of a method in both languages, `#0` for the first argument of the function of the scope,
`&name` for the function of that scope, `require#x` for a required module; what is asked for by a constant name
(`c.get("users")`) is a step like an attribute.
"""


class Flow(msgspec.Struct, frozen=True, gc=False):
    """What is known under `target` in a scope comes from `source`: by assignment, parameter, annotation, `return`.

    A target ends in `*` where everything inside the source goes over (`{...services}`).
    """

    scope: str
    target: Path
    source: Path


class Pass(msgspec.Struct, frozen=True, gc=False):
    """One argument of a call: `place` is its number or its keyword, `inner` the keys where it stands in a literal."""

    scope: str
    callee: Path
    place: str
    inner: Path
    source: Path


class Ask(msgspec.Struct, frozen=True, gc=False):
    """A method `name` that is called on something, or (`on` is empty) a function that is called by its name."""

    scope: str
    on: Path
    name: str
    line: int


class Flows(msgspec.Struct, frozen=True):
    """Where the things of one file go."""

    flows: tuple[Flow, ...] = ()
    passes: tuple[Pass, ...] = ()
    asks: tuple[Ask, ...] = ()
