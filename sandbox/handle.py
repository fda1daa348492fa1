"""What a front door (workbench, command line) may ask of a session, whether it runs or only lies on disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from sandbox.actions import Action
from sandbox.events import Event, Provisional
from sandbox.ports import Workspace
from sandbox.store.marks import Marks
from tasks.scorecard import ScoreDetail
from tasks.task import Task

Follower = Callable[[Event | Provisional], None]
"""Called on the session's thread, in order, for every event after it was journalled; must return quickly."""


class SessionHandle(Protocol):
    """One session as a front door sees it. Every method may be called from any thread and returns at once.

    Requests that make no sense in the present state are ignored; the answer to a request is an event.
    """

    @property
    def id(self) -> str: ...

    @property
    def task(self) -> Task: ...

    @property
    def live(self) -> bool:
        """A thread of this process drives it; else it is read from disk, and every request is ignored."""

    @property
    def workspace(self) -> Workspace:
        """For diffs and file contents; safe to read from any thread."""

    @property
    def marks(self) -> Marks:
        """Verdicts that a person called wrong; may be read and changed from any thread, live or not."""

    def events(self) -> Sequence[Event]:
        """Everything journalled so far."""

    def follow(self, follower: Follower) -> Callable[[], None]:
        """Hand over every further event; returns what ends it. Nothing is missed or doubled against `events()`
        when called as `past, unfollow = handle.events_and_follow(f)`."""

    def events_and_follow(self, follower: Follower) -> tuple[Sequence[Event], Callable[[], None]]:
        """The past and every event after it, with no gap between them."""

    def detail(self, key: str) -> ScoreDetail | None:
        """A score's assertions and evidence by the key of its StepScored, or None when the cache no longer has it."""

    def run(self) -> None:
        """Go on by itself from here (also: run the pending action and go on)."""

    def pause(self) -> None:
        """Stop at once: cuts a stream or a command short, and asks for nothing more."""

    def step(self) -> None:
        """Let the agent act once, then wait."""

    def approve(self) -> None:
        """Run the pending action (and wait at the next if single-stepping)."""

    def send_back(self, words: str) -> None:
        """Refuse the pending action with words for the agent."""

    def replace(self, action: Action) -> None:
        """Run another action in the pending one's place; the next proposal waits."""

    def take_over(self) -> None:
        """From here on a person is the agent: the next actions come from `act`."""

    def hand_back(self) -> None:
        """The session's own agent goes on."""

    def act(self, action: Action, thought: str = "") -> None:
        """A person's own action, when it is the person's turn."""

    def pace(self, seconds: float | None) -> None:
        """How long a recording waits between steps; None: one step a key press."""

    def rescore(self, step: int, *, fresh: bool = False) -> None:
        """Queue a step for scoring (again)."""

    def stop(self) -> None:
        """End the run; it can be continued."""

    def close(self) -> None:
        """Stop if live, and let go of everything; returns when the journal is closed (at most a few seconds)."""
