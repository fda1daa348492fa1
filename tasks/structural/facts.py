"""What one source file says about itself: facts without opinions, the ground that every rule stands on.

Facts can't lead to themselves, so the garbage collector need not look for circles among them (`gc=False`).
"""

from __future__ import annotations

import functools
from collections.abc import KeysView
from typing import Literal

import msgspec

from tasks.structural.flows import Flows

DEEPEST = 600
"""Levels of nesting that are followed; people write no more than about 50, and 500 strings joined by `+`."""


class TooDeep(ValueError):
    """A file nests deeper than anybody writes by hand; following it would cost time by the square of its length."""


Language = Literal["python", "node", "sql"]
Engine = Literal["sqlite", "postgres", "memory", "other"]


class Value(msgspec.Struct, frozen=True, gc=False):
    """An expression in short: a text, a dotted name, a call (its callee), an environment variable and its default.

    `parts`: arguments of a call, entries of a container (`**` for one that is spread into it), the key of an `index`,
    both sides of a comparison (`text` says which), what fills the first gap of a text. `otherwise` stands for it where
    `test` fails or, without a test, where it is empty.
    """

    kind: Literal["text", "name", "call", "env", "function", "container", "index", "test", "other"]
    text: str = ""
    name: str = ""
    parts: tuple[tuple[str, Value], ...] = ()
    test: Value | None = None
    otherwise: Value | None = None


class Import(msgspec.Struct, frozen=True, gc=False):
    """One import, whatever its syntax.

    `target` is as written (Python's relative ones keep their dots). `names` are pairs of imported and local name: `""`
    as imported name is the module itself, `"*"` everything in it. `prefix`: the target is only the known beginning of a
    computed name. `passes_on`: the file hands the names on (re-export).
    """

    target: str
    names: tuple[tuple[str, str], ...]
    line: int
    scope: str = ""
    type_only: bool = False
    prefix: bool = False
    passes_on: bool = False


class Call(msgspec.Struct, frozen=True, gc=False):
    """One call: `name` is the callee as written, calls inside it shown as `()`: `db.session.query().filter`."""

    name: str
    line: int
    scope: str = ""
    args: tuple[Value, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()

    def keyword(self, key: str) -> Value | None:
        return next((value for name, value in self.keywords if name == key), None)


class Sql(msgspec.Struct, frozen=True, gc=False):
    """A string that is a statement of SQL, the `tables` that it names, and the call (`callee`) that it is given to."""

    verb: str
    kind: Literal["read", "write", "schema", "plumbing"]
    tables: tuple[str, ...]
    line: int
    scope: str = ""
    callee: str = ""
    text: str = ""


class ClassFact(msgspec.Struct, frozen=True, gc=False):
    name: str
    bases: tuple[str, ...]
    line: int
    members: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


class FunctionFact(msgspec.Struct, frozen=True, gc=False):
    """One function. `weight` counts the statements that do something; `returns` are the names that it returns.

    `end` is its last line, `gives` what it returns (line and value), `defaults` those of its parameters.
    """

    name: str
    line: int
    weight: int
    params: tuple[str, ...] = ()
    decorators: tuple[tuple[str, str], ...] = ()
    returns: tuple[str, ...] = ()
    end: int = 0
    defaults: tuple[tuple[str, Value], ...] = ()
    gives: tuple[tuple[int, Value], ...] = ()


class Branch(msgspec.Struct, frozen=True, gc=False):
    """The lines `first` to `last` run where the test holds, or (`holds` is False) where it fails."""

    first: int
    last: int
    scope: str
    test: Value
    holds: bool = True


class Setting(msgspec.Struct, frozen=True, gc=False):
    """A text that names a database, the variable (`env`) whose default it is, the `key` that it is assigned to."""

    engine: Engine
    text: str
    line: int
    scope: str = ""
    env: str = ""
    key: str = ""


class Store(msgspec.Struct, frozen=True, gc=False):
    """A container that outlives a call: a dict, list, Map at module level or on an object."""

    name: str
    line: int
    scope: str = ""


class FileFacts(msgspec.Struct, frozen=True, dict=True):
    """Everything that one blob says; no path, so it can be kept by content.

    `held`: by function and variable (`Service.find:rows`), the call whose result the variable is first given.
    `assigned`: by function and variable too, and by `[KEY]` for entries of settings, each line and value.
    `mentions`: the last words of every name that is read (`names`), and how often. `handlers` counts request handlers.
    """

    language: Language
    imports: tuple[Import, ...] = ()
    calls: tuple[Call, ...] = ()
    sql: tuple[Sql, ...] = ()
    classes: tuple[ClassFact, ...] = ()
    functions: tuple[FunctionFact, ...] = ()
    settings: tuple[Setting, ...] = ()
    stores: tuple[Store, ...] = ()
    mutations: frozenset[str] = frozenset()
    bindings: dict[str, Value] = {}
    held: dict[str, str] = {}
    assigned: dict[str, tuple[tuple[int, Value], ...]] = {}
    branches: tuple[Branch, ...] = ()
    exports: dict[str, str] = {}
    strings: tuple[tuple[str, int], ...] = ()
    mentions: dict[str, int] = {}
    weight: int = 0
    handlers: int = 0
    flows: Flows = Flows()
    error: tuple[int, str] | None = None
    note: str = ""

    @property
    def names(self) -> KeysView[str]:
        return self.mentions.keys()

    @functools.cached_property
    def defined(self) -> frozenset[str]:
        """What the file itself gives a meaning: its bindings, classes and functions."""
        return frozenset(self.bindings) | self.class_names | {item.name for item in self.functions}

    @functools.cached_property
    def class_names(self) -> frozenset[str]:
        return frozenset(item.name for item in self.classes)

    def class_named(self, name: str) -> ClassFact | None:
        """The class of this name and scope (`Outer.Inner`); of several the first."""
        return self._classes_by_name.get(name)

    def function_named(self, name: str) -> FunctionFact | None:
        """The function of this name and scope (`Service.find`); of several the first."""
        return self._functions_by_name.get(name)

    def around(self, line: int) -> str:
        """The name of the innermost function that a line stands in, empty where it stands in none."""
        inside = [item for item in self.functions if item.line <= line <= item.end]
        return max(inside, key=lambda item: item.line).name if inside else ""

    @functools.cached_property
    def _classes_by_name(self) -> dict[str, ClassFact]:
        return {item.name: item for item in reversed(self.classes)}

    @functools.cached_property
    def _functions_by_name(self) -> dict[str, FunctionFact]:
        return {item.name: item for item in reversed(self.functions)}

    @functools.cached_property
    def imported(self) -> dict[str, tuple[tuple[Import, str], ...]]:
        """By local name, the imports that give it, in their order, with the name that they import."""
        found: dict[str, list[tuple[Import, str]]] = {}
        for item in self.imports:
            for imported, local in item.names:
                found.setdefault(local, []).append((item, imported))
        return {local: tuple(given) for local, given in found.items()}
