"""On a real pty: what Spar writes to the terminal holds none of the sequences that foreign text carried."""

from __future__ import annotations

import os
import pty
import re
import select
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = """
import sys
sys.path.insert(0, {folder!r})
from test_foreign_text import EVERYTHING, hostile_session
from sandbox.actions import {action}
from tui.app import SparApp
SparApp(hostile_session({make})).run()
"""


def seen_on_a_pty(program: str, keys: bytes, environment: dict[str, str]) -> bytes:
    """All bytes that the program writes to its terminal until it is told to leave."""
    fcntl = pytest.importorskip("fcntl")
    import termios

    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**os.environ, **environment},
        start_new_session=True,
    )
    os.close(follower)
    seen = bytearray()
    waiting = [bytes([key]) for key in keys]
    deadline = time.monotonic() + 40
    quiet_since = time.monotonic()
    try:
        while time.monotonic() < deadline:
            if select.select([leader], [], [], 0.1)[0]:
                try:
                    seen += os.read(leader, 65536)
                except OSError:
                    break
                quiet_since = time.monotonic()
            elif b"Steps" in seen and time.monotonic() - quiet_since > 0.7:
                if not waiting:
                    break
                os.write(leader, waiting.pop(0))
                quiet_since = time.monotonic()
    finally:
        process.kill()
        process.wait()
        os.close(leader)
    assert b"Steps" in seen, seen[-2000:]
    return bytes(seen)


@pytest.mark.parametrize(
    ("action", "make"), [("Shell", "Shell(EVERYTHING)"), ("WriteFile", "WriteFile(EVERYTHING, EVERYTHING)")]
)
def test_no_foreign_sequence_reaches_the_terminal(action: str, make: str) -> None:
    program = PROGRAM.format(folder=str(Path(__file__).parent), action=action, make=make)
    seen = seen_on_a_pty(program, b"p5o", {"TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none"})
    assert b"\x1b]52" not in seen
    assert b"\x1b]0;owned" not in seen
    assert b"aGFja2Vk" not in b"".join(re.findall(rb"\x1b\][^\x07]*", seen))
    assert b"\x1b[2J" not in seen[seen.index(b"Steps") :]
    assert not re.search(rb"\x1b\](?!0;|22;|11;|10;)", seen[seen.index(b"Steps") :])
    text = seen.decode("utf-8", "replace")
    assert not re.search("[\x80-\x9f\u202a-\u202e\u2066-\u2069\u061c]", text)
    assert "␛" in text


def test_without_utf8_every_mark_has_an_ascii_form() -> None:
    program = PROGRAM.format(folder=str(Path(__file__).parent), action="Shell", make="Shell('ls')")
    environment = {
        "TERM": "xterm-256color",
        "TEXTUAL_ANIMATIONS": "none",
        "PYTHONIOENCODING": "ascii:replace",
        "PYTHONUTF8": "0",
    }
    seen = seen_on_a_pty(program, b"p", environment)
    assert all(byte < 128 for byte in seen)
    assert b"1 Steps" in seen
    assert b"+" in seen
