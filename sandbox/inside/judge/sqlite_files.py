"""Finds the SQLite files of an app and reads copies of them, WAL included."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

MAGIC = b"SQLite format 3\0"
SIZE = 64 << 20
FILES = 16
LOOKED_AT = 20_000
ROWS = 200_000
SECONDS = 5.0

_SKIPPED = {".git", "node_modules", "__pycache__", ".venv", "venv"}


@dataclass(frozen=True)
class Copy:
    """One database as bytes: the file and what lies beside it, by suffix (``, `-wal`, `-journal`)."""

    path: str
    parts: dict[str, bytes]


def find(tree: str, opened: Iterable[str], elsewhere: Sequence[str], since: float) -> list[str]:
    """SQLite files in the tree, among those a process has open, and directly in `elsewhere` if changed since then."""
    candidates = [path for path in opened if not path.endswith(("-wal", "-shm", "-journal"))]
    candidates += _walk(tree)
    for folder in elsewhere:
        try:
            entries = [entry for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)]
        except OSError:
            continue
        candidates += [entry.path for entry in entries[:LOOKED_AT] if _changed(entry, since)]
    found: dict[str, None] = {}
    for path in candidates:
        real = os.path.realpath(path)
        if real not in found and _read(real, len(MAGIC)) == MAGIC:
            found[real] = None
    return list(found)[:FILES]


def copy(paths: Iterable[str]) -> list[Copy]:
    """The databases and their companions as they lie there, SIZE bytes in all; what goes beyond is left out."""
    copies = []
    room = SIZE
    for path in paths:
        parts = {suffix: _read(path + suffix, room + 1) for suffix in ("-wal", "-journal", "")}
        room -= sum(map(len, parts.values()))
        if room < 0:
            break
        copies.append(Copy(path, parts))
    return copies


def found_in(copies: Sequence[Copy], needles: Sequence[str]) -> list[str]:
    """Which needles stand in a value of some row. Run it aside: the files are hostile."""
    left = set(needles)
    for one in copies:
        left -= _search(one, left)
    return [needle for needle in needles if needle not in left]


def contents(copies: Sequence[Copy], tree: str, needles: Sequence[str]) -> list[dict[str, object]]:
    """Path, number of tables and how many needles stand in its rows, of each database.

    Paths below `tree` (which ends with a slash) are relative to it. Run it aside: the files are hostile.
    """
    return [
        {
            "path": one.path.removeprefix(tree),
            "tables": len(_with(one, _tables) or ()),
            "holds": len(_search(one, set(needles))),
        }
        for one in copies
    ]


def _search(one: Copy, needles: set[str]) -> set[str]:
    def search(connection: sqlite3.Connection) -> set[str]:
        found: set[str] = set()
        for table in _tables(connection):
            name = table.replace('"', '""')
            try:
                cursor = connection.execute(f'SELECT * FROM "{name}" LIMIT {ROWS}')
                for row in cursor:
                    text = "\n".join(_text(value) for value in row)
                    found |= {needle for needle in needles - found if needle in text}
            except sqlite3.Error:
                continue
        return found

    return _with(one, search) or set()


def _with(one: Copy, work: Callable[[sqlite3.Connection], T]) -> T | None:
    folder = tempfile.mkdtemp(prefix="spar-")
    try:
        for suffix, data in one.parts.items():
            if data:
                with open(os.path.join(folder, "copy" + suffix), "wb") as file:
                    file.write(data)
        connection = sqlite3.connect(os.path.join(folder, "copy"))
        until = time.monotonic() + SECONDS
        connection.set_progress_handler(lambda: time.monotonic() > until, 10_000)
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        connection.execute("PRAGMA trusted_schema = OFF")
        return work(connection)
    except (sqlite3.Error, OSError):
        return None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _tables(connection: sqlite3.Connection) -> list[str]:
    """Plain tables only: a virtual one would run code that its author chose."""
    rows = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        " AND sql NOT LIKE 'CREATE VIRTUAL%' LIMIT 500"
    )
    return [str(name) for (name,) in rows]


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _walk(tree: str) -> list[str]:
    found: list[str] = []
    for folder, folders, names in os.walk(tree):
        folders[:] = [name for name in folders if name not in _SKIPPED]
        found += [os.path.join(folder, name) for name in names]
        if len(found) > LOOKED_AT:
            break
    return [path for path in found if not path.endswith(("-wal", "-shm", "-journal", ".py", ".pyc", ".js"))]


def _changed(entry: os.DirEntry[str], since: float) -> bool:
    try:
        return entry.stat(follow_symlinks=False).st_mtime >= since
    except OSError:
        return False


def _read(path: str, size: int) -> bytes:
    """Up to `size` bytes of a regular file; empty for links, pipes and what isn't there."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return b""
    with os.fdopen(file, "rb") as stream:
        return stream.read(size) if stat.S_ISREG(os.fstat(file).st_mode) else b""
