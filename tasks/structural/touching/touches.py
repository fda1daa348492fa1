"""Where a tree reads and writes the stored data of its domain: with SQL as text, or through a mapper."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from tasks.structural.facts import Call, FileFacts
from tasks.structural.per_file import per_file
from tasks.structural.project import Project
from tasks.structural.storage import Storage
from tasks.structural.touching import django_calls, sqlalchemy_calls, unfinished
from tasks.structural.touching.asked import Asked, Known, Touch
from tasks.structural.touching.django_calls import DjangoCalls
from tasks.structural.touching.node_calls import NodeCalls
from tasks.structural.touching.unfinished import Unfinished

_METHODS = django_calls.METHODS | sqlalchemy_calls.METHODS | unfinished.METHODS
_OWNERS = frozenset({"objects", "query"})
"""What a mapped class is asked by, with any method: `Article.objects.latest()`, `Article.query.get_or_404()`."""


class Touches:
    """Every place, module by module, that reads or writes stored data."""

    def __init__(self, project: Project, storage: Storage) -> None:
        self._project = project
        self._storage = storage
        self._django = DjangoCalls(storage)
        self._node = NodeCalls(storage)
        self._unfinished = Unfinished(storage)
        self._kept: dict[str, tuple[Touch, ...]] = {}

    def at(self, path: str) -> tuple[Touch, ...]:
        """Every place of a module that reads or writes stored data of the domain, by line."""
        found = self._kept.get(path)
        if found is None:
            found = self._kept[path] = tuple(sorted(self._touched(path), key=lambda touch: touch.line))
        return found

    def _touched(self, path: str) -> Iterator[Touch]:
        facts = self._project.facts(path)
        yield from _by_text(facts)
        plumbing = {statement.line for statement in facts.sql if statement.kind in ("plumbing", "schema")}
        known = self._known(path)
        few = path.endswith(".py") and not self._own_finders
        for call in _that_may_ask(facts) if few else facts.calls:
            touch = self._by_mapper(Asked.of(path, call, known))
            if touch is None:
                touch = self._otherwise(path, call, facts)
            elif touch.line in plumbing and touch.name == "":
                continue
            if touch is not None:
                yield touch
        if path.endswith(".py"):
            yield from self._django.views(facts, known)

    def _known(self, path: str) -> Known:
        names = self._storage.entities
        local = {link.local: link.name for link in self._project.links(path) if link.name in names}
        return Known(names, self._lower, local)

    @functools.cached_property
    def _lower(self) -> frozenset[str]:
        return frozenset(name.lower() for name in self._storage.entities)

    def _by_mapper(self, asked: Asked) -> Touch | None:
        if not asked.path.endswith(".py"):
            return self._node.by_mapper(asked)
        return (
            self._django.by_manager(asked)
            or sqlalchemy_calls.asked_of(asked, self._storage)
            or self._django.by_entity(asked)
        )

    def _otherwise(self, path: str, call: Call, facts: FileFacts) -> Touch | None:
        """What no mapper is asked directly: a builder, an entity's own finder, a query that somebody handed out."""
        if not path.endswith(".py") and (built := self._node.by_builder(path, call)) is not None:
            return built
        if own := self._own_finder(call):
            return Touch(call.line, f"{own}(), which queries", "orm", 0.9, name=own.split(".")[0])
        if handed := self._unfinished.goes_on(call, facts):
            return Touch(call.line, f"goes on with the query that {handed}() hands out", "builder", 0.9)
        return None

    def _own_finder(self, call: Call) -> str:
        """`Article.bySlug()` where that method of the entity itself asks the database; else the empty text."""
        if not self._own_finders:
            return ""
        name = ".".join(call.name.split(".")[-2:])
        return name if name in self._own_finders and not call.scope.startswith(f"{name.split('.')[0]}.") else ""

    @functools.cached_property
    def _own_finders(self) -> frozenset[str]:
        names = self._storage.entities
        known = Known(names, self._lower, {})
        return frozenset(
            call.scope
            for path in {info[1] for info in names.values()}
            for call in self._project.facts(path).calls
            if call.scope.split(".")[0] in names
            and call.scope.count(".") == 1
            and self._by_mapper(Asked.of(path, call, known)) is not None
        )


@per_file
def _that_may_ask(facts: FileFacts) -> tuple[Call, ...]:
    """The calls of a Python file that a mapper may answer, whatever the tree maps; a finder of its own has any name."""
    return tuple(
        call for call in facts.calls if call.name.rpartition(".")[2] in _METHODS or _OWNERS & {*call.name.split(".")}
    )


def _by_text(facts: FileFacts) -> Iterator[Touch]:
    for statement in facts.sql:
        if statement.kind in ("read", "write"):
            tables = [table for table in statement.tables if table]
            how = f"{statement.verb.upper()} on {', '.join(tables[:3]) or 'a table'}"
            yield Touch(statement.line, how, "sql", name=next(iter(tables), "?"))
