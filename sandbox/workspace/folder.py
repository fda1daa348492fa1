"""Reads a person's own directory into entries: no link is followed, nothing in it is changed or run."""

from __future__ import annotations

from pathlib import Path

from sandbox.inside.porter.walk import TreeLimits, Walk, read_entry
from sandbox.ports import Entry


def entries_of(folder: Path, limits: TreeLimits | None = None) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """The files below `folder` by the same rules as a box's tree, and lines about what stayed out.

    Raises OSError (FileNotFoundError, NotADirectoryError, PermissionError) for the folder itself.
    """
    limits = limits or TreeLimits()
    walk = Walk(folder, limits, mend=False)
    entries = []
    room = limits.total_bytes
    for found in walk:
        try:
            content = read_entry(found.folder, found.name, limits.file_bytes, mend=False)
        except FileNotFoundError:
            continue
        except OSError:
            walk.left_out.add("file that cannot be read", found.path)
            continue
        if content is None:
            walk.left_out.add("changed its kind or outgrew the limit while it was read", found.path)
        elif len(content[1]) > room:
            walk.left_out.add(f"beyond {limits.total_bytes >> 20} MiB for the whole tree", found.path)
        else:
            room -= len(content[1])
            entries.append(Entry(found.path, *content))
    return tuple(entries), walk.left_out.lines()
