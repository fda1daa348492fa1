"""What changed in the tree since last time: contents, deletions, and what limits kept away."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from typing import NamedTuple

from sandbox.inside.porter.walk import Found, LeftOut, TreeLimits, Walk, read_entry

SETTLED = 0.1
"""Seconds. The kernel's clock for files ticks in steps of up to 10 ms, so a file changed this shortly before it was
read may have changed again unseen; it is read again next time (git calls such an entry racily clean)."""


class Known(NamedTuple):
    """A file as it was last seen; `stamp` is None where its times prove nothing."""

    mode: int
    digest: bytes
    size: int
    stamp: tuple[int, ...] | None


class Written(NamedTuple):
    path: bytes
    mode: int
    data: bytes


class Tracker:
    """Remembers one tree between snapshots."""

    def __init__(self, root: str, limits: TreeLimits) -> None:
        self._root = root
        self._limits = limits
        self._known: dict[bytes, Known] = {}
        self._said: frozenset[str] = frozenset()
        self._left_out = LeftOut()
        self._total = 0
        self.deleted: tuple[bytes, ...] = ()
        self.left_out: tuple[str, ...] = ()

    def changes(self) -> Iterator[Written]:
        """Every file whose contents or mode changed; once it is exhausted, `deleted` and `left_out` are right.

        A line of `left_out` is said once, and again only after it has been untrue for a while.
        """
        walk = Walk(self._root, self._limits, mend=True)
        self._left_out = walk.left_out
        self._total = sum(known.size for known in self._known.values())  # what is in the tree goes before what is new
        before, self._known = self._known, {}
        began = time.time()
        for found in walk:
            yield from self._look(found, before.get(found.path), began)
        if walk.cut:
            self._keep_unvisited(before)
        self.deleted = tuple(sorted(before.keys() - self._known.keys()))
        lines = frozenset(walk.left_out.lines())
        self.left_out = tuple(line for line in walk.left_out.lines() if line not in self._said)
        self._said = lines

    def _look(self, found: Found, known: Known | None, began: float) -> Iterator[Written]:
        stamp = _stamp(found.status)
        self._total -= known.size if known else 0
        if known is not None and known.stamp == stamp:
            self._admit(found.path, known)
            return
        try:
            content = read_entry(found.folder, found.name, self._limits.file_bytes, mend=True)
        except FileNotFoundError:
            return
        except OSError:
            self._left_out.add("file that cannot be read", found.path)
            return
        if content is None:
            self._left_out.add("changed its kind or outgrew the limit while it was read", found.path)
            return
        mode, data = content
        settled = found.status.st_ctime < began - SETTLED and len(data) == found.status.st_size
        now = Known(mode, hashlib.blake2b(data, digest_size=20).digest(), len(data), stamp if settled else None)
        if self._admit(found.path, now) and (known is None or (known.mode, known.digest) != (now.mode, now.digest)):
            yield Written(found.path, mode, data)

    def _admit(self, path: bytes, known: Known) -> bool:
        if self._total + known.size > self._limits.total_bytes:
            self._left_out.add(f"beyond {self._limits.total_bytes >> 20} MiB for the whole tree", path)
            return False
        self._total += known.size
        self._known[path] = known
        return True

    def _keep_unvisited(self, before: dict[bytes, Known]) -> None:
        """A walk that was cut short did not see everything: what is still there is not deleted."""
        for path in before.keys() - self._known.keys():
            try:
                status = os.lstat(os.path.join(os.fsencode(self._root), path))
            except OSError:
                continue
            if stat.S_ISREG(status.st_mode) or stat.S_ISLNK(status.st_mode):
                self._known[path] = before[path]


def _stamp(status: os.stat_result) -> tuple[int, ...]:
    return (status.st_mode, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
