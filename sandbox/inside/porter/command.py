"""Runs one shell command: it ends when its shell exits, and a time-out or a cancel ends its whole process group."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from sandbox.inside.porter.drain import Drain

CHUNK = 64 << 10
LAST_WORDS = 1 << 20
"""Bytes read after the shell's exit at most, for something in the background may write without end."""

_LIMITED = """
ulimit -c 0; ulimit -S -n "$1"; ulimit -f "$2"; ulimit -t "$3"; [ "$4" = 0 ] || ulimit -u "$4"
echo 500 2>/dev/null >/proc/self/oom_score_adj
shift 4; exec "$@"
"""
"""Sets the limits, and offers the command first when memory runs out, so that the porter survives to tell."""


class CommandLimits(NamedTuple):
    """Limits of one command's processes: counts, bytes, seconds of CPU each. `processes` 0: the box has its own cap."""

    open_files: int = 1024
    file_bytes: int = 512 << 20
    cpu_seconds: int = 600
    processes: int = 0

    def arguments(self) -> list[str]:
        blocks = max(1, self.file_bytes // 1024)
        return [str(self.open_files), str(blocks), str(self.cpu_seconds), str(self.processes)]


class Ended(NamedTuple):
    """How a command ended; `status` is negative for a signal, as in subprocess."""

    status: int
    timed_out: bool
    cancelled: bool


class Cancel:
    """Asks the command under way to end; can be set from another thread, and wakes a waiting selector."""

    def __init__(self) -> None:
        self.reader, self._writer = os.pipe()
        os.set_blocking(self._writer, False)
        self.asked = False

    def ask(self) -> None:
        self.asked = True
        self.wake()

    def wake(self) -> None:
        try:
            os.write(self._writer, b".")
        except BlockingIOError:
            pass

    def close(self) -> None:
        os.close(self.reader)
        os.close(self._writer)


def run(
    arguments: Sequence[str],
    *,
    root: str,
    environment: Mapping[str, str],
    limits: CommandLimits,
    timeout: float,
    cancel: Cancel,
    drain: Drain,
    emit: Callable[[bytes], None],
) -> Ended:
    """Run `arguments` at `root`, hand its output to `emit` as it comes, and return once its first process has ended.

    What it left in the background lives on; `drain` reads on from its pipe. Raises OSError where it cannot start.
    """
    output, theirs = os.pipe()
    try:
        process = subprocess.Popen(
            ["/bin/bash", "-c", _LIMITED, "bash", *limits.arguments(), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
            cwd=root,
            env=dict(environment),
            start_new_session=True,
        )
    except BaseException:
        os.close(output)
        raise
    finally:
        os.close(theirs)
    waiter = threading.Thread(target=_wait, args=(process, cancel), daemon=True)
    waiter.start()
    os.set_blocking(output, False)
    timed_out = _follow(process, output, timeout, cancel, emit)
    if process.returncode is None:
        _end(process)
    waiter.join()
    if _read_on(output, emit):
        drain.add(output)
    else:
        os.close(output)
    return Ended(process.returncode, timed_out, cancel.asked)


def _wait(process: subprocess.Popen[bytes], cancel: Cancel) -> None:
    process.wait()
    cancel.wake()


def _follow(
    process: subprocess.Popen[bytes], output: int, timeout: float, cancel: Cancel, emit: Callable[[bytes], None]
) -> bool:
    """Pass output on until the process ends (False), a cancel (False) or the time-out (True)."""
    deadline = time.monotonic() + timeout
    with selectors.DefaultSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        selector.register(cancel.reader, selectors.EVENT_READ)
        while process.returncode is None and not cancel.asked:
            left = deadline - time.monotonic()
            if left <= 0:
                return True
            for key, _ in selector.select(left):
                if key.fd == cancel.reader:
                    os.read(cancel.reader, 16)
                elif data := os.read(output, CHUNK):
                    emit(data)
                else:
                    selector.unregister(output)
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def _read_on(output: int, emit: Callable[[bytes], None]) -> bool:
    """Read what is already in the pipe; True if somebody may still write into it."""
    left = LAST_WORDS
    while left > 0:
        try:
            data = os.read(output, CHUNK)
        except BlockingIOError:
            return True
        if not data:
            return False
        emit(data)
        left -= len(data)
    return True
