"""Reads a box's standard error to its end and remembers the last of it, for the day the box dies."""

from __future__ import annotations

from typing import BinaryIO

KEPT = 4096
"""Bytes; a traceback's end fits, a flood does not."""


class LastWords:
    """Feed it bytes, or let it listen to a stream on a thread of its own."""

    def __init__(self) -> None:
        self._text = b""

    def feed(self, data: bytes) -> None:
        self._text = (self._text + data)[-KEPT:]

    def listen(self, stream: BinaryIO) -> None:
        """Until the stream ends; closes it."""
        with stream:
            while data := stream.read(KEPT):
                self.feed(data)

    def last_line(self) -> str:
        """The last line that says something, cut to 300 characters; foreign text."""
        lines = self._text.decode("utf-8", "replace").split("\n")
        return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "")
