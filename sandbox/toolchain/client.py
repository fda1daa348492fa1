"""Runs an ordinary package client (pip, npm) and follows what it says, so that a person sees how far it is."""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sandbox.ports import EnvironmentLacks

LAST_LINES = 6
TICK_SECONDS = 0.25
SILENCE_SECONDS = 300.0
"""A client that says nothing for so long has lost its network; its own time-outs are shorter."""

KEPT_AWAY = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV")
"""Settings of the caller's own shell that would send packages elsewhere."""

_UNREACHED = re.compile(
    r"NewConnectionError|NameResolutionError|Failed to establish a new connection|ConnectTimeout|ProxyError|SSLError"
    r"|connection broken|\bE(?:NOTFOUND|CONNREFUSED|CONNRESET|AI_AGAIN|TIMEDOUT)\b"
)
"""What pip and npm say of a network that isn't there, long before their last words, which are about versions."""


def run_client(
    command: Sequence[str | Path],
    folder: Path,
    heard: Callable[[str], None],
    environment: Mapping[str, str] | None = None,
) -> None:
    """Run `command` in `folder` and give each line of its output to `heard`, an empty one four times a second.

    Whatever `heard` raises ends the command. Raises EnvironmentLacks with the last lines where the command fails.
    """
    kept = {name: value for name, value in os.environ.items() if name not in KEPT_AWAY}
    process = subprocess.Popen(
        [str(word) for word in command],
        cwd=folder,
        env={**kept, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    lines: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_read, args=(process, lines), daemon=True).start()
    said = _Said()
    try:
        _follow(lines, heard, said)
        status = process.wait()
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if status != 0:
        if said.unreached:
            raise EnvironmentLacks(
                f"the package registry was not reached: {said.unreached[:300]}", "see to the network, then try again"
            )
        raise EnvironmentLacks(
            f"{Path(command[0]).name} failed: {' / '.join(said.last)[-700:]}",
            "see whether the package registry can be reached, then try again",
        )


class _Said:
    """A client's last lines, and its last one about a network that isn't there."""

    def __init__(self) -> None:
        self.last: deque[str] = deque(maxlen=LAST_LINES)
        self.unreached = ""

    def note(self, line: str) -> None:
        self.last.append(line)
        if _UNREACHED.search(line):
            self.unreached = line


def _follow(lines: queue.Queue[str | None], heard: Callable[[str], None], said: _Said) -> None:
    silent = 0.0
    while True:
        try:
            line = lines.get(timeout=TICK_SECONDS)
        except queue.Empty:
            silent += TICK_SECONDS
            if silent > SILENCE_SECONDS:
                said.note(f"nothing was heard for {SILENCE_SECONDS:.0f} s")
                raise EnvironmentLacks(
                    " / ".join(said.last), "see whether the package registry can be reached"
                ) from None
            heard("")
            continue
        if line is None:
            return
        silent = 0.0
        if line:
            said.note(line)
        heard(line)


def _read(process: subprocess.Popen[bytes], lines: queue.Queue[str | None]) -> None:
    if process.stdout is not None:
        for raw in process.stdout:
            lines.put(raw.decode("utf-8", "replace").strip()[:500])
    lines.put(None)
