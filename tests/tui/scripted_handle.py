"""A session handle that replays events and notes what was asked of it, over a workspace that lies in memory."""

from __future__ import annotations

import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path

from sandbox.actions import Action
from sandbox.events import Change, Event, Provisional
from sandbox.ports import Entry
from sandbox.store.marks import Marks
from tasks.catalogue import find
from tasks.scorecard import ScoreDetail

Follower = Callable[[Event | Provisional], None]


class MemoryWorkspace:
    """Trees by name, files by path; only what the screens read."""

    def __init__(self, trees: dict[str, dict[str, bytes]] | None = None) -> None:
        self.trees = trees or {}
        self.reads_on: set[str] = set()

    def changes(self, old: str, new: str) -> tuple[Change, ...]:
        self.reads_on.add(threading.current_thread().name)
        before, after = self.trees[old], self.trees[new]
        found = []
        for path in sorted(before.keys() | after.keys()):
            if before.get(path) != after.get(path):
                status = "A" if path not in before else "D" if path not in after else "M"
                found.append(Change(path, status, 1, 1))
        return tuple(found)

    def read(self, tree: str, path: str) -> bytes | None:
        return self.trees[tree].get(path)

    def entries(self, tree: str) -> tuple[Entry, ...]:
        return tuple(Entry(path.encode(), 0o100644, data) for path, data in sorted(self.trees[tree].items()))


class ScriptedHandle:
    """Answers every request by noting it in `asked`; `say` hands events to the followers as the session would."""

    def __init__(
        self,
        events: Sequence[Event] = (),
        provisionals: Sequence[Provisional] = (),
        workspace: MemoryWorkspace | None = None,
        details: dict[str, ScoreDetail] | None = None,
        *,
        task: str = "fastapi/clean+postgres+orm",
        live: bool = True,
    ) -> None:
        self.id = "scripted"
        self.task = find(task)
        self.live = live
        self.workspace = workspace or MemoryWorkspace()
        self.asked: list[tuple[object, ...]] = []
        folder = tempfile.mkdtemp(prefix="spar-test-marks-")
        weakref.finalize(self, shutil.rmtree, folder)
        self.marks = Marks(Path(folder))
        self._events = list(events)
        self._provisionals = list(provisionals)
        self._details = details or {}
        self._followers: list[Follower] = []

    def start(self) -> None:
        self.asked.append(("start",))

    def events(self) -> Sequence[Event]:
        return list(self._events)

    def follow(self, follower: Follower) -> Callable[[], None]:
        self._followers.append(follower)
        return lambda: self._followers.remove(follower)

    def events_and_follow(self, follower: Follower) -> tuple[Sequence[Event], Callable[[], None]]:
        unfollow = self.follow(follower)
        for provisional in self._provisionals:
            follower(provisional)
        return self.events(), unfollow

    def detail(self, key: str) -> ScoreDetail | None:
        return self._details.get(key)

    def say(self, *events: Event | Provisional) -> None:
        for event in events:
            for follower in list(self._followers):
                follower(event)

    def run(self) -> None:
        self.asked.append(("run",))

    def pause(self) -> None:
        self.asked.append(("pause",))

    def step(self) -> None:
        self.asked.append(("step",))

    def approve(self) -> None:
        self.asked.append(("approve",))

    def send_back(self, words: str) -> None:
        self.asked.append(("send_back", words))

    def replace(self, action: Action) -> None:
        self.asked.append(("replace", action))

    def take_over(self) -> None:
        self.asked.append(("take_over",))

    def hand_back(self) -> None:
        self.asked.append(("hand_back",))

    def act(self, action: Action, thought: str = "") -> None:
        self.asked.append(("act", action))

    def pace(self, seconds: float | None) -> None:
        self.asked.append(("pace", seconds))

    def rescore(self, step: int, *, fresh: bool = False) -> None:
        self.asked.append(("rescore", step, fresh))

    def stop(self) -> None:
        self.asked.append(("stop",))

    def close(self) -> None:
        self.asked.append(("close",))
