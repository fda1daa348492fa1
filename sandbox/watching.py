"""A directory that somebody else edits, as an agent and a box: whenever it settles, what changed is a step.

Nothing in it is run or written here; only the judge runs it, in a box of its own, from the commit.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event as Flag

from sandbox.actions import Action, ListFiles, Submit
from sandbox.inside.porter.walk import TreeLimits, Walk
from sandbox.ports import (
    AgentFailed,
    BoxKind,
    Cancelled,
    Entry,
    Observation,
    Proposal,
    ProposalStream,
    Snapshot,
    Transcript,
)
from sandbox.workspace.folder import entries_of

QUIET = 1.0
"""Seconds without a change after which a directory has settled."""

RESTLESS = 10.0
"""Seconds after which a directory that never settles (a log that grows, a database in use) is taken as it is; each time
twice as long as the time before, at most LONGEST."""
LONGEST = 300.0

POLL = 0.2
_SHARE = 4
"""A look that took long is followed by a pause of as many times its length: a big tree must not eat a core."""

_NAMED = 5
_LISTED = 100

Look = tuple[tuple[object, ...], ...]


class WatchedFolder:
    """The agent and the box of a session that watches `folder`; with `once` its state now is the only step."""

    name = "watch"

    def __init__(
        self,
        folder: Path,
        kind: BoxKind = "local",
        *,
        once: bool = False,
        quiet: float = QUIET,
        restless: float = RESTLESS,
    ) -> None:
        self.kind: BoxKind = kind
        self.label = f"{'the directory' if once else 'watching'} {folder}"
        self._folder = folder
        self._once = once
        self._quiet = 0.0 if once else quiet
        self._restless = restless
        self._committed: dict[bytes, Entry] = {}
        self._found: dict[bytes, Entry] = {}
        self._left_out: tuple[str, ...] = ()
        self._read: Look | None = None
        self._moving_since = 0.0
        self._taken = False

    def of_kind(self, kind: BoxKind) -> WatchedFolder:
        """Itself, where what it commits is judged in boxes of this kind."""
        self.kind = kind
        return self

    # --- the agent ---

    def propose(self, transcript: Transcript, stream: ProposalStream, cancel: Flag) -> Proposal:
        """The next state in which the directory came to rest. Raises AgentFailed when it can't be read, Cancelled."""
        stream("thought", f"{self._folder} is being watched.")
        try:
            while not (self._settled(cancel) and (self._once or self._changes())):
                pass
        except OSError as error:
            raise AgentFailed(f"{self._folder} can't be read any more: {error.strerror}") from error
        thought = in_words(self._changes())
        unsettled = ("The directory did not settle; this is how it was in between.",) if self._taken else ()
        return Proposal(thought, Submit("as it lies there") if self._once else ListFiles(), notices=unsettled)

    def _settled(self, cancel: Flag) -> bool:
        """Wait for rest in a state that was not read yet, and read it; False where it moved meanwhile.

        What doesn't come to rest for too long is read all the same.
        """
        seen, since, pause = self._read, time.monotonic(), 0.0
        self._moving_since, self._taken = self._moving_since or since, False
        while seen == self._read or time.monotonic() - since < self._quiet:
            if seen == self._read:
                self._moving_since = time.monotonic()
            elif time.monotonic() - self._moving_since > self._restless:
                self._taken = True
                break
            if cancel.wait(pause):
                raise Cancelled
            begun = time.monotonic()
            now = look(self._folder)
            pause = max(POLL, _SHARE * (time.monotonic() - begun))
            if now != seen:
                seen, since = now, time.monotonic()
        entries, left_out = entries_of(self._folder)
        if not self._once and not self._taken and look(self._folder) != seen:
            return False
        self._restless = min(LONGEST, 2 * self._restless) if self._taken else self._restless
        self._moving_since = 0.0
        self._read, self._left_out = seen, left_out
        self._found = {entry.path: entry for entry in entries}
        return True

    def _changes(self) -> tuple[tuple[str, bytes], ...]:
        """What differs from the last commit: `A`, `M` or `D`, and the path."""
        both = sorted(self._found.keys() | self._committed.keys())
        return tuple(
            ("A" if path not in self._committed else "M" if path in self._found else "D", path)
            for path in both
            if self._found.get(path) != self._committed.get(path)
        )

    # --- the box ---

    def fill(self, entries: Iterable[Entry]) -> None:
        """What the session starts from; the directory itself is never written."""
        self._committed = {entry.path: entry for entry in entries}

    def execute(self, action: Action, stream: Callable[[str], None], cancel: Flag) -> Observation:
        """Says what changed; anything else is refused, for the directory belongs to somebody."""
        if not isinstance(action, ListFiles):
            return Observation("Spar only watches this directory; it runs and writes nothing in it.", False, None, 0.0)
        changes = self._changes()
        lines = [f"{status} {_readable(path)}" for status, path in changes[:_LISTED]]
        if len(changes) > _LISTED:
            lines.append(f"and {len(changes) - _LISTED} more")
        return Observation("\n".join(lines), True, None, 0.0)

    def snapshot(self) -> Snapshot:
        changes = self._changes()
        written = tuple(self._found[path] for status, path in changes if status != "D")
        deleted = tuple(path for status, path in changes if status == "D")
        self._committed = self._found
        return Snapshot(written, deleted, self._left_out)

    def close(self) -> None:
        """Nothing is held open."""


def look(folder: Path) -> Look:
    """Names, kinds, sizes and times of everything below it, no content read. Raises OSError."""
    walk = Walk(folder, TreeLimits(), mend=False)
    return tuple(
        (found.path, status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
        for found in walk
        for status in (found.status,)
    )


def in_words(changes: tuple[tuple[str, bytes], ...]) -> str:
    """`3 files changed: a.py, b.py, c.py`, in one line."""
    if not changes:
        return "nothing changed"
    names = ", ".join(_readable(path) for _, path in changes[:_NAMED])
    more = f" and {len(changes) - _NAMED} more" if len(changes) > _NAMED else ""
    return f"{len(changes)} {'file' if len(changes) == 1 else 'files'} changed: {names}{more}"


def _readable(path: bytes) -> str:
    text = path.decode("utf-8", "backslashreplace")
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)[:200]
