"""A terminal that is too small is told so, and the program can be left there."""

from __future__ import annotations

import os
import time
from pathlib import Path

from pseudo_terminal import PseudoTerminal
from spar_calls import PROGRAM, places


def test_a_terminal_that_is_too_small_says_how_large_it_must_be(tmp_path: Path) -> None:
    # What the environment says of the size would count for more than the terminal does.
    surroundings = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    surroundings |= places(tmp_path) | {"TERM": "xterm-256color"}
    seen, latest = b"", time.monotonic() + 60
    with PseudoTerminal([PROGRAM], surroundings, (50, 8)) as terminal:
        while b"too small" not in seen:
            assert time.monotonic() < latest, seen
            more = terminal.painted(0.5)
            assert more is not None, seen
            seen += more
    assert b"Traceback" not in seen
