"""Keeps one judge's box waiting, database running, so that a score need not wait for a box."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Event as Flag

from sandbox.judge.judge_box import JudgeBox
from sandbox.ports import Cancelled

POLL = 0.05


class WarmBox:
    """At most one box in waiting; `launch` makes one, which may fail in any way that a launcher knows."""

    def __init__(self, launch: Callable[[], JudgeBox]) -> None:
        self._launch = launch
        self._lock = threading.Lock()
        self._waiting: Future[JudgeBox] | None = None
        self._closed = threading.Event()

    def prepare(self) -> None:
        """Launch a box in the background, unless one is waiting already. Returns at once."""
        with self._lock:
            if self._waiting is not None or self._closed.is_set():
                return
            future: Future[JudgeBox] = Future()
            self._waiting = future
        threading.Thread(target=self._fill, args=(future,), name="judge launcher", daemon=True).start()

    def take(self, cancel: Flag, fits: Callable[[JudgeBox], bool] = lambda box: True) -> JudgeBox:
        """The waiting box, or a new one where none waits, the waiting one died, or it was made for something else.

        Raises as `launch` does, or Cancelled; then the box in preparation goes on waiting.
        """
        future = self._waiting
        if future is not None:
            while not wait([future], timeout=POLL).done:
                if cancel.is_set():
                    raise Cancelled
            self._forget(future)
            if future.exception() is None:
                box = future.result()
                if box.alive and fits(box):
                    return box
                box.close()
        return self._launch()

    def close(self) -> None:
        """End the waiting box; may be called twice."""
        self._closed.set()
        future = self._waiting
        if future is not None:
            self._forget(future)
            if future.exception() is None:
                future.result().close()

    def _forget(self, future: Future[JudgeBox]) -> None:
        with self._lock:
            if self._waiting is future:
                self._waiting = None

    def _fill(self, future: Future[JudgeBox]) -> None:
        try:
            box = self._launch()
        except Exception as error:
            future.set_exception(error)
            return
        try:
            box.wait_until_ready(self._closed)
        except Exception as error:
            box.close()
            future.set_exception(error)
        else:
            future.set_result(box)
