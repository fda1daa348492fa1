"""What the server printed, cut per request and bounded, however much it prints."""

from __future__ import annotations

import os

KEPT = 48 << 10
PER_REQUEST = 4 << 10
ROOM = 8 << 20


class ServerLog:
    """The file behind the server's standard output and error, read by offsets that never go back.

    A server that floods it finds the file emptied at ROOM bytes: `_head` keeps the beginning, `_base` counts what is
    gone.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._head = b""
        self._base = 0
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

    @property
    def descriptor(self) -> int:
        """For the server's standard output and error."""
        return self._file

    def mark(self) -> int:
        """Where the log ends now, in bytes from its beginning."""
        size = os.fstat(self._file).st_size
        if size > ROOM:
            if not self._head:
                self._head = os.pread(self._file, KEPT // 2, 0)
            os.ftruncate(self._file, 0)
            self._base += size
            size = 0
        return self._base + size

    def since(self, mark: int) -> str:
        """What came after `mark`: the last PER_REQUEST bytes of it."""
        end = self.mark()
        start = max(mark, end - PER_REQUEST, self._base)
        text = os.pread(self._file, max(0, end - start), start - self._base).decode("utf-8", "replace")
        return text if start == mark else f"[{start - mark} bytes left out]\n{text}"

    def whole(self) -> str:
        """The beginning and the end of everything, with a mark that says how much lies between."""
        end = self.mark()
        held = end - self._base
        if end <= KEPT:
            return os.pread(self._file, KEPT, 0).decode("utf-8", "replace")
        head = self._head or os.pread(self._file, KEPT // 2, 0)
        tail = os.pread(self._file, KEPT // 2, max(0, held - KEPT // 2))
        cut = f"\n[{end - len(head) - len(tail)} bytes left out]\n".encode()
        return (head + cut + tail).decode("utf-8", "replace")
