"""A program on a pseudo-terminal of its own: what it paints is read, and keys are pressed."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self


class PseudoTerminal:
    """The program runs from the start, in columns and rows of `size`; it is killed on leaving the `with`."""

    def __init__(
        self, command: Sequence[str | Path], environment: Mapping[str, str], size: tuple[int, int] = (120, 36)
    ) -> None:
        self._leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self._program = subprocess.Popen(
            command, env=environment, stdin=follower, stdout=follower, stderr=follower, start_new_session=True
        )
        os.close(follower)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._program.kill()
        self._program.wait()
        os.close(self._leader)

    def painted(self, seconds: float) -> bytes | None:
        """What comes next, empty where nothing does for so many seconds; None once the program has ended."""
        if not select.select([self._leader], [], [], seconds)[0]:
            return b""
        try:
            return os.read(self._leader, 65536) or None
        except OSError:
            return None

    def press(self, keys: bytes) -> None:
        os.write(self._leader, keys)
