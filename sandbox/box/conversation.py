"""Requests to an in-box program and their answers, with a heartbeat beside them and an end to every wait."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from threading import Event as Flag

from sandbox.inside.wire import Message, WireError, receive, send
from sandbox.ports import BoxDied, Channel

HEARTBEAT = 2.0
"""Seconds between two signs of life; the box ends itself after ten without one."""
BODY_LIMIT = 16 << 20
"""Bytes of one answer's body: three times the largest file of a tree."""
STUCK = 30.0
"""Seconds after which a write into the pipe that nobody reads ends the box."""
CANCEL_POLL = 0.05
CANCEL_PATIENCE = 5.0

_Answer = tuple[Message, bytes]


class Conversation:
    """Numbers requests, matches answers, and raises BoxDied in words when the other end is gone or silent."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._sending = threading.Lock()
        self._number = 0
        self._ended = threading.Event()
        self._answers: queue.Queue[_Answer | None] = queue.Queue(maxsize=64)
        threading.Thread(target=self._listen, name="box reader", daemon=True).start()
        threading.Thread(target=self._beat, name="box heartbeat", daemon=True).start()

    def send(self, message: Message, body: bytes = b"") -> int:
        """Send a request; returns the number by which its answers are known."""
        self._number += 1
        self._send({**message, "id": self._number}, body)
        return self._number

    def answers(self, number: int, seconds: float, cancel: Flag | None = None) -> Iterator[_Answer]:
        """Answers to one request as they come. Raises BoxDied after `seconds`, on failure and at the end.

        A peer that never stops talking gets no longer than a silent one. A set `cancel` is passed on once; the final
        answer must then follow within a few seconds.
        """
        until = time.monotonic() + seconds
        asked = False
        while True:
            if cancel is not None and cancel.is_set() and not asked:
                asked = True
                until = min(until, time.monotonic() + CANCEL_PATIENCE)
                self._send({"type": "cancel", "id": number})
            if time.monotonic() > until:
                raise self.give_up("it does not answer any more")
            try:
                answer = self._answers.get(timeout=CANCEL_POLL)
            except queue.Empty:
                continue
            if answer is None:
                self._answers.put(None)
                raise self.give_up(self._channel.why_dead())
            message, body = answer
            if message.get("id") != number or not isinstance(message.get("type"), str):
                continue
            if message["type"] == "failed":
                raise self.give_up(str(message.get("words"))[:500])
            yield message, body

    def give_up(self, words: str) -> BoxDied:
        """End the box; returns the error to raise, with the reason."""
        self.close()
        return BoxDied(f"The box died: {words}.")

    def close(self) -> None:
        """End the box; may be called twice."""
        self._ended.set()
        self._channel.close()

    def _send(self, message: Message, body: bytes = b"") -> None:
        try:
            with self._sending:
                send(self._channel.stdin, message, body)
        except (OSError, ValueError) as error:
            raise self.give_up(self._channel.why_dead()) from error

    def _listen(self) -> None:
        try:
            while not self._ended.is_set():
                self._put(receive(self._channel.stdout, body_limit=BODY_LIMIT))
        except (WireError, OSError, ValueError, RecursionError):
            pass
        finally:
            self._put(None)

    def _put(self, answer: _Answer | None) -> None:
        while True:
            try:
                self._answers.put(answer, timeout=1)
            except queue.Full:
                if self._ended.is_set():
                    return
            else:
                return

    def _beat(self) -> None:
        while not self._ended.wait(HEARTBEAT):
            if not self._sending.acquire(timeout=STUCK):
                self.close()  # a send that long has nobody who reads
                return
            try:
                send(self._channel.stdin, {"type": "heartbeat"})
            except (OSError, ValueError):
                return
            finally:
                self._sending.release()
