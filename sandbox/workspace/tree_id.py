"""The git id of a tree that no repository holds: the score cache knows a person's own directory by it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sandbox.ports import Entry


def tree_id(entries: Sequence[Entry]) -> str:
    """What git calls a tree of exactly these files: 40 hex digits."""
    root: dict[bytes, object] = {}
    for entry in entries:
        *folders, name = entry.path.split(b"/")
        place = root
        for folder in folders:
            place = place.setdefault(folder, {})  # type: ignore[assignment]
        place[name] = entry
    return _hash_tree(root).hex()


def _hash_tree(folder: dict[bytes, object]) -> bytes:
    rows = []
    for name, item in folder.items():
        if isinstance(item, Entry):
            rows.append((name, b"%o" % item.mode, _hash(b"blob", item.data)))
        elif isinstance(item, dict):
            rows.append((name + b"/", b"40000", _hash_tree(item)))
    # Git sorts a folder as if its name ended in a slash, and writes it without.
    lines = [mode + b" " + name.rstrip(b"/") + b"\0" + sha for name, mode, sha in sorted(rows)]
    return _hash(b"tree", b"".join(lines))


def _hash(kind: bytes, data: bytes) -> bytes:
    return hashlib.sha1(kind + b" %d\0" % len(data) + data, usedforsecurity=False).digest()
