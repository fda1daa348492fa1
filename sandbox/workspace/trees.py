"""Git's nested trees as one flat mapping from path to file, and back."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from sandbox.inside.porter.names import check_path
from sandbox.workspace.objects import Objects

REMEMBERED = 32
"""Flat trees kept in memory; a session looks at its last few over and over."""
FOLDER = 0o040000


class Blob(NamedTuple):
    """A file of a tree: git's mode and the sha of its contents."""

    mode: int
    sha: str


Flat = Mapping[bytes, Blob]


class Trees:
    """Reads and writes whole trees; safe for reading from several threads."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._lock = threading.Lock()
        self._flat: OrderedDict[str, Flat] = OrderedDict()

    def write(self, files: Flat) -> str:
        """Store the trees for these files; returns the root's sha. Raises ValueError for a path no tree may hold."""
        root: _Folder = {}
        for path, blob in files.items():
            *folders, name = check_path(path).split(b"/")
            folder = root
            for part in folders:
                folder = _inner(folder, part)
            if name in folder:
                raise ValueError("a file where a folder is")
            folder[name] = blob
        sha = self._store(root)
        self._remember(sha, MappingProxyType(dict(files)))
        return sha

    def read(self, sha: str) -> Flat:
        """Every file below a tree. Raises KeyError where there is no such tree."""
        with self._lock:
            if sha in self._flat:
                self._flat.move_to_end(sha)
                return self._flat[sha]
        files: dict[bytes, Blob] = {}
        self._load(sha, b"", files)
        flat = MappingProxyType(files)
        self._remember(sha, flat)
        return flat

    def _store(self, folder: _Folder) -> str:
        rows = []
        for name, child in folder.items():
            if isinstance(child, Blob):
                rows.append((name, name, child))
            else:
                rows.append(
                    (name + b"/", name, Blob(FOLDER, self._store(child)))
                )  # git sorts folders as if with a slash
        data = b"".join(b"%o %s\0%s" % (blob.mode, name, bytes.fromhex(blob.sha)) for _, name, blob in sorted(rows))
        return self._objects.store(b"tree", data)

    def _load(self, sha: str, prefix: bytes, files: dict[bytes, Blob]) -> None:
        kind, data = self._objects.read(sha)
        if kind != b"tree":
            raise KeyError(sha)
        for mode, name, child in _rows(data):
            if mode == FOLDER:
                self._load(child, prefix + name + b"/", files)
            else:
                files[prefix + name] = Blob(mode, child)

    def _remember(self, sha: str, flat: Flat) -> None:
        with self._lock:
            self._flat[sha] = flat
            while len(self._flat) > REMEMBERED:
                self._flat.popitem(last=False)


def overlaid(files: Flat, deleted: Iterable[bytes], written: Iterable[tuple[bytes, Blob]]) -> dict[bytes, Blob]:
    """The files after a change. Where a file and a folder want the same place, the one written last has it."""
    result = dict(files)
    for path in deleted:
        result.pop(path, None)
    folders = _folders(result)
    for path, blob in written:
        if path in folders:
            for below in [other for other in result if other.startswith(path + b"/")]:
                del result[below]
            folders = _folders(result)
        for above in _above(path):
            result.pop(above, None)
            folders.add(above)
        result[path] = blob
    return result


def _folders(files: Iterable[bytes]) -> set[bytes]:
    return {above for path in files for above in _above(path)}


def _inner(folder: _Folder, name: bytes) -> _Folder:
    match folder.setdefault(name, {}):
        case Blob():
            raise ValueError("a path below a file")
        case inner:
            return inner


def _above(path: bytes) -> list[bytes]:
    parts = path.split(b"/")
    return [b"/".join(parts[:count]) for count in range(1, len(parts))]


def _rows(data: bytes) -> list[tuple[int, bytes, str]]:
    rows = []
    start = 0
    while start < len(data):
        space = data.index(b" ", start)
        end = data.index(b"\0", space)
        rows.append((int(data[start:space], 8), data[space + 1 : end], data[end + 1 : end + 21].hex()))
        start = end + 21
    return rows


_Folder = dict[bytes, "Blob | _Folder"]
