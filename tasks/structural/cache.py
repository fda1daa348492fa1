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
from tasks.structural.resolvers import Resolvers
from tasks.structural.sources import LARGEST, Kind

_ENTRY = 200
_STATEMENT = re.compile(r"[^;]+")


ROOM = 10 << 20
"""Bytes of source whose facts are kept: with what is worked out from them they take some 20 times as much memory, so
about 200 MB at most."""


class FactCache:
    """Facts of the blobs used lately; those not used for longest leave first. Not for several threads at once.

    `room`: bytes of source. `held` are the bytes in use. `resolvers` keep what imports lead to.
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self.resolvers = Resolvers()
        self.held = 0
        self._facts: OrderedDict[tuple[Kind, bytes], tuple[int, FileFacts]] = OrderedDict()

    def facts(self, kind: Kind, data: bytes) -> FileFacts:
        """The facts of one blob, read now or kept."""
        key = (kind, hashlib.blake2b(data, digest_size=16).digest())
        found = self._facts.get(key)
        if found is not None:
            self._facts.move_to_end(key)
            return found[1]
        read = read_facts(kind, data)
        read = msgspec.structs.replace(read, handlers=frameworks.handlers(read))
        # A file that is too big to read has next to no facts, and an empty one still has an entry.
        size = min(len(data), LARGEST) + _ENTRY
        self._facts[key] = size, read
        self.held += size
        while self.held > self._room and len(self._facts) > 1:
            self.held -= self._facts.popitem(last=False)[1][0]
        return read


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
