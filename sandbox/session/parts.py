"""What a session is made of; `sandbox.assembly` puts it together, tests do so with fakes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sandbox.events import Event, Provisional
from sandbox.limits import Limits
from sandbox.ports import Agent, Box, Workspace
from sandbox.store.journal import Journal
from tasks.scorecard import ScoreDetail
from tasks.task import Task

Report = Callable[[Event | Provisional], None]


class Scorer(Protocol):
    """Scores commits beside the session; results are events, handed to the `Report` that it was made with."""

    def start(self) -> None:
        """Make ready for the first tree. Returns at once."""

    def submit(self, step: int, tree: str, *, fresh: bool = False) -> None:
        """Queue a tree; the newest goes first. Returns at once."""

    def wait(self) -> None:
        """Until every submitted tree is scored."""

    def detail(self, key: str) -> ScoreDetail | None:
        """A score's assertions and evidence, while the cache has them."""

    def close(self) -> None:
        """Drop what is queued and end what is under way; may be called twice."""


@dataclass(frozen=True, slots=True)
class Parts:
    """One session's own things. `scorer` is called once, with where its results go."""

    id: str
    task: Task
    journal: Journal
    workspace: Workspace
    open_box: Callable[[], Box]
    agent: Agent
    scorer: Callable[[Report], Scorer]
    limits: Limits
