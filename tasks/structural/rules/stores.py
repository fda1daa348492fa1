"""Stores in memory: containers that outlive a request and hold users, articles and the like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from tasks.structural.case import Case
from tasks.structural.layers import words

_NOUNS = frozenset(
    {"user", "users", "article", "articles", "comment", "comments", "tag", "tags", "favorite", "favorites",
    "favourites", "follow", "follows",
     "follower", "followers", "following", "followings", "profile", "profiles", "db", "database", "store",
     "storage", "data", "state", "memory",
     "table", "tables", "records", "rows", "collection", "collections"}
)  # fmt: skip
_INNOCENT = frozenset(
    {"cache", "cached", "memo", "config", "options", "settings", "schema", "schemas", "rules", "errors", "error",
    "mime", "handlers", "routes",
     "listeners", "registry", "fields", "field", "columns", "column", "attributes", "associations", "headers",
     "params", "blacklist", "tokens", "token",
     "sessions", "pool", "pools", "engines", "engine", "connections", "connection", "locks", "lock", "required",
     "allowed", "valid", "metadata", "url",
     "urls", "migrations", "statements", "indexes"}
)  # fmt: skip
_ENGINEERED = re.compile(r"^(?:[A-Z_]*(?:FIELDS|KEYS|ATTRS|COLUMNS|NAMES))$")


class MemoryStore(msgspec.Struct, frozen=True):
    """A container of domain data. `shared`: other modules write to it, so it is a store's home and not its user."""

    path: str
    line: int
    name: str
    shared: bool = False
    nouns: frozenset[str] = frozenset()


def found(case: Case, paths: Iterable[str]) -> Iterator[MemoryStore]:
    """Containers in these modules that are named for domain data and written to while requests are served."""
    for path in paths:
        facts = case.facts(path)
        for store in facts.stores:
            parts = words(store.name.removeprefix("self.").removeprefix("this."))
            if not set(parts) & _NOUNS or set(parts) & _INNOCENT or _ENGINEERED.match(store.name):
                continue
            if _in_short_lived_object(case, path, store.scope, store.name):
                continue
            name = store.name
            head = name if name.startswith(("self.", "this.")) else name.split(".")[0]
            written = not facts.mutations.isdisjoint({head, *_above(name), *_through_class(store.scope, name)})
            shared = not written and _written_elsewhere(case, path, head)
            if written or shared:
                yield MemoryStore(path, store.line, name, shared, frozenset(parts) & _NOUNS)


def _in_short_lived_object(case: Case, path: str, scope: str, name: str) -> bool:
    """`self.tags = []` in an entity is a field of that entity, no store."""
    if not name.startswith(("self.", "this.")) and not _on_class(scope, name):
        return False
    if case.layers.of(path) == "models":
        return True
    owner = words(scope.split(".")[0])
    keepers = {"repository", "repo", "store", "storage", "db", "database", "dao", "gateway", "memory", "service"}
    return not set(owner) & keepers


def _above(name: str) -> Iterator[str]:
    """What a container hangs on: `app` and `app.state` of `app.state.users`."""
    while name := name.rpartition(".")[0]:
        yield name


def _through_class(scope: str, name: str) -> set[str]:
    """What a container of a class is called where it is written to: `self.rows`, `TagRepository` of Node's statics."""
    owner = scope.rsplit(".", 1)[-1]
    if _on_class(scope, name):
        return {f"self.{name}", f"cls.{name}", owner}
    return {owner} if name.startswith("this.") and owner[:1].isupper() else set()


def _on_class(scope: str, name: str) -> bool:
    """`rows = {}` in the body of a class is one container for all its objects."""
    return "." not in name and scope.rsplit(".", 1)[-1][:1].isupper()


def _written_elsewhere(case: Case, path: str, name: str) -> bool:
    for other in case.project.importers(path) & case.project.reachable:
        for link in case.project.links(other):
            if link.to != path:
                continue
            facts = case.facts(other)
            if link.name == name and link.local in facts.mutations:
                return True
            if (
                link.name == ""
                and link.local
                and any(call.name.startswith(f"{link.local}.{name}.") for call in facts.calls if call.scope)
            ):
                return True
    return False
