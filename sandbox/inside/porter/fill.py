"""Writes the entries of a git tree into an empty folder, refusing names that leave it."""

from __future__ import annotations

import os

from sandbox.inside.porter.names import check_path

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def write_entry(root: str, path: bytes, mode: int, data: bytes) -> None:
    """Create one file or link (git's modes) with the folders above it; nothing on the way may be a link.

    Raises ValueError for a path or mode that may not be in a tree, OSError where it cannot be written (disk full, or
    the path exists already).
    """
    check_path(path)
    if mode not in (0o100644, 0o100755, 0o120000):
        raise ValueError(f"mode {mode:o} is no file's")
    *folders, name = (os.fsdecode(part) for part in path.split(b"/"))
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in folders:
            folder = _enter(folder, part)
        if mode == 0o120000:
            os.symlink(os.fsdecode(data), name, dir_fd=folder)
            return
        file = os.open(name, _NEW, mode & 0o777, dir_fd=folder)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(file, rest) :]
        finally:
            os.close(file)
    finally:
        os.close(folder)


def _enter(folder: int, name: str) -> int:
    try:
        os.mkdir(name, dir_fd=folder)
    except FileExistsError:
        pass
    inner = os.open(name, _FOLDER, dir_fd=folder)
    os.close(folder)
    return inner
