"""`spar ... | head -1`, `spar ... >&-`: whoever stops reading, or never could, causes no traceback."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from spar_calls import PROGRAM, places


@pytest.mark.parametrize(
    "command",
    [
        ["tasks"],
        ["tasks", "--json"],
        ["sessions", "--json"],
        ["doctor"],
        ["--help"],
        ["verify", "APP", "--task", "flask/clean"],
        ["verify", "APP", "--task", "flask/clean", "--json"],
        pytest.param(["score", "APP", "--task", "flask/none", "--box", "local"], marks=pytest.mark.bubblewrap),
        pytest.param(["prove", "flask/none", "--box", "local"], marks=pytest.mark.bubblewrap),
        pytest.param(["run", "flask/none", "--steps", "2", "--box", "local"], marks=pytest.mark.bubblewrap),
        pytest.param(["run", "flask/none", "--steps", "2", "--box", "local", "--json"], marks=pytest.mark.bubblewrap),
    ],
    ids=" ".join,
)
def test_nobody_reads(tmp_path: Path, app: Path, command: list[str]) -> None:
    words = [str(app) if word == "APP" else word for word in command]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [PROGRAM, *words],
        env=os.environ | places(tmp_path),
        stdin=subprocess.DEVNULL,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    os.close(writing)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


@pytest.mark.parametrize(
    ("closed", "command", "status"),
    [
        ("0", "", 2),
        ("0", "run flask/nnone", 2),
        ("1", "tasks", 0),
        ("2", "run flask/none --model x", 2),
        ("012", "run flask/none --model x", 2),
        ("012", "doctor --json", 0),
        pytest.param("012", "run flask/none --steps 1 --box local", 1, marks=pytest.mark.bubblewrap),
    ],
)
def test_streams_that_are_closed_from_the_start_are_empty_ones(
    tmp_path: Path, closed: str, command: str, status: int
) -> None:
    shut = " ".join(f"{number}>&-" for number in closed)
    done = subprocess.run(
        ["sh", "-c", f'"$@" {shut}', "sh", str(PROGRAM), *command.split()],
        env=os.environ | places(tmp_path),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == status, done.stderr
