"""Ctrl+C and SIGTERM while the command line itself is still being loaded."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

AS_IT_LOADS = """
import os, signal, sys
from importlib.abc import MetaPathFinder

class Strike(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "click":
            os.kill(os.getpid(), {number})
        return None

signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Strike())
sys.argv = ["spar", "tasks"]
from tui.cli.main import main
main()
"""


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_it_ends_without_a_traceback(number: signal.Signals, status: int) -> None:
    program = [sys.executable, "-c", AS_IT_LOADS.format(number=int(number))]
    done = subprocess.run(program, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (status, "", "")
