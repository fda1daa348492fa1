"""Keeps facts by content, so that judging a tree again after one changed file reads one file."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict

import msgspec

from tasks.structural import frameworks, sql
from tasks.structural.facts import FileFacts, Sql
from tasks.structural.reading.node_facts import node_facts
from tasks.structural.reading.python_facts import python_facts
from tasks.structural.sources import LARGEST, Kind

_STATEMENT = re.compile(r"[^;]+")


class FactCache:
    """Facts of the blobs seen lately, the oldest dropped first. Not for several threads at once."""

    def __init__(self, largest: int = 20_000) -> None:
        self._largest = largest
        self._facts: OrderedDict[tuple[Kind, bytes], FileFacts] = OrderedDict()

    def facts(self, kind: Kind, data: bytes) -> FileFacts:
        """The facts of one blob, read now or kept."""
        key = (kind, hashlib.blake2b(data, digest_size=16).digest())
        found = self._facts.get(key)
        if found is None:
            read = read_facts(kind, data)
            found = self._facts[key] = msgspec.structs.replace(read, handlers=frameworks.handlers(read))
            while len(self._facts) > self._largest:
                self._facts.popitem(last=False)
        return found


def read_facts(kind: Kind, data: bytes) -> FileFacts:
    """The facts of one blob; nothing that it holds makes this raise."""
    language = "python" if kind == "python" else "sql" if kind == "sql" else "node"
    if len(data) > LARGEST:
        return FileFacts(language, note=f"{len(data)} bytes, too big to read")  # type: ignore[arg-type]
    if b"\0" in data:
        return FileFacts(language, error=(1, "it holds null bytes"))  # type: ignore[arg-type]
    if kind == "python":
        return python_facts(data)
    if kind == "sql":
        return _sql_facts(data.decode("utf-8", "replace"))
    return node_facts(data, kind)


def _sql_facts(text: str) -> FileFacts:
    found: list[Sql] = []
    for match in _STATEMENT.finditer(text):
        statement = sql.read(match.group(), "execute")
        if statement is not None:
            line = text.count("\n", 0, match.start()) + 1
            found.append(Sql(*statement, line, text=match.group().strip()[:200]))
    return FileFacts("sql", sql=tuple(found))
