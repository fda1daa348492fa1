"""Turns a porter's answers into a Snapshot, and trusts none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sandbox.inside.porter.names import check_path, from_wire, is_dot_gitmodules
from sandbox.inside.porter.walk import TreeLimits
from sandbox.ports import BoxDied, Entry, Snapshot

MODES = frozenset({0o100644, 0o100755, 0o120000})
LINES = 40
LINE_LENGTH = 600


def read_snapshot(
    answers: Iterable[tuple[dict[str, Any], bytes]], give_up: Callable[[str], BoxDied], limits: TreeLimits | None = None
) -> Snapshot:
    """Collect `written` and `deleted` until `snapshot`. Raises BoxDied for paths, modes and sizes no porter sends."""
    limits = limits or TreeLimits()
    written: dict[bytes, Entry] = {}
    deleted: dict[bytes, None] = {}
    room = limits.total_bytes
    for message, data in answers:
        try:
            match message["type"]:
                case "written":
                    entry = _entry(message, data, limits)
                    room -= len(data)
                    written[entry.path] = entry
                case "deleted":
                    deleted.update(dict.fromkeys(check_path(from_wire(path)) for path in message["paths"]))
                case "snapshot":
                    return Snapshot(tuple(written.values()), tuple(deleted), _lines(message.get("left_out")))
        except (ValueError, TypeError, KeyError) as error:
            raise give_up(f"it sent a snapshot that cannot be: {error}") from error
        # A porter sends each path once; whatever grows beyond the limits is something else that speaks in its place.
        if room < 0 or len(written) > limits.files or len(deleted) > 2 * limits.files:
            raise give_up("it sent more files than a tree may hold")
    raise give_up("its snapshot has no end")


def _entry(message: dict[str, Any], data: bytes, limits: TreeLimits) -> Entry:
    mode = message["mode"]
    if mode not in MODES or len(data) > limits.file_bytes:
        raise ValueError("a mode or a size that no file of a tree has")
    path = check_path(from_wire(message["path"]))
    if mode == 0o120000 and is_dot_gitmodules(path.rpartition(b"/")[2]):
        raise ValueError("a link that git refuses")
    return Entry(path, mode, data)


def _lines(said: object) -> tuple[str, ...]:
    if not isinstance(said, list):
        return ()
    return tuple(line[:LINE_LENGTH] for line in said[:LINES] if isinstance(line, str))
