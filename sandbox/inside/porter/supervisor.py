"""Listens to the host and carries out one request after the other; ends the box when the host is gone."""

from __future__ import annotations

import contextlib
import os
import queue
import sys
import threading
import time
from collections.abc import Mapping
from typing import Any, BinaryIO

from sandbox.inside.porter.work import Work
from sandbox.inside.wire import Message, WireError, receive, send

HEARTBEAT_LIMIT = 10.0
"""Seconds of silence from the host after which the box ends itself."""


class Supervisor:
    """One thread reads messages, one works, one listens to the heart."""

    def __init__(self, stdin: BinaryIO, stdout: BinaryIO, environment: Mapping[str, str]) -> None:
        self._stdin = stdin
        self._stdout = stdout
        self._sending = threading.Lock()
        self._requests: queue.Queue[tuple[Message, bytes]] = queue.Queue(maxsize=64)
        self._work = Work(environment, self.reply, self._requests.get)
        self._heard = time.monotonic()

    def serve(self) -> None:
        """Until standard input ends, or the host falls silent."""
        threading.Thread(target=self._listen_to_heart, daemon=True).start()
        threading.Thread(target=self._work_on, daemon=True).start()
        with contextlib.suppress(WireError):
            while True:
                message, body = receive(self._stdin)
                self._heard = time.monotonic()
                match message.get("type"):
                    case "heartbeat":
                        pass
                    case "cancel":
                        self._work.cancel(message.get("id"))
                    case _:
                        self._requests.put((message, body))

    def reply(self, message: dict[str, Any], body: bytes = b"") -> None:
        """Send one message to the host; a gone host ends the box."""
        try:
            with self._sending:
                send(self._stdout, message, body)
        except OSError:
            os._exit(0)

    def _work_on(self) -> None:
        while True:
            message, body = self._requests.get()
            self._work.do(message, body)

    def _listen_to_heart(self) -> None:
        while time.monotonic() - self._heard < HEARTBEAT_LIMIT:
            time.sleep(1)
        os._exit(0)


def main() -> None:
    """Speak over the process's own standard input and output, which nothing else gets to hold."""
    stdout = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    Supervisor(sys.stdin.buffer, stdout, dict(os.environ)).serve()
    os._exit(0)
