"""The modules of a tree, and where a name that one of them offers really comes from."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping

from tasks.structural import manifest, start
from tasks.structural.cache import FactCache
from tasks.structural.facts import FileFacts, Import
from tasks.structural.per_file import per_file
from tasks.structural.sources import is_node_script, is_vendored, kind_of

_DATA = (".json", ".json5", ".toml", ".yaml", ".yml", ".ini", ".cfg", ".conf")


class _Facts(dict[str, FileFacts]):
    """Facts by path, read when they are first asked for; a path that is no file has none."""

    def __init__(self, files: Mapping[str, bytes], cache: FactCache) -> None:
        self._files = files
        self._cache = cache

    def __missing__(self, path: str) -> FileFacts:
        data = self._files.get(path)
        found = FileFacts("python") if data is None else self._cache.facts(kind_of(path) or "javascript", data)
        self[path] = found
        return found


class Origins:
    """The files that are the program, with their facts; names are followed through any chain of re-exports.

    `data` are the files beside them that hold settings, `prisma` the schemas of Prisma.
    `command` starts the program, empty: `run.sh` does. `servers` are programs that start apps, beyond those known.
    """

    def __init__(
        self, files: Mapping[str, bytes], cache: FactCache, command: str = "", servers: Iterable[str] = ()
    ) -> None:
        self._cache = cache
        self.files = {
            path: data
            for path, data in files.items()
            if (kind_of(path) is not None or is_node_script(path, data)) and not is_vendored(path)
        }
        self.data = {path: data for path, data in files.items() if path.endswith(_DATA) and not is_vendored(path)}
        self.prisma = tuple(data for path, data in files.items() if path.endswith(".prisma") and not is_vendored(path))
        self.manifest = manifest.read(files)
        self.start = start.read(files, self.manifest, command, servers)
        roots = (*self.start.roots, *_manage_roots(files))
        beside = frozenset(path for path in files if not is_vendored(path))
        resolver = cache.resolvers.of(frozenset(self.files), beside, roots, self.manifest)
        self.python, self.node, self.resolve = resolver.python, resolver.node, resolver.resolve
        self.facts = _Facts(self.files, cache).__getitem__
        self._origins: dict[tuple[str, str], tuple[str, str]] = {}

    def starting(self, prefix: str, importer: str) -> Iterator[str]:
        """The modules that a computed import may mean, of whose name only the beginning is known."""
        if importer.endswith(".py"):
            return self.python.starting(prefix, importer)
        return self.node.starting(prefix, importer)

    def _defines(self, path: str, name: str) -> bool:
        if not path.endswith(".py"):
            return False
        facts = self.facts(path)
        return name in facts.defined or any(
            imported not in ("", ".") and not item.scope and self.resolve(item.target, path) != path
            for item, imported in facts.imported.get(name, ())
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
        for item, imported in facts.imported.get(local, ()):
            if (
                imported != "*"
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
        if local in facts.defined:
            return path, name
        for item in _stars(facts):
            target = self.resolve(item.target, path)
            if target is not None and target != path and target in self.files:
                found = self._origin(target, name, depth + 1)
                if (
                    found[0] != target
                    or found[1] in self.facts(target).defined
                    or found[1] in self.facts(target).exports
                ):
                    return found
        return path, name


@per_file
def _stars(facts: FileFacts) -> tuple[Import, ...]:
    """What is imported with all its names."""
    return tuple(item for item in facts.imports for imported, _ in item.names if imported == "*")


def _manage_roots(files: Mapping[str, bytes]) -> Iterator[str]:
    for path in files:
        if posixpath.basename(path) == "manage.py":
            yield posixpath.dirname(path)
