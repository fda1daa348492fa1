"""What differs between two flat trees, for people: paths, what happened to them, how many lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from sandbox.events import Change
from sandbox.workspace.line_counts import count_lines
from sandbox.workspace.trees import Blob, Flat


def list_changes(old: Flat, new: Flat, contents: Callable[[Blob], bytes]) -> tuple[Change, ...]:
    """Changed paths, sorted. Bytes of a name that are no UTF-8 appear as `\\xff`, for events are JSON."""
    paths = sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))
    return tuple(_change(path, old.get(path), new.get(path), contents) for path in paths)


def find_blob(files: Flat, path: str) -> Blob | None:
    """The file of a name as `list_changes` spells it."""
    blob = files.get(path.encode("utf-8", "surrogateescape"))
    if blob is None and "\\x" in path:
        return next((blob for name, blob in files.items() if _shown(name) == path), None)
    return blob


def _change(path: bytes, old: Blob | None, new: Blob | None, contents: Callable[[Blob], bytes]) -> Change:
    before = contents(old) if old else None
    after = contents(new) if new else None
    return Change(_shown(path), _status(old, new), *count_lines(before, after))


def _status(old: Blob | None, new: Blob | None) -> Literal["A", "M", "D", "T"]:
    if old is None:
        return "A"
    if new is None:
        return "D"
    return "M" if old.mode == new.mode else "T"


def _shown(path: bytes) -> str:
    return path.decode("utf-8", "backslashreplace")
