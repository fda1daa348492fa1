"""A session while it runs: one thread owns it and alone writes its journal.

Whatever takes long (a model, a command, a score) goes on beside that thread and reaches it through one queue, so that
a score lands and is shown while the agent still thinks.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sandbox.actions import Action
from sandbox.agents.human import HumanAgent
from sandbox.events import Event, Provisional, RunEnded, StateChanged, StepCommitted, Streamed
from sandbox.handle import Follower
from sandbox.ports import Agent, Proposal, Workspace
from sandbox.session.broadcast import Broadcast
from sandbox.session.debugger import Debugger, Mode
from sandbox.session.parts import Parts
from sandbox.session.run import Run
from sandbox.store.journal import JournalError
from sandbox.store.marks import Marks
from tasks.scorecard import ScoreDetail
from tasks.task import Task

T = TypeVar("T")
_CLOSE_S = 10.0
_CLOSE = object()
_LOOK_UP = object()
"""Answered by nothing: who waits for the queue asks itself whether it was stopped."""


class LiveSession:
    """A `SessionHandle` with a thread behind it, once `start` was called: before, nothing of it runs.

    `past` is what the journal holds already.

    `pace`: seconds between steps in running mode; None: every step waits for a key.
    """

    live = True

    def __init__(
        self, parts: Parts, past: Sequence[Event], *, mode: Mode = "running", pace: float | None = 0.0
    ) -> None:
        self._parts = parts
        self._told = Broadcast(parts.journal, past)
        self._beside = _Beside(self._answer)
        self._gate = Debugger("asking" if pace is None else mode, self._waits)
        self._scorer = parts.scorer(self._beside.put)
        self._run = Run(parts, past, self._told, self._gate, self._scorer, self._beside)
        self._run.pace = pace or 0.0
        self._human = parts.agent if isinstance(parts.agent, HumanAgent) else HumanAgent()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._main, name=f"spar-{parts.id}", daemon=True)

    def start(self) -> LiveSession:
        """Set the thread going, and have the judge make ready. Whoever calls this closes the session."""
        self._scorer.start()
        self._thread.start()
        return self

    # --- what a front door sees ---

    @property
    def id(self) -> str:
        return self._parts.id

    @property
    def task(self) -> Task:
        return self._parts.task

    @property
    def workspace(self) -> Workspace:
        return self._parts.workspace

    @property
    def marks(self) -> Marks:
        return Marks(self._parts.journal.folder)

    def events(self) -> Sequence[Event]:
        return self._told.events()

    def follow(self, follower: Follower) -> Callable[[], None]:
        return self.events_and_follow(follower)[1]

    def events_and_follow(self, follower: Follower) -> tuple[Sequence[Event], Callable[[], None]]:
        joined = self._told.join(follower)
        if (state := self._told.state) is not None:
            self._beside.put(state)
        return joined

    def detail(self, key: str) -> ScoreDetail | None:
        return self._scorer.detail(key)

    def run(self) -> None:
        self._gate.run()

    def pause(self) -> None:
        if self._ended.is_set():
            return
        self._gate.pause()
        self._beside.put(StateChanged("paused", self._run.step, detail="when what is under way has ended"))

    def step(self) -> None:
        self._gate.step()

    def approve(self) -> None:
        self._gate.approve()

    def send_back(self, words: str) -> None:
        self._gate.send_back(words)

    def replace(self, action: Action) -> None:
        self._gate.replace(action)

    def take_over(self) -> None:
        self._beside.put(lambda: self._hand_to(self._human))

    def hand_back(self) -> None:
        self._beside.put(lambda: self._hand_to(self._parts.agent))

    def act(self, action: Action, thought: str = "") -> None:
        self._beside.put(lambda: self._hand_in(action, thought))

    def pace(self, seconds: float | None) -> None:
        self._beside.put(lambda: self._set_pace(seconds))

    def rescore(self, step: int, *, fresh: bool = False) -> None:
        trees = {event.step: event.tree for event in self.events() if isinstance(event, StepCommitted)}
        if step in trees:
            self._scorer.submit(step, trees[step], fresh=fresh)

    def stop(self) -> None:
        self._gate.stop()
        self._beside.put(_LOOK_UP)

    def close(self) -> None:
        if self._thread.ident is None:
            self._let_go()
            return
        self.stop()
        self._beside.put(_CLOSE)
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout=_CLOSE_S)

    def wait(self, timeout: float | None = None) -> bool:
        """Until the run has ended; False on time-out."""
        return self._ended.wait(timeout)

    # --- the session's thread ---

    def _main(self) -> None:
        try:
            outcome, words = self._run.whole()
            self._end(RunEnded(outcome, words, self._run.step, time.time()))
            self._beside.serve()
        except _Closed:
            pass
        except Exception as error:
            self._broke_off(error)
        finally:
            self._ended.set()
            self._gate.stop()
            self._let_go()

    def _broke_off(self, error: Exception) -> None:
        """A full disk, or a defect of ours: every follower hears of it, and the journal if it still can."""
        if isinstance(error, JournalError):
            words = str(error)
        elif isinstance(error, OSError):
            words = f"the workspace can't be written: {(error.strerror or str(error)).lower()}"
        else:
            words = f"a defect in Spar: {type(error).__name__}: {error}"
        event = RunEnded("interrupted", words, self._run.step, time.time())
        if not self._ended.is_set():
            try:
                self._told.emit(event)
            except JournalError:
                self._told.publish(event)
        self._told.publish(StateChanged("ended", self._run.step, detail="interrupted"))

    def _let_go(self) -> None:
        with contextlib.ExitStack() as ends:
            ends.callback(self._parts.journal.close)
            ends.callback(self._beside.close)
            ends.callback(self._scorer.close)
            ends.callback(self._parts.agent.close)

    def _end(self, event: RunEnded) -> None:
        self._told.emit(event)
        self._run.state("ended", detail=event.outcome)
        self._ended.set()

    def _answer(self, item: object) -> None:
        """Something reached the queue: a fact, something provisional, or a request."""
        if item is _CLOSE:
            if self._ended.is_set():
                raise _Closed
            self._gate.stop()
            self._beside.put_back(_CLOSE)
        elif isinstance(item, Provisional):
            self._told.publish(item)
        elif isinstance(item, Event):
            self._told.emit(item)
        elif callable(item):
            item()

    def _waits(self, step: int, proposal: Proposal) -> None:
        self._beside.put(StateChanged("waiting", step, proposal.action, proposal.thought))

    def _hand_to(self, agent: Agent) -> None:
        if self._run.agent is agent:
            return
        self._run.agent = agent
        self._gate.cancel.set()
        self._gate.send_back("I take over from here.")

    def _hand_in(self, action: Action, thought: str) -> None:
        """What is typed out of turn must not wait for a turn that comes much later."""
        if self._run.agent is self._human:
            self._human.act(action, thought)

    def _set_pace(self, seconds: float | None) -> None:
        if seconds is None:
            self._gate.ask()
        else:
            self._run.pace = seconds


class _Closed(Exception):
    """The session was closed after its end."""


class _Beside:
    """The queue to the session's thread, and the one other thread that does its long work."""

    def __init__(self, answer: Callable[[object], None]) -> None:
        self._answer = answer
        self._queue: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._kept: list[object] = []
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="spar-beside")

    def put(self, item: object) -> None:
        self._queue.put(item)

    def post(self, item: Streamed | StateChanged) -> None:
        self._queue.put(item)

    def put_back(self, item: object) -> None:
        """Answer this again, but only after the work that is under way."""
        self._kept.append(item)

    def __call__(self, work: Callable[[], T]) -> T:
        done = object()
        future = self._pool.submit(work)
        future.add_done_callback(lambda _: self._queue.put(done))
        while (item := self._queue.get()) is not done:
            self._answer(item)
        self._answer_kept()
        return future.result()

    def until(self, given_up: Callable[[], bool], work: Callable[[], None]) -> None:
        """As calling it, but the work is left to itself once it is given up: asked before, and after every answer."""
        done = object()
        self._pool.submit(work).add_done_callback(lambda _: self._queue.put(done))
        while not given_up() and (item := self._queue.get()) is not done:
            self._answer(item)
        self._answer_kept()

    def _answer_kept(self) -> None:
        for item in self._kept:
            self._queue.put(item)
        self._kept.clear()

    def serve(self) -> None:
        """Answer until closed."""
        while True:
            self._answer(self._queue.get())

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
