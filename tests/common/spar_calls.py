"""Calls the `spar` program as a person does, with folders of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

PROGRAM = Path(sys.executable).with_name("spar")
LONGEST = 400.0
"""Seconds: no measure of anything, only an end to what hangs."""


@dataclass(frozen=True)
class Said:
    status: int
    out: str
    err: str

    def refusal(self) -> str:
        """The one line on standard error that says what is wrong; progress before it is left out."""
        lines = [line for line in self.err.splitlines() if line.startswith("spar: ")]
        assert "Traceback" not in self.err, self.err
        assert len(lines) == 1, self.err
        assert self.err.splitlines()[-1] == lines[0], self.err
        return lines[0]


Spar = Callable[..., Said]


def places(folder: Path) -> dict[str, str]:
    return {"SPAR_DATA": str(folder / "data"), "SPAR_CONFIG": str(folder / "config")}


def called(*arguments: object, **environment: str) -> Said:
    """What it says and ends with, its folders being those that the environment names."""
    done = subprocess.run(
        [PROGRAM, *map(str, arguments)],
        env=os.environ | environment,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LONGEST, check=False,
    )  # fmt: skip
    return Said(done.returncode, done.stdout, done.stderr)


def call(folder: Path, *arguments: object, **environment: str) -> Said:
    """The same, its folders being in `folder`."""
    return called(*arguments, **(places(folder) | environment))


def as_in_a_terminal() -> None:
    """In the background, or below `nohup`, signals are ignored, by children too; these tests may run like that."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def started(*arguments: object, **environment: str) -> subprocess.Popen[str]:
    """It runs on, and heeds signals; what it prints can be read."""
    return subprocess.Popen(
        [PROGRAM, *map(str, arguments)],
        env=os.environ | environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=as_in_a_terminal,
    )  # fmt: skip


def until(running: subprocess.Popen[str], kind: str) -> dict[str, Any]:
    """The next event of this kind that it prints; it is ended where none comes."""
    assert running.stdout is not None
    latest = Timer(LONGEST, running.kill)
    latest.start()
    try:
        for line in running.stdout:
            event: dict[str, Any] = json.loads(line)
            if event["type"] == kind:
                return event
    finally:
        latest.cancel()
    raise AssertionError(f"no {kind}; {running.stderr and running.stderr.read()}")
