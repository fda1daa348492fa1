"""A session as it lies on disk: everything to look at, nothing that runs."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path

from sandbox.actions import Action
from sandbox.events import Event, Noticed, SessionStarted, StepCommitted, StepProposed
from sandbox.handle import Follower
from sandbox.ports import Workspace
from sandbox.store import journal
from sandbox.store.ending import untold
from sandbox.store.marks import Marks
from sandbox.store.session_file import SCORES
from sandbox.store.session_task import task_of
from sandbox.store.tail import Tail
from tasks.scorecard import ScoreDetail
from tasks.task import Task


class ArchivedSession:
    """A `SessionHandle` on a folder. `torn` says what a crash had left half written, or is empty.

    What another process runs is followed as it goes on there.

    Raises journal.JournalError when the folder holds no session that can be read.
    """

    live = False

    def __init__(self, folder: Path) -> None:
        self._elsewhere = journal.locked(folder)
        reading = journal.read(folder)
        if not reading.events or not isinstance(reading.events[0], SessionStarted):
            raise journal.JournalError(f"session {folder.name} ended before its first step; there is nothing to open")
        self.folder = folder
        self.started = reading.events[0]
        self.torn = "" if self._elsewhere else reading.torn
        self._events: tuple[Event, ...] = reading.events
        if self.torn:
            last = max((event.step for event in self._events if isinstance(event, StepProposed)), default=0)
            self._events = (*self._events, Noticed(last, f"This session was interrupted: {self.torn}."))
        if not self._elsewhere:
            self._events = (*self._events, *untold(self._events))

    @property
    def id(self) -> str:
        return self.started.id

    @functools.cached_property
    def task(self) -> Task:
        return task_of(self.folder, self.started.task)

    @functools.cached_property
    def workspace(self) -> Workspace:
        from sandbox.store.repository import open_repository

        return open_repository(self.folder)

    @property
    def marks(self) -> Marks:
        return Marks(self.folder)

    def check(self) -> None:
        """Say now what a screen would trip over later. Raises catalogue.UnknownTask, journal.JournalError."""
        name = self.task.name
        try:
            for event in self._events:
                if isinstance(event, SessionStarted | StepCommitted):
                    for place in (event.commit, event.tree):
                        self.workspace.read(place, "run.sh")
        except (KeyError, ValueError) as error:
            raise journal.JournalError(f"session {self.id} ({name}) has lost files of its steps") from error

    def events(self) -> Sequence[Event]:
        return journal.read(self.folder).events if self._elsewhere else self._events

    def follow(self, follower: Follower) -> Callable[[], None]:
        return self.events_and_follow(follower)[1]

    def events_and_follow(self, follower: Follower) -> tuple[Sequence[Event], Callable[[], None]]:
        if not self._elsewhere:
            return self._events, _nothing
        reading = journal.read(self.folder)
        return reading.events, Tail(self.folder, reading.size, follower).stop

    def detail(self, key: str) -> ScoreDetail | None:
        from sandbox.judge.cache import ScoreCache

        for cache in (ScoreCache(), ScoreCache(self.folder / SCORES)):
            if found := cache.get(key, self.started.seed) or cache.get(key):
                return found
        return None

    def run(self) -> None: ...
    def pause(self) -> None: ...
    def step(self) -> None: ...
    def approve(self) -> None: ...
    def send_back(self, words: str) -> None: ...
    def replace(self, action: Action) -> None: ...
    def take_over(self) -> None: ...
    def hand_back(self) -> None: ...
    def act(self, action: Action, thought: str = "") -> None: ...
    def pace(self, seconds: float | None) -> None: ...
    def rescore(self, step: int, *, fresh: bool = False) -> None: ...
    def stop(self) -> None: ...
    def close(self) -> None: ...


def _nothing() -> None: ...
