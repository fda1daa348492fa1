"""Work on hostile data in a forked child, where a mistake of ours or of a library costs nothing but the child."""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import time
import warnings
from collections.abc import Callable
from typing import Any

MEMORY = 1 << 30
"""Bytes of address space that the child may take beyond what it was born with."""
ANSWER = 8 << 20


def aside(work: Callable[[], Any], uid: int | None = None, seconds: float = 20.0) -> Any:
    """What `work` returned (JSON values), or None where it raised, was killed, said too much or took too long,
    or where no process is left for it.

    The child runs as `uid` where that is given and the caller is root. It is forked, not executed: so it is born
    undumpable, and no moment is left in which an app with the same uid could trace it.
    """
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            child = os.fork()
        except OSError:
            os.close(reading)
            os.close(writing)
            return None
    if child == 0:
        _work(work, writing, uid, seconds)
    os.close(writing)
    answer = _read(reading, time.monotonic() + seconds)
    os.close(reading)
    if answer is None:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if answer is None or status != 0:
        return None
    try:
        return json.loads(answer)
    except ValueError:
        return None


def _work(work: Callable[[], Any], writing: int, uid: int | None, seconds: float) -> None:
    status = 1
    try:
        os.dup2(writing, 3)
        os.closerange(4, 4096)
        most = _mapped() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        signal.alarm(int(seconds) + 1)
        if uid is not None and os.getuid() == 0:
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
        answer = json.dumps(work()).encode()
        while answer:
            answer = answer[os.write(3, answer) :]
        status = 0
    finally:
        os._exit(status)


def _mapped() -> int:
    """Bytes of address space that this process has already: a fork inherits its parent's."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def _read(pipe: int, until: float) -> bytes | None:
    parts: list[bytes] = []
    size = 0
    while True:
        ready, _, _ = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            return None
        part = os.read(pipe, 1 << 16)
        if not part:
            return b"".join(parts)
        parts.append(part)
        size += len(part)
        if size > ANSWER:
            return None
