"""A tree as modules that import one another, and which of them run when the app is started."""

from __future__ import annotations

import functools
import itertools
import posixpath
import re
from collections.abc import Iterator, Mapping

import msgspec

from tasks.structural import manifest, start
from tasks.structural.cache import FactCache
from tasks.structural.facts import FileFacts, Import, Value
from tasks.structural.resolve_node import NodePaths
from tasks.structural.resolve_python import PythonPaths
from tasks.structural.sources import Kind, is_aside, is_vendored, kind_of

_SCANNERS = re.compile(
    r"(?:^|[._])(?:readdir(?:Sync)?|iter_modules|walk_packages|listdir|glob(?:Sync)?|autoload|AutoLoad|fastifyAutoload|scandir|iterdir)$",
    re.I,
)
_ENTRIES = (
    "main.py", "app.py", "manage.py", "server.py", "wsgi.py", "asgi.py", "run.py", "app/main.py", "app/__main__.py",
    "src/main.py", "server.js", "index.js", "app.js", "main.js", "src/server.js", "src/index.js", "src/app.js",
    "src/main.js",
    "src/server.ts", "src/index.ts", "src/app.ts", "src/main.ts", "server.ts", "index.ts", "app.ts",
)  # fmt: skip


class Link(msgspec.Struct, frozen=True):
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


