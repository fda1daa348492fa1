"""A terminal that is too small is told so, and the program can be left there."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from pathlib import Path

from spar_calls import PROGRAM, places


def test_a_terminal_that_is_too_small_says_how_large_it_must_be(tmp_path: Path) -> None:
    # What the environment says of the size would count for more than the terminal does.
    surroundings = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    child, terminal = pty.fork()
    if child == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 8, 50, 0, 0))
        os.execve(PROGRAM, [str(PROGRAM)], surroundings | places(tmp_path) | {"TERM": "xterm-256color"})
    try:
        seen = b""
        until = time.monotonic() + 30
        while b"too small" not in seen and time.monotonic() < until:
            if select.select([terminal], [], [], 0.5)[0]:
                seen += os.read(terminal, 65536)
        assert b"too small" in seen
        assert b"Traceback" not in seen
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)
