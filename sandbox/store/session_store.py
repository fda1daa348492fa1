"""Where sessions live: one folder each in the user's data directory."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import platformdirs

from sandbox.events import Event, SessionStarted, StepCommitted, StepProposed, StepScored
from sandbox.store import journal
from sandbox.store.ending import ending, untold

FOREIGN = "foreign"
"""A file of this name marks a session that came from elsewhere: what it holds runs only where a box isolates it."""

_UNBEGUN = "it ended before its first step"


class SessionSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the session list. `at` in seconds since the epoch; `state` is an outcome, `running` or `interrupted`.

    `steps`: how many were proposed, run or not. `broken`: why the session can't be opened; then the rest is empty.
    """

    id: str
    task: str = ""
    agent: str = ""
    label: str = ""
    at: float = 0.0
    steps: int = 0
    state: str = ""
    cost: float | None = 0.0
    core_passed: int | None = None
    core_total: int | None = None
    strict_a_percent: float | None = None
    passed: bool = False
    broken: str = ""


def data_folder() -> Path:
    """The user's data directory for Spar; `SPAR_DATA` replaces it."""
    return Path(os.environ.get("SPAR_DATA") or platformdirs.user_data_dir("spar", appauthor=False))


class SessionStore:
    """The folder of sessions."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or data_folder() / "sessions"

    def create(self, task: str) -> tuple[str, Path]:
        """A new empty session folder and its id, which sorts by time. Raises JournalError."""
        name = f"{time.strftime('%Y%m%d-%H%M%S')}-{task.replace('/', '-').replace('+', '_')}-{secrets.token_hex(2)}"
        folder = self.root / name
        try:
            folder.mkdir(parents=True, mode=0o700)
        except OSError as error:
            raise journal.CannotWrite(
                f"can't make a session in {self.root}: {error.strerror}; SPAR_DATA names another folder"
            ) from error
        return name, folder

    def folder(self, session: str) -> Path:
        """The folder of the session with this id, or the only one whose id contains it; `last` is the newest.

        Raises JournalError with what to do.
        """
        if os.path.isabs(session) or os.sep in session:
            return Path(session)
        names = sorted(self._names())
        if session == "last" and names:
            # What was killed while it was being made has a folder and no journal.
            begun = [name for name in names if os.path.lexists(self.root / name / journal.FILE)]
            return self.root / (begun or names)[-1]
        if session in names:
            return self.root / session
        near = [name for name in names if session in name]
        if len(near) == 1:
            return self.root / near[0]
        called = repr(session[:80])
        if near:
            raise journal.JournalError(f"{called} fits {len(near)} sessions; `spar sessions` lists them")
        if not names:
            raise journal.JournalError("there is no session yet; `spar run flask/clean+sqlite+orm` makes one")
        raise journal.JournalError(f"no session is called {called}; `spar sessions` lists them")

    def summaries(self) -> Iterator[SessionSummary]:
        """Every session, newest first; what can't be read is named, not raised. JournalError: not even their folder."""
        for name in sorted(self._names(), reverse=True):
            try:
                reading = journal.read(self.root / name)
            except journal.JournalError as error:
                unbegun = isinstance(error.__cause__, FileNotFoundError)
                yield SessionSummary(id=name, broken=_UNBEGUN if unbegun else str(error))
            else:
                yield sum_up(name, reading.events, running=journal.locked(self.root / name))

    def _names(self) -> list[str]:
        try:
            return [entry.name for entry in os.scandir(self.root) if entry.is_dir() and entry.name[0] != "."]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise journal.JournalError(
                f"can't look for sessions in {self.root}: {error.strerror}; SPAR_DATA names another folder"
            ) from error


def sum_up(session: str, events: tuple[Event, ...], *, running: bool) -> SessionSummary:
    """The session list's line for these events."""
    if not events or not isinstance(events[0], SessionStarted):
        return SessionSummary(id=session, broken=_UNBEGUN)
    started = events[0]
    steps = {event.step for event in events if isinstance(event, StepProposed | StepCommitted)}
    scores = [event for event in events if isinstance(event, StepScored)]
    last = max(scores, key=lambda event: event.step, default=None)
    return SessionSummary(
        id=session,
        task=started.task,
        agent=started.agent,
        label=started.label,
        at=started.at,
        steps=len(steps),
        state=_state(events, running=running),
        cost=total_cost(events),
        core_passed=last.summary.core.passed if last else None,
        core_total=last.summary.core.total if last else None,
        strict_a_percent=last.summary.strict_a_percent if last else None,
        passed=last.summary.passed if last else False,
    )


def _state(events: tuple[Event, ...], *, running: bool) -> str:
    """A run that is over stays so, though whoever ran it still has it open."""
    over = ending(events)
    if running and (over is None or untold(events)):
        return "running"
    return over.outcome if over else "interrupted"


def total_cost(events: tuple[Event, ...]) -> float | None:
    """US dollars so far; None as soon as one call's price is unknown."""
    costs = [event.usage.cost for event in events if isinstance(event, StepProposed)]
    return None if None in costs else sum((cost for cost in costs if cost is not None), 0.0)


def made_here(folder: Path) -> bool:
    """Was the session made on this machine, by this person?"""
    return folder.parent == SessionStore().root and not (folder / FOREIGN).exists()
