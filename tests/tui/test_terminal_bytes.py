"""On a real pty: what Spar writes to the terminal holds none of the sequences that foreign text carried."""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path

import pytest
from pseudo_terminal import PseudoTerminal

PROGRAM = """
import sys
sys.path.insert(0, {folder!r})
from told_hostile import EVERYTHING, hostile_session
from sandbox.actions import {action}
from tui.app import SparApp
SparApp(hostile_session({make})).run()
"""


def seen_on_a_pty(program: str, keys: bytes, environment: dict[str, str]) -> bytes:
    """All bytes that the program writes to its terminal: each key is pressed once it is quiet after the one before."""
    seen = bytearray()
    latest = time.monotonic() + 120
    with PseudoTerminal([sys.executable, "-c", program], {**os.environ, **environment}) as terminal:
        for key in (*keys, None):
            while (more := terminal.painted(0.8)) or b"Steps" not in seen:
                assert time.monotonic() < latest, seen[-2000:]
                assert more is not None, seen[-2000:]
                seen += more
            if key is not None:
                terminal.press(bytes([key]))
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
