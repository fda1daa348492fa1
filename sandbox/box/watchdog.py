"""Ends a local box that holds too many processes or too much memory, where control groups cannot."""

from __future__ import annotations

import os
import signal
import threading

from sandbox.box import processes

INTERVAL = 0.2
"""Seconds between two looks; a look at 100 processes takes about 3 ms."""


class Watchdog:
    """Watches everything below `root` (bubblewrap itself, or the init of a bare box) until stopped."""

    def __init__(self, root: int, memory: int, count: int) -> None:
        self._root = root
        self._memory = memory
        self._count = count
        self._stopped = threading.Event()
        self.bit = ""
        threading.Thread(target=self._run, name="box watchdog", daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()

    def _run(self) -> None:
        while not self._stopped.wait(INTERVAL):
            inside = processes.below(self._root)
            words = self._too_much(inside)
            if words:
                self.bit = words
                self._end(inside)
                return

    def _too_much(self, inside: list[int]) -> str:
        if len(inside) > self._count:
            return f"the box held more than {self._count} processes and was ended"
        if sum(processes.memory(process) for process in inside) > self._memory:
            return f"the box used more than {self._memory >> 20} MiB of memory and was ended"
        return ""

    def _end(self, inside: list[int]) -> None:
        """The first one below bubblewrap is PID 1 of the box, and the kernel ends everything with it."""
        for process in inside[:1]:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        processes.kill_below(self._root)