class Project:
    """Facts of the files that are the program, joined by what they import."""

    def __init__(self, files: Mapping[str, bytes], cache: FactCache) -> None:
        self._cache = cache
        self.files = {path: data for path, data in files.items() if kind_of(path) is not None and not is_vendored(path)}
        self.vendored = tuple(path for path in files if is_vendored(path))
        self.manifest = manifest.read(files)
        self.start = start.read(files, self.manifest)
        self.aside = {path for path, data in self.files.items() if is_aside(path, data)}
        roots = (*self.start.roots, *_manage_roots(files))
        self.python = PythonPaths(self.files, roots, self.manifest.python)
        self.node = NodePaths((path for path in files if not is_vendored(path)), self.manifest)
        self._facts: dict[str, FileFacts] = {}
        self._resolved: dict[tuple[str, str], str | None] = {}
        self._links: dict[str, tuple[Link, ...]] = {}
        self._origins: dict[tuple[str, str], tuple[str, str]] = {}
        self.entries = self._entries()
        self.reachable = self._reach(self.entries) if self.entries else set()
        if not any(self.facts(path).functions or self.facts(path).calls for path in self.reachable):
            self.reachable = {path for path in self.files if path not in self.aside}
        self.product = tuple(sorted(path for path in self.files if path not in self.aside or path in self.reachable))

    def facts(self, path: str) -> FileFacts:
        found = self._facts.get(path)
        if found is None:
            kind = kind_of(path)
            data = self.files.get(path)
            if kind is None or data is None:
                found = FileFacts("python")
            else:
                found = self._cache.facts(kind, data)
            self._facts[path] = found
        return found

    @functools.cached_property
    def running(self) -> tuple[str, ...]:
        """The modules that run, sorted; every product module when nothing says where the app starts."""
        return tuple(sorted(self.reachable))

    # -- imports

    def resolve(self, target: str, importer: str) -> str | None:
        """The module of the tree (or a package's folder) that a target means, None for somebody else's package."""
        key = (target, importer)
        if key not in self._resolved:
            python = importer.endswith(".py")
            paths = self.python if python else self.node
            self._resolved[key] = paths.resolve(target, importer) if target else None
        return self._resolved[key]

    def links(self, path: str) -> tuple[Link, ...]:
        """Everything of the tree that a module imports, each followed through re-exports to where it comes from."""
        found = self._links.get(path)
        if found is None:
            found = self._links[path] = tuple(dict.fromkeys(self._linked(path)))
        return found

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
            return
        if target.endswith(".py") or path.endswith(".py"):
            inner = self.python.submodule(target, imported)
            if inner is not None and not self._defines(target, imported):
                yield link(inner, "")
                yield from self._through_module(item, inner, local, path)
                return
        yield link(*self.origin(target, imported))

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

    def _defines(self, path: str, name: str) -> bool:
        if not path.endswith(".py"):
            return False
        facts = self.facts(path)
        return (
            name in facts.bindings
            or any(item.name == name for item in facts.classes)
            or any(item.name == name for item in facts.functions)
            or any(
                local == name and imported not in ("", ".")
                for item in facts.imports
                if not item.scope and self.resolve(item.target, path) != path
                for imported, local in item.names
            )
        )

    def origin(self, path: str, name: str) -> tuple[str, str]:
        """Where a name that a module offers really comes from: the end of its chain of re-exports."""
        key = (path, name)
        if key not in self._origins:
            self._origins[key] = key
            self._origins[key] = self._origin(path, name, 0)
        return self._origins[key]

    def _origin(self, path: str, name: str, depth: int) -> tuple[str, str]:
        if depth > 12 or path not in self.files:
            return path, name
        facts = self.facts(path)
        local = facts.exports.get(name, name)
        if name == "default" and "default" not in facts.exports and facts.language == "node":
            local = "default"
        stars: list[Import] = []
        for item in facts.imports:
            for imported, bound in item.names:
                if imported == "*":
                    stars.append(item)
                elif (
                    bound == local
                    and (item.passes_on or not item.scope)
                    and (name != "default" or item.passes_on or local != name)
                ):
                    target = self.resolve(item.target, path)
                    if target is None or target == path:
                        continue
                    if imported in ("", "."):
                        return target, ""
                    inner = self.python.submodule(target, imported) if path.endswith(".py") else None
                    if inner is not None and not self._defines(target, imported):
                        return inner, ""
                    return self._origin(target, imported, depth + 1)
        if self._has(facts, local):
            return path, name
        for item in stars:
            target = self.resolve(item.target, path)
            if target is not None and target != path and target in self.files:
                found = self._origin(target, name, depth + 1)
                if (
                    found[0] != target
                    or self._has(self.facts(target), found[1])
                    or found[1] in self.facts(target).exports
                ):
                    return found
        return path, name

    @staticmethod
    def _has(facts: FileFacts, name: str) -> bool:
        return (
            name in facts.bindings
            or any(item.name == name for item in facts.classes)
            or any(item.name == name for item in facts.functions)
        )

    def made_of(self, path: str, name: str) -> tuple[str, str] | None:
        """What a name of a module holds, where it is made from something imported: `users = UserRepository()`."""
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
            for link in self.links(path):
                if link.local == head and link.to != path:
                    return link.to, link.name
            if head != local and head in facts.bindings:
                return self.made_of(path, head)
        return None

    def starting(self, prefix: str, importer: str) -> Iterator[str]:
        if importer.endswith(".py"):
            return self.python.starting(prefix, importer)
        return self.node.starting(prefix, importer)

    # -- what runs

    def _entries(self) -> list[str]:
        found: list[str] = []
        for file in self.start.files:
            if file.endswith(".py"):
                path: str | None = file if file in self.files else None
            else:
                path = self.node.source(file)
            if path is not None:
                found.append(path)
        for dotted in self.start.modules:
            path = self.python.absolute(dotted, "")
            if path is not None:
                inside = (
                    self.python.submodule(path, "__main__")
                    if not path.endswith(".py") or path.endswith("__init__.py")
                    else None
                )
                found.extend(filter(None, (path, inside)))
        for code in self.start.code:
            found.extend(self._of_code(code))
        found.extend(self._management())
        if not found and not self.start.found:
            found.extend(path for path in _ENTRIES if path in self.files)
            found.extend(
                path
                for p in self.manifest.packages
                if p.main and (path := self.node.source(posixpath.join(p.base, p.main)))
            )
        return list(dict.fromkeys(path for path in found if path in self.files))

    def _of_code(self, code: str) -> Iterator[str]:
        kind: Kind = "python" if any(path.endswith(".py") for path in self.files) else "javascript"
        facts = self._cache.facts(kind, code.encode("utf-8", "replace"))
        for item in facts.imports:
            target = self.resolve(item.target, "run.py" if kind == "python" else "run.js")
            if target is None:
                continue
            yield target
            for imported, _ in item.names:
                if inner := self.python.submodule(target, imported) if kind == "python" and imported else None:
                    yield inner

    def _management(self) -> Iterator[str]:
        for words in self.start.commands:
            for before, name in itertools.pairwise(words):
                if posixpath.basename(before) == "manage.py":
                    yield from (p for p in self.files if p.endswith(f"/management/commands/{name}.py"))

    def _reach(self, entries: list[str]) -> set[str]:
        seen: set[str] = set()
        waiting = list(entries)
        while waiting:
            path = waiting.pop()
            if path in seen or path not in self.files:
                if path not in self.files and path not in seen:
                    seen.add(path)
                continue
            seen.add(path)
            for follower in self._followers(path):
                if follower not in seen:
                    waiting.append(follower)
        return {path for path in seen if path in self.files}

    def _followers(self, path: str) -> Iterator[str]:
        for link in self.links(path):
            yield link.to
            yield link.through
        if path.endswith(".py"):
            yield from self.python.parents(path)
            yield from self._django(path)
        facts = self.facts(path)
        scans = any(_SCANNERS.search(call.name) for call in facts.calls)
        for text, _ in facts.strings:
            yield from self._named_in_text(text, path, scans)
        if scans:
            folder = posixpath.dirname(path)
            inside = self.python.below(folder) if path.endswith(".py") else self.node.below(folder)
            yield from (p for p in inside if p not in self.aside)

    def _named_in_text(self, text: str, path: str, scans: bool) -> Iterator[str]:
        if text.endswith(".sql"):
            name = posixpath.basename(text.replace("{}", "x"))
            yield from (file for file in self.files if posixpath.basename(file) == name)
        elif path.endswith(".py"):
            dotted = text.split(":")[0]
            if re.fullmatch(r"[A-Za-z_][\w.]*\.\w+", dotted):
                for _ in range(3):
                    if (found := self.python.absolute(dotted, path)) is not None:
                        yield found
                        return
                    dotted = dotted.rpartition(".")[0]
                    if "." not in dotted and ":" not in text and text.count(".") > 1:
                        return
        elif text.startswith(("./", "../", "{}/")):
            if (target := self.node.resolve(text, path)) is not None:
                yield target
            elif scans or text.count("/"):
                folder = posixpath.normpath(posixpath.join(posixpath.dirname(path), text.replace("{}/", "./", 1)))
                if scans:
                    yield from (p for p in self.node.below(folder) if p not in self.aside)

    def _django(self, path: str) -> Iterator[str]:
        facts = self.facts(path)
        if "INSTALLED_APPS" not in facts.bindings:
            return
        for text, _ in facts.strings:
            found = self.python.absolute(text, path) if re.fullmatch(r"[A-Za-z_][\w.]*", text) else None
            if found is None and ".apps." in text:
                found = self.python.absolute(text.split(".apps.")[0], path)
            if found is not None:
                yield found
                for name in ("apps", "models", "admin", "signals"):
                    if (inner := self.python.submodule(found, name)) is not None:
                        yield inner


def _manage_roots(files: Mapping[str, bytes]) -> Iterator[str]:
    for path in files:
        if posixpath.basename(path) == "manage.py":
            yield posixpath.dirname(path)
