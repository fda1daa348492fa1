"""`spar ... | head -1`: whoever stops reading ends the command, without a traceback."""

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
