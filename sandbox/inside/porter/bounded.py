"""Keeps the head and the tail of a stream of bytes and counts what was cut from its middle."""

from __future__ import annotations


class Bounded:
    """At most `limit` bytes of whatever is fed to it: the first half and the last half."""

    def __init__(self, limit: int) -> None:
        self._half = limit // 2
        self._head = bytearray()
        self._tail = bytearray()
        self._total = 0

    def feed(self, data: bytes) -> bytes:
        """Take in more; returns the part of it that still belongs to the head."""
        self._total += len(data)
        early = data[: self._half - len(self._head)]
        self._head += early
        late = data[len(early) :]
        self._tail += late[-self._half :] if self._half else b""
        if len(self._tail) > 2 * self._half:
            del self._tail[: -self._half]
        return early

    @property
    def head(self) -> bytes:
        return bytes(self._head)

    @property
    def tail(self) -> bytes:
        return bytes(self._tail[-self._half :]) if self._half else b""

    @property
    def cut(self) -> int:
        """Bytes that were fed and are in neither part."""
        return self._total - len(self.head) - len(self.tail)
