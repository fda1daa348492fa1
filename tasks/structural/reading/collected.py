"""What a reader of any language gathers while it goes through one file, and the facts that come of it."""

from __future__ import annotations

from collections import Counter

from tasks.structural import sql
from tasks.structural.facts import (
    Branch,
    Call,
    ClassFact,
    FileFacts,
    FunctionFact,
    Import,
    Language,
    Setting,
    Sql,
    Store,
    Value,
)


class Collected:
    """The lists that readers fill; fields are those of `FileFacts`.

    `texts`: names at the top of the file that hold a known text. `bound`: other names of methods that run SQL.
    """

    def __init__(self) -> None:
        self.imports: list[Import] = []
        self.calls: list[Call] = []
        self.sql: list[Sql] = []
        self.classes: list[ClassFact] = []
        self.functions: list[FunctionFact] = []
        self.settings: list[Setting] = []
        self.stores: list[Store] = []
        self.mutations: set[str] = set()
        self.bindings: dict[str, Value] = {}
        self.held: dict[str, str] = {}
        self.assigned: dict[str, list[tuple[int, Value]]] = {}
        self.branches: list[Branch] = []
        self.exports: dict[str, str] = {}
        self.strings: dict[str, int] = {}
        self.mentions: Counter[str] = Counter()
        self.weight = 0
        self.texts: dict[str, str] = {}
        self.bound: dict[str, str] = {}

    def collected(self, language: Language, error: tuple[int, str] | None = None) -> FileFacts:
        """The facts so far."""
        for call in self.calls:
            for part in call.name.rsplit(".", 2)[-2:]:
                # A callee's own words were read already; those of a renamed one were not.
                self.mentions.setdefault(part.removesuffix("()"), 1)
        return FileFacts(
            language,
            imports=tuple(self.imports),
            calls=tuple(self.calls),
            sql=tuple(self.sql),
            classes=tuple(self.classes),
            functions=tuple(self.functions),
            settings=tuple(self.settings),
            stores=tuple(self.stores),
            mutations=frozenset(self.mutations),
            bindings=self.bindings,
            held=self.held,
            assigned={name: tuple(values) for name, values in self.assigned.items()},
            branches=tuple(self.branches),
            exports=self.exports,
            strings=tuple(self.strings.items()),
            mentions=dict(self.mentions),
            weight=self.weight,
            error=error,
        )

    def keep(self, name: str, line: int, short: Value) -> None:
        """Keeps what a variable, or an entry of settings, is given; a bare constant of no kind tells nothing."""
        if short.kind != "other" or short.name:
            self.assigned.setdefault(name, []).append((line, short))

    def is_statement(self, text: str, line: int, scope: str, callee: str) -> bool:
        """Collects a text as a word where it is one, and as SQL where it is that; tells the latter."""
        if 2 < len(text) < 200 and " " not in text and "\n" not in text:
            self.strings.setdefault(text, line)
        statement = sql.read(text, callee)
        if statement is not None:
            self.sql.append(Sql(statement.verb, statement.kind, statement.tables, line, scope, callee, text[:200]))
        return statement is not None
