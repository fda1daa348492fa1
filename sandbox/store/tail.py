"""Follows a session that another process runs, by what it appends to the journal."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec

from sandbox.events import Event, RunEnded, SessionContinued, StateChanged, decode
from sandbox.handle import Follower
from sandbox.plain_file import open_plain
from sandbox.store.ending import untold
from sandbox.store.journal import FILE, JournalError, locked, read

POLL_S = 0.25
_ELSEWHERE = StateChanged("elsewhere", 0)


class Tail:
    """Hands over, on a thread of its own, what comes after the first `size` bytes; until `stop`, or nobody writes.

    StateChanged says that it runs elsewhere, and that it stands still once its writer is gone in the middle of a run.
    """

    def __init__(self, folder: Path, size: int, follower: Follower) -> None:
        self._file = folder / FILE
        self._folder = folder
        self._size = size
        self._follower = follower
        self._stopped = threading.Event()
        threading.Thread(target=self._follow, name="journal tail", daemon=True).start()

    def stop(self) -> None:
        """Hand over nothing more. Returns at once."""
        self._stopped.set()

    def _follow(self) -> None:
        self._follower(_ELSEWHERE)
        over = False
        while not self._stopped.is_set():
            written_now = locked(self._folder)  # Asked first: what is written before the lock goes is still read.
            for event in self._new():
                self._follower(event)
                over = isinstance(event, RunEnded)
                if isinstance(event, SessionContinued):
                    self._follower(_ELSEWHERE)
            if not written_now:
                if not over:
                    self._stands_still()
                return
            self._stopped.wait(POLL_S)

    def _stands_still(self) -> None:
        """Its writer went away and said nothing: after a submission the run is over all the same."""
        ends: tuple[Event, ...] = ()
        with contextlib.suppress(JournalError):
            ends = untold(read(self._folder).events)
        for told in ends or (StateChanged("paused", 0),):
            self._follower(told)

    def _new(self) -> Iterator[Event]:
        """Every whole line that was not read before; one that can't be read ends the session, as for `read`."""
        try:
            with open_plain(self._file) as file:
                file.seek(self._size)
                lines = file.read().split(b"\n")[:-1]
            for line in lines:
                yield decode(line)
                self._size += len(line) + 1
        except (OSError, msgspec.MsgspecError, RecursionError):
            return
