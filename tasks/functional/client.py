"""A small HTTP/1.1 client over a socket, because what counts here is the wire.

http.client hides the body and the length of a 204, and urllib follows redirects; this one reads what the server sent,
within bounds of time and size whatever it sends, and reuses a connection where the server allows.
"""

from __future__ import annotations

import re
import select
import socket
import time
from collections.abc import Mapping

from tasks.functional.answer import Answer

HEAD_LIMIT = 64 << 10
BODY_LIMIT = 512 << 10
"""Bytes; the longest answer that the suite asks for holds 21 short articles."""
LINGER = 0.25
"""Seconds that a server may take to close after a last answer without a length before it counts as finished."""

_QUICKACK: int | None = getattr(socket, "TCP_QUICKACK", None)
"""A server that writes head and body apart (Python's http.server) waits for our acknowledgement in between, which the
kernel would delay by 40 ms: a whole suite took 7.6 s instead of 1."""

_STATUS = re.compile(rb"HTTP/1\.([01]) (\d{3})(?: [^\r\n]*)?\r\n")


class Unreadable(Exception):
    """What came is no HTTP answer; the message says why."""


class Ended(Exception):
    """The server closed the connection before it had said anything."""


class Stale(Exception):
    """A kept connection was gone before the server said anything on it: worth one new connection."""


class Client:
    """Talks to one server; not for threads."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self._socket: socket.socket | None = None
        self._buffer = b""
        self._deadline = 0.0

    def send(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes | None, *, seconds: float
    ) -> Answer:
        """One request, one answer, within `seconds`. Never raises for anything that the server does.

        A DELETE asks the server to close afterwards, so that bytes behind a 204 are seen.
        """
        self._deadline = time.monotonic() + seconds
        last = method == "DELETE"
        message = _request(method, target, {"Host": f"{self.host}:{self.port}", **headers}, body, last=last)
        try:
            try:
                return self._exchange(message, last=last)
            except Stale:
                return self._exchange(message, last=last)
        except TimeoutError:
            self.close()
            return Answer(None, {}, b"", f"no answer within {seconds:g} s", timed_out=True)
        except Ended:
            self.close()
            return Answer(None, {}, b"", "the server closed the connection without an answer")
        except (OSError, Unreadable) as error:
            self.close()
            words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            return Answer(None, {}, b"", f"no usable answer: {words}")

    def close(self) -> None:
        """Drop the connection; the next request opens another."""
        if self._socket is not None:
            self._socket.close()
        self._socket = None
        self._buffer = b""

    def _exchange(self, message: bytes, *, last: bool) -> Answer:
        fresh = not self._usable()
        if fresh:
            self.close()
            self._socket = socket.create_connection((self.host, self.port), timeout=self._left())
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        assert self._socket is not None
        try:
            self._socket.settimeout(self._left())
            self._socket.sendall(message)
            return self._read(last=last)
        except (ConnectionError, Ended) as error:
            heard = bool(self._buffer)
            self.close()
            if fresh or heard:
                raise
            raise Stale from error

    def _usable(self) -> bool:
        if self._socket is None:
            return False
        readable, _, _ = select.select([self._socket], [], [], 0)
        return not readable

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def _more(self) -> bool:
        """Read what is there; False at the end of the stream."""
        assert self._socket is not None
        self._socket.settimeout(self._left())
        if _QUICKACK is not None:
            self._socket.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)  # holds for one answer only
        data = self._socket.recv(64 << 10)
        self._buffer += data
        return bool(data)

    def _take(self, count: int) -> bytes:
        parts, self._buffer = [self._buffer], b""
        have = len(parts[0])
        while have < count:
            if not self._more():
                raise Unreadable("the answer ended too early")
            parts.append(self._buffer)
            have += len(self._buffer)
            self._buffer = b""
        whole = b"".join(parts)
        self._buffer = whole[count:]
        return whole[:count]

    def _until(self, mark: bytes, limit: int) -> bytes:
        start = 0
        while (at := self._buffer.find(mark, start)) < 0:
            start = max(0, len(self._buffer) - len(mark) + 1)
            if len(self._buffer) > limit:
                raise Unreadable("headers too long" if limit == HEAD_LIMIT else "a chunk without a length")
            empty = not self._buffer
            if not self._more():
                raise Ended if empty else Unreadable("the answer ended inside its headers")
        end = at + len(mark)
        taken, self._buffer = self._buffer[:end], self._buffer[end:]
        return taken

    def _read(self, *, last: bool) -> Answer:
        for _ in range(10):
            version, status, headers = _head(self._until(b"\r\n\r\n", HEAD_LIMIT))
            if status >= 200:
                break
        else:
            raise Unreadable("nothing but interim answers")
        open_ended = False
        if status in (204, 304):
            body = self._rest() if last else self._buffer
        elif "chunked" in headers.get("transfer-encoding", "").lower():
            body = self._chunks()
        elif "content-length" in headers:
            body = self._take(_length(headers["content-length"]))
        else:
            open_ended = True
            body = self._to_the_end()
        closes = version == 0 or "close" in headers.get("connection", "").lower()
        if last or closes or open_ended or self._buffer:
            self.close()
        return Answer(status, headers, body)

    def _rest(self) -> bytes:
        """Whatever follows a 204 until the server closes; nothing, if it keeps to the rules."""
        self._deadline = min(self._deadline, time.monotonic() + LINGER)
        try:
            while len(self._buffer) < BODY_LIMIT and self._more():
                pass
        except (TimeoutError, ConnectionError):
            pass
        return self._buffer

    def _to_the_end(self) -> bytes:
        parts, size = [self._buffer], len(self._buffer)
        self._buffer = b""
        while self._more():
            parts.append(self._buffer)
            size += len(self._buffer)
            self._buffer = b""
            if size > BODY_LIMIT:
                raise Unreadable("a body of more than 512 KiB")
        return b"".join(parts)

    def _chunks(self) -> bytes:
        parts: list[bytes] = []
        size = 0
        while True:
            line = self._until(b"\r\n", 1024).split(b";")[0].strip()
            if not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", line):
                raise Unreadable("a chunk without a length")
            count = int(line, 16)
            if not count:
                break
            size += count
            if size > BODY_LIMIT:
                raise Unreadable("a body of more than 512 KiB")
            parts.append(self._take(count))
            self._until(b"\r\n", 1024)
        while self._until(b"\r\n", HEAD_LIMIT) != b"\r\n":
            pass
        return b"".join(parts)


def _request(method: str, target: str, headers: Mapping[str, str], body: bytes | None, *, last: bool) -> bytes:
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    if body is not None or method in ("POST", "PUT"):
        lines.append(f"Content-Length: {len(body or b'')}")
    lines.append("Connection: close" if last else "Connection: keep-alive")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (body or b"")


def _head(head: bytes) -> tuple[int, int, dict[str, str]]:
    found = _STATUS.match(head)
    if found is None:
        raise Unreadable("it is no HTTP")
    headers: dict[str, str] = {}
    for line in head[found.end() :].decode("latin-1").split("\r\n"):
        name, colon, value = line.partition(":")
        if colon:
            headers[name.strip().lower()] = value.strip()
    return int(found.group(1)), int(found.group(2)), headers


def _length(value: str) -> int:
    if not re.fullmatch(r"\d{1,12}", value):
        raise Unreadable("its Content-Length is no number")
    if int(value) > BODY_LIMIT:
        raise Unreadable("a body of more than 512 KiB")
    return int(value)
