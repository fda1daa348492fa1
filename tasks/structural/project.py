"""A tree as modules that import one another, and which of them run when the app is started."""

from __future__ import annotations

import functools
import itertools
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping

from tasks.structural import django_names
from tasks.structural.cache import FactCache
from tasks.structural.facts import FileFacts
from tasks.structural.links import Links
from tasks.structural.per_file import per_file
from tasks.structural.sources import Kind, is_aside

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


_DOTTED = re.compile(r"[A-Za-z_][\w.]*\.\w+")
_RELATIVE = ("./", "../", "{}/")


class Project(Links):
    """Facts of the files that are the program, joined by what they import; what is reached from the start runs."""

    def __init__(
        self, files: Mapping[str, bytes], cache: FactCache, command: str = "", servers: Iterable[str] = ()
    ) -> None:
        super().__init__(files, cache, command, servers)
        self.aside = {path for path, data in self.files.items() if is_aside(path, data)}
        self.entries = self._entries()
        self.reachable = self._reach(self.entries) if self.entries else set()
        if not any(self.facts(path).functions or self.facts(path).calls for path in self.reachable):
            self.reachable = {path for path in self.files if path not in self.aside}
        self.product = tuple(sorted(path for path in self.files if path not in self.aside or path in self.reachable))

    @functools.cached_property
    def running(self) -> tuple[str, ...]:
        """The modules that run, sorted; every product module when nothing says where the app starts."""
        return tuple(sorted(self.reachable))

    def importers(self, path: str) -> frozenset[str]:
        """The other modules of the program that import a module, be it through a third one."""
        return self._importers.get(path, frozenset()) - {path}

    @functools.cached_property
    def _importers(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for path in self.product:
            for link in self.links(path):
                found.setdefault(link.to, set()).add(path)
                found.setdefault(link.through, set()).add(path)
        return {path: frozenset(users) for path, users in found.items()}

    def _entries(self) -> list[str]:
        found: list[str] = []
        for file in self.start.files:
            if file.endswith(".py"):
                path: str | None = file if file in self.files else None
            else:
                path = file if file in self.files else self.node.source(file)
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
        scans, plugged = _scans(facts), _hands_on_a_scanner(facts)
        in_vain = django_names.overridden(facts, self.start.env) if path.endswith(".py") else ()
        for text in (text for text, _ in facts.strings) if plugged else _likely_names(facts):
            if text not in in_vain:
                yield from self._named_in_text(text, path, scans or plugged)
                if plugged and re.fullmatch(r"[\w-]+", text):
                    folder = posixpath.join(posixpath.dirname(path), text)
                    yield from (p for p in self.node.below(folder) if p not in self.aside)
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
            if _DOTTED.fullmatch(dotted):
                for _ in range(3):
                    if (found := self.python.absolute(dotted, path)) is not None:
                        yield found
                        return
                    dotted = dotted.rpartition(".")[0]
                    if "." not in dotted and ":" not in text and text.count(".") > 1:
                        return
        elif text.startswith(_RELATIVE):
            if (target := self.node.resolve(text, path)) is not None:
                yield target
            elif scans or text.count("/"):
                folder = posixpath.normpath(posixpath.join(posixpath.dirname(path), text.replace("{}/", "./", 1)))
                if scans:
                    yield from (p for p in self.node.below(folder) if p not in self.aside)

    def _django(self, path: str) -> Iterator[str]:
        facts = self.facts(path)
        for name in django_names.loaded(facts, self.start.env):
            if (found := self.python.absolute(name, path)) is not None:
                yield found
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


@per_file
def _scans(facts: FileFacts) -> bool:
    """Whether a file loads what a folder holds."""
    return any(_SCANNERS.search(call.name) for call in facts.calls)


@per_file
def _hands_on_a_scanner(facts: FileFacts) -> bool:
    """`app.register(autoload, {...})`: somebody else loads what a folder holds."""
    return any(arg.kind == "name" and _SCANNERS.search(arg.name) for call in facts.calls for arg in call.args[:1])


@per_file
def _likely_names(facts: FileFacts) -> tuple[str, ...]:
    """The texts of a file that look like the name of another one."""
    return tuple(
        text
        for text, _ in facts.strings
        if text.endswith(".sql") or text.startswith(_RELATIVE) or _DOTTED.fullmatch(text.split(":")[0])
    )
