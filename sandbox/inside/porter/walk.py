"""Reads a tree that others may change meanwhile: by directory descriptors, never through a link, within limits."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from typing import NamedTuple

from sandbox.inside.porter.exclusions import skipped_file, skipped_folder
from sandbox.inside.porter.names import PATH_LIMIT, is_dot_git, is_dot_gitmodules

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


VISITS_A_FILE = 10
"""How many names a walk looks at for each file that a tree may hold, folders, pipes and caches included."""


class TreeLimits(NamedTuple):
    """What one tree may hold: counts and bytes. `depth`: folders above a file."""

    files: int = 20_000
    file_bytes: int = 5 << 20
    total_bytes: int = 64 << 20
    depth: int = 32


class Found(NamedTuple):
    """A file or a symlink; `folder` is an open descriptor, valid only until the walk goes on."""

    path: bytes
    folder: int
    name: str
    status: os.stat_result


class LeftOut:
    """Collects what stayed out of a tree, as lines for people: few, short, the same for the same tree."""

    EXAMPLES = 3

    def __init__(self) -> None:
        self._paths: dict[str, list[bytes]] = {}

    def add(self, why: str, path: bytes) -> None:
        self._paths.setdefault(why, []).append(path)

    def lines(self) -> tuple[str, ...]:
        """`too large (more than 5 MiB): a.bin, b.bin and 7 more`; names quoted as Python would, so one line each."""
        lines = []
        for why, paths in self._paths.items():
            shown = ", ".join(_readable(path) for path in sorted(paths)[: self.EXAMPLES])
            more = f" and {len(paths) - self.EXAMPLES} more" if len(paths) > self.EXAMPLES else ""
            lines.append(f"{why}: {shown}{more}")
        return tuple(lines)


class Walk:
    """One pass over a tree. After it, `cut` tells whether the limit on files ended it early.

    `mend`: may permissions of unreadable files be lent to read them? Only in a box; never in a person's own folder.
    """

    def __init__(self, root: str | bytes | os.PathLike[str], limits: TreeLimits, *, mend: bool) -> None:
        self._root = root
        self._limits = limits
        self._mend = mend
        self._budget = limits.files
        self._visits = VISITS_A_FILE * limits.files
        self.cut = False
        self.left_out = LeftOut()

    def __iter__(self) -> Iterator[Found]:
        if self._mend:
            _unlock(self._root)
        root = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            yield from self._folder(root, b"", 0)
        finally:
            os.close(root)

    def _folder(self, folder: int, prefix: bytes, depth: int) -> Iterator[Found]:
        for entry in self._listing(folder, prefix):
            path = prefix + os.fsencode(entry.name)
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:
                continue  # gone since it was listed
            if is_dot_git(os.fsencode(entry.name)):
                if entry.name != ".git":
                    self.left_out.add("named like git's own folder", path)
            elif stat.S_ISDIR(status.st_mode):
                yield from self._below(folder, entry.name, path, depth)
            elif self._wanted(entry.name, path, status):
                yield Found(path, folder, entry.name, status)

    def _listing(self, folder: int, prefix: bytes) -> list[os.DirEntry[str]]:
        """The entries of a folder by name, folders last; no more of them than the tree may still hold.

        Where a tree is too large, what lies at its top (`run.sh`, a manifest) matters more than what lies deep.
        """
        entries: list[os.DirEntry[str]] = []
        try:
            with os.scandir(folder) as listing:
                for entry in listing:
                    if len(entries) > self._budget or self._visits == 0:
                        self._end_early(prefix or b".")
                        break
                    self._visits -= 1
                    entries.append(entry)
        except OSError:  # a folder of /proc opens, and then refuses to be listed
            if not prefix:
                raise
            self.left_out.add("folder that cannot be read", prefix.rstrip(b"/"))
        return sorted(entries, key=lambda entry: (entry.is_dir(follow_symlinks=False), entry.name))

    def _below(self, folder: int, name: str, path: bytes, depth: int) -> Iterator[Found]:
        if skipped_folder(name):
            return
        if depth >= self._limits.depth:
            self.left_out.add(f"deeper than {self._limits.depth} folders", path)
            return
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(lent(folder, name, 0o500, self._mend))
                inner = os.open(name, _FOLDER, dir_fd=folder)
                stack.callback(os.close, inner)
                os.stat(".", dir_fd=inner)
            except OSError:
                self.left_out.add("folder that cannot be read", path)
                return
            if not _exists("pyvenv.cfg", inner):
                yield from self._folder(inner, path + b"/", depth + 1)

    def _wanted(self, name: str, path: bytes, status: os.stat_result) -> bool:
        if len(path) > PATH_LIMIT:
            self.left_out.add(f"a path of more than {PATH_LIMIT} bytes", path)
            return False
        if stat.S_ISLNK(status.st_mode):
            if is_dot_gitmodules(os.fsencode(name)):
                self.left_out.add("a link that git refuses", path)
                return False
            kind = None
        elif not stat.S_ISREG(status.st_mode):
            self.left_out.add("pipe, socket or device", path)
            return False
        else:
            kind = skipped_file(name)
        if kind is not None:
            if kind:
                self.left_out.add(f"{kind} files are not kept", path)
            return False
        if status.st_size > self._limits.file_bytes:
            self.left_out.add(f"larger than {self._limits.file_bytes >> 20} MiB", path)
            return False
        if self._budget == 0:
            self._end_early(path)
            return False
        self._budget -= 1
        return True

    def _end_early(self, path: bytes) -> None:
        if not self.cut:
            self.cut = True
            self.left_out.add(f"more than {self._limits.files} files; the rest is left out from", path)


def read_entry(folder: int, name: str, limit: int, *, mend: bool) -> tuple[int, bytes] | None:
    """Git's mode and the contents of a file or symlink as it is now; None for anything else and beyond `limit` bytes.

    Raises OSError where it cannot be read or is gone.
    """
    try:
        target = os.readlink(name, dir_fd=folder)
    except OSError:
        pass
    else:
        return None if is_dot_gitmodules(os.fsencode(name)) else (0o120000, os.fsencode(target))
    with lent(folder, name, 0o400, mend):
        file = os.open(name, _FILE, dir_fd=folder)
    try:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode):
            return None
        parts = []
        left = limit + 1
        while left > 0 and (part := os.read(file, min(left, 1 << 20))):
            parts.append(part)
            left -= len(part)
        mode = 0o100755 if status.st_mode & 0o100 else 0o100644
        return (mode, b"".join(parts)) if left > 0 else None
    finally:
        os.close(file)


def _unlock(root: str | bytes | os.PathLike[str]) -> None:
    """Give its owner back a tree whose root nobody may enter any more: neither a walk nor a command could begin."""
    with contextlib.suppress(OSError):
        mode = stat.S_IMODE(os.stat(root).st_mode)
        if mode & 0o700 != 0o700:
            os.chmod(root, mode | 0o700)


@contextlib.contextmanager
def lent(folder: int, name: str, bits: int, mend: bool) -> Iterator[None]:
    """Give the owner `bits` of permission on `folder/name` for a moment, where they are missing.

    The descriptor is one of the path alone (O_PATH), so that a link put there meanwhile is not followed.
    """
    if not mend or not hasattr(os, "O_PATH"):
        yield
        return
    place = os.open(name, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    try:
        mode = os.fstat(place).st_mode
        lacking = mode & bits != bits and not stat.S_ISLNK(mode)
        if lacking:
            os.chmod(f"/proc/self/fd/{place}", stat.S_IMODE(mode) | bits)
        try:
            yield
        finally:
            if lacking:
                os.chmod(f"/proc/self/fd/{place}", stat.S_IMODE(mode))
    finally:
        os.close(place)


def _exists(name: str, folder: int) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except OSError:
        return False
    return True


def _readable(path: bytes) -> str:
    named = path.decode("utf-8", "surrogateescape")
    text = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in named)
    return text if len(text) <= 120 else text[:117] + "..."
