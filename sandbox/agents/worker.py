"""The model worker as an agent sees it: always there to be asked, started again when it has died."""

from __future__ import annotations

import itertools
import queue
import threading
import time
from threading import Event as Flag

import msgspec

from sandbox.agents.worker_messages import Ask, Describe, Reply
from sandbox.agents.worker_process import Replies, WorkerProcess
from sandbox.ports import Cancelled

_LOOK_S = 0.04
_LOAD_S = 120.0
_MOST_LEFT_BEHIND = 4


class WorkerDied(RuntimeError):
    """The worker ended under us; the message is the last thing it said, keys taken out."""


class Silence(RuntimeError):
    """Nothing was heard for too long."""


class Worker:
    """Keeps one process, started at once because its import takes seconds. Agents may share it."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._closed = False
        self._process = WorkerProcess()

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, request: Ask | Describe, cancel: Flag) -> Conversation:
        """Send a request (its `id` is filled in here). Raises Cancelled, Silence or WorkerDied."""
        process = self._living()
        until = time.monotonic() + _LOAD_S
        while not process.ready.wait(_LOOK_S):
            if cancel.is_set():
                raise Cancelled
            if time.monotonic() > until:
                raise Silence
        if process.dead is not None:
            raise WorkerDied(process.dead)
        numbered = msgspec.structs.replace(request, id=next(self._numbers))
        return Conversation(process, numbered.id, process.send(numbered))

    def close(self) -> None:
        """End the process; may be called twice."""
        with self._lock:
            self._closed = True
            self._process.end()

    def _living(self) -> WorkerProcess:
        """The process; a fresh one where it died, or where calls that nobody waits for pile up in it."""
        with self._lock:
            if self._closed:
                raise WorkerDied("it was closed")
            if self._process.dead is not None or len(self._process.left_behind) >= _MOST_LEFT_BEHIND:
                self._process.end()
                self._process = WorkerProcess()
            return self._process


class Conversation:
    """The replies to one request as they come; leaving it early abandons the call."""

    def __init__(self, process: WorkerProcess, number: int, replies: Replies) -> None:
        self._process = process
        self._number = number
        self._replies = replies

    def next(self, seconds: float, cancel: Flag) -> Reply:
        """The next reply. Raises Cancelled soon after `cancel` is set, Silence after `seconds`, or WorkerDied."""
        until = time.monotonic() + seconds
        while True:
            if cancel.is_set():
                raise Cancelled
            try:
                reply = self._replies.get(timeout=_LOOK_S)
            except queue.Empty:
                if time.monotonic() > until:
                    raise Silence from None
                continue
            if reply is None:
                raise WorkerDied(self._process.dead or "it ended")
            return reply

    def __enter__(self) -> Conversation:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.abandon(self._number)
