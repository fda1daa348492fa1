"""Reads and forgets what background programs still write to a command's pipe, so that they neither block nor break."""

from __future__ import annotations

import os
import selectors
import threading

PIPES = 64
"""So many at most; beyond that the oldest is closed, and its writer gets SIGPIPE."""


class Drain:
    """One thread for all pipes that outlived their command."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._lock = threading.Lock()
        self._pipes: list[int] = []
        self._reader, self._writer = os.pipe()
        self._selector.register(self._reader, selectors.EVENT_READ)
        threading.Thread(target=self._run, name="drain", daemon=True).start()

    def add(self, pipe: int) -> None:
        """Take over a non-blocking descriptor."""
        with self._lock:
            self._pipes.append(pipe)
            self._selector.register(pipe, selectors.EVENT_READ)
            if len(self._pipes) > PIPES:
                self._drop(self._pipes[0])
        os.write(self._writer, b".")

    def _drop(self, pipe: int) -> None:
        self._selector.unregister(pipe)
        self._pipes.remove(pipe)
        os.close(pipe)

    def _run(self) -> None:
        while True:
            ready = self._selector.select()
            with self._lock:
                for key, _ in ready:
                    self._empty(key.fd)

    def _empty(self, pipe: int) -> None:
        if pipe != self._reader and pipe not in self._pipes:
            return
        try:
            ended = not os.read(pipe, 1 << 20)
        except BlockingIOError:
            return
        if ended:
            self._drop(pipe)
