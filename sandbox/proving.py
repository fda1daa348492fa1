"""Every task's reference, played through the real loop and scored at its last step; a person's own in one step."""

from __future__ import annotations

import dataclasses
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path

import msgspec

from sandbox.agents.scripted import ScriptedAgent
from sandbox.assembly import new_session
from sandbox.choices import Choices
from sandbox.events import RunEnded, StepCommitted, StepNotJudged, StepScored
from sandbox.limits import Limits
from sandbox.own_base import reference_of
from sandbox.ports import AgentFailed, BoxDied, EnvironmentLacks, Launcher
from sandbox.session.live import LiveSession
from sandbox.session.parts import Scorer
from sandbox.store.journal import JournalError
from sandbox.store.session_store import SessionStore
from sandbox.tapes.recorded import reference_tape
from sandbox.watching import WatchedFolder
from tasks.catalogue import UnknownTask
from tasks.scorecard import ScoreDetail, Tally
from tasks.task import Task


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """How one task's reference did. `broken` and `failures` in words; `problem`: why it could not be judged."""

    task: str
    proven: bool
    core: Tally = Tally(0, 0)
    extended: Tally = Tally(0, 0)
    broken: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    seconds: float = 0.0
    problem: str = ""


def prove(
    tasks: Sequence[Task], launcher: Callable[[Task], Launcher], *, parallel: int, seed: int, fresh: bool
) -> Iterator[Proof]:
    """A proof a task, in the order in which they are done. `launcher` makes the kind of box ready for a task."""
    playing = _Playing()
    pool = ThreadPoolExecutor(parallel, thread_name_prefix="spar-prove")
    try:
        futures = [pool.submit(_prove, task, launcher, seed, fresh, playing) for task in tasks]
        for future in as_completed(futures):
            yield future.result()
    finally:
        # Whoever stops listening (Ctrl+C) must not wait for a hundred tasks.
        pool.shutdown(wait=False, cancel_futures=True)
        playing.stop()
        pool.shutdown()


class _Playing:
    """The sessions under way, so that all of them can be stopped."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sessions: set[LiveSession] = set()
        self._stopped = False

    @contextmanager
    def one(self, session: LiveSession) -> Iterator[None]:
        with self._lock:
            self._sessions.add(session)
            stopped = self._stopped
        try:
            if stopped:
                session.stop()
            yield
        finally:
            with self._lock:
                self._sessions.discard(session)
            session.close()

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            sessions = list(self._sessions)
        for session in sessions:
            session.stop()


def _prove(task: Task, launcher: Callable[[Task], Launcher], seed: int, fresh: bool, playing: _Playing) -> Proof:
    begun = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="spar-prove-") as folder:
            proof = _play(task, launcher(task), Path(folder), seed, fresh, playing)
    except (EnvironmentLacks, BoxDied, AgentFailed, JournalError, UnknownTask, OSError) as error:
        proof = Proof(task=task.name, proven=False, problem=str(error))
    return msgspec.structs.replace(proof, seconds=round(time.monotonic() - begun, 2))


def _play(task: Task, launcher: Launcher, folder: Path, seed: int, fresh: bool, playing: _Playing) -> Proof:
    choices = Choices(task=task.name, seed=seed, pace=0.0, limits=Limits(None, None, None, None))
    own = WatchedFolder(Path(task.own.reference), launcher.kind, once=True) if task.own else None
    if own:
        reference_of(task)
    session = new_session(
        task,
        own or ScriptedAgent(reference_tape(task)),
        launcher,
        choices,
        SessionStore(folder),
        lambda made: _LastOnly(made, fresh=fresh),
        box=(lambda: own) if own else None,
    )
    with playing.one(session):
        session.start()
        session.wait()
        events = session.events()
    last = max((event.step for event in events if isinstance(event, StepCommitted)), default=0)
    for event in events:
        if isinstance(event, StepScored) and event.step == last:
            summary = event.summary
            return Proof(
                task=task.name,
                proven=summary.passed,
                core=summary.core,
                extended=summary.extended,
                broken=summary.broken,
                failures=summary.failures,
            )
    problems = [event.reason for event in events if isinstance(event, StepNotJudged)]
    problems += [event.words for event in events if isinstance(event, RunEnded)]
    return Proof(task=task.name, proven=False, problem=problems[0] if problems else "it was never scored")


@dataclasses.dataclass(slots=True)
class _LastOnly:
    """Scores the last submitted tree, and that alone."""

    inner: Scorer
    fresh: bool
    last: tuple[int, str] | None = None

    def start(self) -> None:
        self.inner.start()

    def submit(self, step: int, tree: str, *, fresh: bool = False) -> None:
        self.last = (step, tree)

    def wait(self) -> None:
        if self.last is not None:
            self.inner.submit(*self.last, fresh=self.fresh)
            self.inner.wait()

    def detail(self, key: str) -> ScoreDetail | None:
        return self.inner.detail(key)

    def close(self) -> None:
        self.inner.close()
