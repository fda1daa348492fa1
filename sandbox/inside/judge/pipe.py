"""The judge's end of the box's pipe: out of the app's reach, read beside the work, and the judge's life line."""

from __future__ import annotations

import os
import queue
import sys
import threading
import time
from typing import BinaryIO, NoReturn

from sandbox.inside import wire
from sandbox.inside.judge import processes


class HostGone(Exception):
    """The host hung up: there is nobody left to judge for."""


class Pipe:
    """Messages to and from the host. Ends the whole process when the host is silent for `patience` seconds.

    Whatever else in this process writes to descriptor 1 writes to nowhere, and nothing started from here inherits the
    pipe: what an app prints can never be taken for a message.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._heard = time.monotonic()
        self._incoming: BinaryIO = sys.stdin.buffer
        self._outgoing = os.fdopen(os.dup(1), "wb")
        quiet = os.open(os.devnull, os.O_RDWR)
        os.dup2(quiet, 1)
        os.set_inheritable(0, False)
        self._messages: queue.SimpleQueue[tuple[wire.Message, bytes]] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()
        threading.Thread(target=self._watch, daemon=True).start()

    def say(self, message: wire.Message) -> None:
        """Send one message. Raises HostGone."""
        try:
            wire.send(self._outgoing, message)
        except OSError as error:
            raise HostGone from error

    def next(self) -> tuple[wire.Message, bytes]:
        """The next message that is no heartbeat; waits for it as long as the host lives."""
        return self._messages.get()

    def _listen(self) -> None:
        try:
            while True:
                message, body = wire.receive(self._incoming)
                self._heard = time.monotonic()
                if message.get("type") != "beat":
                    self._messages.put((message, body))
        except (wire.WireError, OSError, ValueError):
            end()

    def _watch(self) -> None:
        while time.monotonic() - self._heard < self._patience:
            time.sleep(min(1.0, self._patience / 4))
        end()


def end() -> NoReturn:
    """End this process with everything below it, from any thread: the work may be deep inside a request."""
    processes.kill(os.getpid())
    os._exit(0)
