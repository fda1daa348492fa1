"""What each module of a tree imports from the tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from tasks.structural.cache import FactCache
from tasks.structural.facts import Import, Value
from tasks.structural.origins import Origins

_DEEPEST = 12
"""Names made of names that are followed within one module."""


class Link(msgspec.Struct, frozen=True, gc=False):
    """One imported thing: `to` is the module that it really comes from, `through` the one that the import names.

    `name` is the thing's name where it comes from (`""` for a whole module), `local` what the importer calls it.
    """

    to: str
    name: str
    local: str
    line: int
    through: str
    type_only: bool = False
    certain: bool = True


class Links(Origins):
    """Modules joined by what they import."""

    def __init__(
        self, files: Mapping[str, bytes], cache: FactCache, command: str = "", servers: Iterable[str] = ()
    ) -> None:
        super().__init__(files, cache, command, servers)
        self._links: dict[str, tuple[Link, ...]] = {}
        self._by_local: dict[str, dict[str, list[Link]]] = {}

    def links(self, path: str) -> tuple[Link, ...]:
        """Everything of the tree that a module imports, each followed through re-exports to where it comes from."""
        found = self._links.get(path)
        if found is None:
            found = self._links[path] = tuple(dict.fromkeys(self._linked(path)))
        return found

    def known_as(self, path: str, local: str) -> Sequence[Link]:
        """What a module imports under this local name."""
        found = self._by_local.get(path)
        if found is None:
            found = self._by_local[path] = {}
            for link in self.links(path):
                found.setdefault(link.local, []).append(link)
        return found.get(local, ())

    def _linked(self, path: str) -> Iterator[Link]:
        facts = self.facts(path)
        for item in facts.imports:
            if item.prefix:
                for guess in self.starting(item.target, path):
                    yield Link(guess, "", "", item.line, guess, item.type_only, certain=False)
                continue
            target = self.resolve(item.target, path)
            if target is None:
                target = self._attribute_target(item, path)
                if target is None:
                    continue
            if not item.names:
                yield Link(target, "", "", item.line, target, item.type_only)
            for imported, local in item.names:
                yield from self._named(item, target, imported, local, path)

    def _attribute_target(self, item: Import, path: str) -> str | None:
        """`pkgutil.resolve_name("app.repos.Users")`: the module without the attribute."""
        if path.endswith(".py") and not item.target.startswith(".") and "." in item.target:
            return self.resolve(item.target.rpartition(".")[0], path)
        return None

    def _named(self, item: Import, target: str, imported: str, local: str, path: str) -> Iterator[Link]:
        def link(to: str, name: str, line: int = item.line) -> Link:
            return Link(to, name, local, line, target, item.type_only)

        if imported in ("", "."):
            yield link(target, "")
            yield from self._through_module(item, target, local, path)
            return
        if imported == "*":
            yield link(target, "*")
            if path.endswith(".py"):
                yield from self._through_star(item, target, path)
            return
        if target.endswith(".py") or path.endswith(".py"):
            inner = self.python.submodule(target, imported)
            if inner is not None and not self._defines(target, imported):
                yield link(inner, "")
                yield from self._through_module(item, inner, local, path)
                return
        yield link(*self.origin(target, imported))

    def _through_star(self, item: Import, target: str, path: str) -> Iterator[Link]:
        """`from services import *` also brings what the services have from elsewhere; what is read of it counts."""
        for name in sorted(self.facts(path).names):
            home, inner = self.origin(target, name)
            if home != target and not name.startswith("_"):
                yield Link(home, inner, name, item.line, target, item.type_only)

    def _through_module(self, item: Import, target: str, local: str, path: str) -> Iterator[Link]:
        """`import app; app.repositories.users.find()` and `import * as all from './lib'; all.users.find()`."""
        if not local:
            return
        prefix = f"{local}."
        base = (
            item.target.split(".")[0]
            if path.endswith(".py") and "." in item.target and local == item.target.split(".")[0]
            else ""
        )
        home = self.resolve(base, path) if base else target
        if home is None:
            return
        for call in self.facts(path).calls:
            if not call.name.startswith(prefix):
                continue
            at = home
            parts = [part.removesuffix("()") for part in call.name[len(prefix) :].split(".")]
            name = ""
            for part in parts:
                inner = self.python.submodule(at, part) if path.endswith(".py") else None
                if inner is not None:
                    at = inner
                    continue
                at, name = self.origin(at, part)
                break
            if at != home:
                yield Link(at, name, local, call.line, target, item.type_only)

    def made_of(self, path: str, name: str, depth: int = 0) -> tuple[str, str] | None:
        """What a name of a module holds, where it is made from something imported: `users = UserRepository()`."""
        if depth > _DEEPEST:
            return None
        facts = self.facts(path)
        local = facts.exports.get(name, name)
        held = facts.bindings.get(local)
        heads: list[str] = []
        if isinstance(held, Value) and held.kind in ("call", "name"):
            heads.append(held.name)
        for function in facts.functions:
            if function.name == local:
                heads.extend(text for text in function.returns)
        for text in heads:
            head = re.split(r"[.(\[]", text, maxsplit=1)[0]
            for link in self.known_as(path, head):
                if link.to != path:
                    return link.to, link.name
            if head != local and head in facts.bindings:
                return self.made_of(path, head, depth + 1)
        return None
