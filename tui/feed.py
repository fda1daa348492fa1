"""Brings a session's events from its thread to the screen's: in order, in batches, at most 20 a second."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock

from sandbox.events import Event, Provisional
from sandbox.handle import SessionHandle

SECONDS_BETWEEN = 0.05


class Feed:
    """Gathers events until they are taken; `wake` is called from the session's thread once a batch has begun."""

    def __init__(self, wake: Callable[[], object]) -> None:
        self._wake = wake
        self._waiting: deque[Event | Provisional] = deque()
        self._lock = Lock()
        self._unfollow: Callable[[], None] | None = None

    def follow(self, handle: SessionHandle) -> Sequence[Event]:
        """Begin to gather; returns the past."""
        past, self._unfollow = handle.events_and_follow(self._arrived)
        return past

    def take(self) -> list[Event | Provisional]:
        """Everything gathered since the last time."""
        with self._lock:
            taken = list(self._waiting)
            self._waiting.clear()
        return taken

    def stop(self) -> None:
        if self._unfollow is not None:
            self._unfollow()
            self._unfollow = None

    def _arrived(self, event: Event | Provisional) -> None:
        with self._lock:
            first = not self._waiting
            self._waiting.append(event)
        if first:
            self._wake()
