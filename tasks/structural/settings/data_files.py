"""Settings in data files of the tree (JSON, TOML, YAML, INI), as if they were containers in code."""

from __future__ import annotations

import configparser
import functools
import posixpath
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping

from tasks.structural.cache import read_facts
from tasks.structural.facts import Value
from tasks.structural.manifest import loose_json
from tasks.structural.project import Project

_LIMIT = 50_000
"""Bytes of a data file that are read."""
_NO_SETTINGS = frozenset({"package.json", "package-lock.json", "tsconfig.json", "jsconfig.json", "pyproject.toml"})
_YAML = re.compile(r"^( *)([\w.\-\"']+):(?:\s+(.*?))?\s*$")
_SECTION = re.compile(r"^\[", re.M)
"""How sections of an INI file begin; a `.cfg` without any holds assignments, for Flask's `from_pyfile`."""
_MOST = 500


class DataFiles:
    """The data files of a project that running code reads."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._kept: dict[str, Value] = {}

    def named(self, path: str) -> Iterator[Value]:
        """The contents of one file, where it is a data file of the tree."""
        if path not in self._kept:
            self._kept[path] = _read(path, self._project.data.get(path, b"")[:_LIMIT])
        if self._kept[path].parts:
            yield self._kept[path]

    def loaded(self, texts: Iterable[str]) -> Iterator[Value]:
        """What a parser is given: the file that the texts name, else each that running code or its command names."""
        names = {posixpath.basename(text) for text in texts} & {posixpath.basename(path) for path in self._project.data}
        for path in sorted(self._project.data):
            name = posixpath.basename(path)
            if (name in names if names else name in self._mentioned) and name not in _NO_SETTINGS:
                yield from self.named(path)

    def of_node_config(self, path: str, head: str) -> Iterator[Value]:
        """The files that Node.js's `config` package reads: `config/production.json` before `config/default.json`."""
        imported = any(
            item.target == "config" and any(local == head for _, local in item.names)
            for item in self._project.facts(path).imports
        )
        mode = self._project.start.env.get("NODE_ENV", "development")
        for name in (mode, "default") if imported else ():
            for ending in (".json", ".json5", ".yaml", ".yml", ".toml"):
                yield from self.named(f"config/{name}{ending}")

    @functools.cached_property
    def _mentioned(self) -> frozenset[str]:
        said = [text for path in self._project.running for text, _ in self._project.facts(path).strings]
        said += [word for command in self._project.start.commands for word in command]
        return frozenset(posixpath.basename(text) for text in said)


def _read(path: str, data: bytes) -> Value:
    ending = posixpath.splitext(path)[1]
    text = data.decode("utf-8", "replace")
    try:
        if ending in (".json", ".json5"):
            return _container(loose_json(data))
        if ending == ".toml":
            return _container(tomllib.loads(text))
        if ending in (".yaml", ".yml"):
            return _yaml(text)
        if not _SECTION.search(text):
            return Value("container", parts=tuple(read_facts("python", data).bindings.items()))
        parser = configparser.ConfigParser(interpolation=None)
        parser.read_string(text)
        return _container({name: dict(parser[name]) for name in parser.sections()})
    except (ValueError, RecursionError, configparser.Error):
        return Value("container")


def _container(found: Mapping[str, object], depth: int = 0) -> Value:
    return Value("container", parts=tuple((key, _value(item, depth)) for key, item in list(found.items())[:_MOST]))


def _value(item: object, depth: int) -> Value:
    if isinstance(item, dict) and depth < 5:
        return _container({str(key): inner for key, inner in item.items()}, depth + 1)
    if isinstance(item, bool):
        return Value("other", name=str(item))
    return Value("text", str(item)[:500]) if isinstance(item, str | int) else Value("other")


def _yaml(text: str) -> Value:
    """Mappings within mappings, which settings are; lists and the finer points of YAML are left out."""
    top: dict[str, object] = {}
    open_ones: list[tuple[int, dict[str, object]]] = [(-1, top)]
    for line in text.splitlines()[:_MOST]:
        found = _YAML.match(line.split(" #")[0])
        if found is None:
            continue
        indent = len(found.group(1))
        while open_ones[-1][0] >= indent:
            open_ones.pop()
        key, raw = found.group(2).strip("\"'"), (found.group(3) or "").strip()
        if raw:
            open_ones[-1][1][key] = {"true": True, "false": False}.get(raw.lower(), raw.strip("\"'"))
        else:
            inner: dict[str, object] = {}
            open_ones[-1][1][key] = inner
            open_ones.append((indent, inner))
    return _container(top)
