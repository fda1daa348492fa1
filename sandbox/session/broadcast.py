"""Facts reach the journal first, then everyone who follows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from sandbox.events import Event, Provisional, StateChanged
from sandbox.handle import Follower
from sandbox.store.journal import Journal


class Broadcast:
    """One session's events, journal and followers. `emit` and `publish` belong to the session's thread."""

    def __init__(self, journal: Journal, past: Sequence[Event]) -> None:
        self._journal = journal
        self._events = list(past)
        self._followers: list[Follower] = []
        self._lock = threading.Lock()
        self.state: StateChanged | None = None
        """The last state that was published: what a late follower must be told first."""

    def emit(self, event: Event) -> None:
        """First on disk, then to every follower. Raises JournalError, and then nobody has seen the event."""
        self._journal.append(event)
        with self._lock:
            self._events.append(event)
            followers = tuple(self._followers)
        for follower in followers:
            follower(event)

    def publish(self, event: Event | Provisional) -> None:
        """To every follower, and nowhere else."""
        if isinstance(event, StateChanged):
            self.state = event
        with self._lock:
            followers = tuple(self._followers)
        for follower in followers:
            follower(event)

    def events(self) -> tuple[Event, ...]:
        with self._lock:
            return tuple(self._events)

    def join(self, follower: Follower) -> tuple[Sequence[Event], Callable[[], None]]:
        """The past, and from here on every event, with no gap between; and what ends it."""
        with self._lock:
            past = tuple(self._events)
            self._followers.append(follower)

        def leave() -> None:
            with self._lock:
                if follower in self._followers:
                    self._followers.remove(follower)

        return past, leave
