"""SIGINT, SIGTERM and SIGHUP end every command that runs boxes within seconds, and nothing is left behind."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from spar_calls import PROGRAM, as_in_a_terminal, called
from trees import written_reference
from waiting import until

Start = Callable[..., subprocess.Popen[bytes]]
COMMANDS = {
    "run": ["run", "flask/none", "--json"],
    "score": ["score", "APP", "--task", "flask/none", "--json"],
    "prove": ["prove", "flask/none", "--fresh"],
    "watch": ["watch", "APP", "--task", "flask/none", "--json"],
}


@pytest.fixture
def places(own_places, monkeypatch) -> Path:
    """Own folders, boxes among what lies in `tmp`, and a program to judge."""
    (own_places / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(own_places / "tmp"))
    written_reference(own_places / "app", "flask/none")
    return own_places


@pytest.fixture
def start(places) -> Iterator[Start]:
    """Starts a command in the local box; what a failed test leaves running is killed."""
    with contextlib.ExitStack() as children:

        def begin(command: str, stdout: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
            arguments = [str(places / "app") if word == "APP" else word for word in COMMANDS[command]]
            program = [PROGRAM, *arguments, "--box", "local"]
            child = subprocess.Popen(
                program, stdout=stdout, stderr=subprocess.DEVNULL, env=os.environ, preexec_fn=as_in_a_terminal
            )
            children.callback(child.kill)
            return child

        yield begin


def boxes(places: Path) -> list[Path]:
    return list((places / "tmp").glob("spar-*"))


def until_a_box_runs(places: Path, child: subprocess.Popen[bytes]) -> None:
    until(lambda: boxes(places) or child.poll() is not None)


@pytest.mark.bubblewrap
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("command", COMMANDS)
def test_it_ends_soon_and_takes_its_boxes_along(places, start, command, number):
    child = start(command)
    until_a_box_runs(places, child)
    child.send_signal(number)
    assert child.wait(20) == 128 + number
    assert boxes(places) == []
    assert not processes_of(places)
    assert all(row["state"] == "stopped" for row in json.loads(called("sessions", "--json").out))


@pytest.mark.bubblewrap
def test_a_signal_that_another_thread_receives_is_heeded(start):
    child = start("watch", stdout=subprocess.PIPE)
    assert child.stdout is not None
    for line in child.stdout:
        if json.loads(line)["type"] == "StepScored":
            break
    time.sleep(1)  # From here on nothing happens that would wake the main thread.
    others = [int(name) for name in os.listdir(f"/proc/{child.pid}/task") if int(name) != child.pid]
    ctypes.CDLL(None).tgkill(child.pid, others[0], signal.SIGTERM)
    assert child.wait(20) == 143


def test_nohup_keeps_a_hangup_away():
    words = "import os, signal; from tui.cli.signals import heed_endings; heed_endings(); "
    words += "os.kill(os.getpid(), signal.SIGHUP); print('goes on')"

    def nohup() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, preexec_fn=nohup)
    assert done.stdout == "goes on\n"


def processes_of(places: Path) -> list[str]:
    """Command lines of what still runs with a place of this test in it."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(places / "tmp") in words:
            found.append(words)
    return found
