"""What comes in from a server of the OpenAI protocol, below the library: bounded, and watched for how it ends.

The library says `stop` at the end of every stream, also of one that a cut connection ended in the middle of a word.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from ssl import SSLContext

import httpx

_ERROR = 64 << 10  # The library's own reading of a 3 MB error page takes 20 s.
_WHOLE = 4 << 20
_LINE = 4 << 20
_DONE = b"[DONE]"


class TooMuch(RuntimeError):
    """More came than any answer can hold; the rest is not read."""


class Reception(threading.local):
    """One thread's call: `begin`, then make it; what is asked afterwards is about the last body that came in."""

    def __init__(self) -> None:
        self.begin(stream=False)

    def begin(self, *, stream: bool) -> None:
        self._stream = stream
        self._body: _Body | None = None
        self.status: int | None = None
        """Of the last response; None where none came in this way. Some providers have clients that aren't watched."""

    def watch(self, response: httpx.Response) -> None:
        """An httpx response hook: from here on the body passes through us."""
        if not isinstance(response.stream, httpx.SyncByteStream):
            return
        self.status = response.status_code
        refused = response.status_code >= 400
        most = _ERROR if refused else _LINE if self._stream else _WHOLE
        self._body = _Body(response.stream, most, by_line=self._stream and not refused, cuts=refused)
        response.stream = self._body

    @property
    def done(self) -> bool:
        """Did the server itself say that its stream is over?"""
        return self._body is not None and self._body.done

    @property
    def too_much(self) -> bool:
        return self._body is not None and self._body.too_much


class _Body(httpx.SyncByteStream):
    """Bytes on their way. At most `most` of them, of a whole body or of each line; `cuts`: the rest isn't missed."""

    def __init__(self, stream: httpx.SyncByteStream, most: int, *, by_line: bool, cuts: bool) -> None:
        self._stream = stream
        self._most = most
        self._by_line = by_line
        self._cuts = cuts
        self._last = b""
        self._exhausted = False
        self.too_much = False

    def __iter__(self) -> Iterator[bytes]:
        come = 0
        for piece in self._stream:
            self._last = (self._last + piece)[-64:]
            line = piece.rfind(b"\n") if self._by_line else -1
            come = come + len(piece) if line < 0 else len(piece) - line
            if come > self._most:
                if self._cuts:
                    yield piece[: len(piece) - (come - self._most)]
                    return
                self.too_much = True
                raise TooMuch(f"more than {self._most >> 20} MB came at once")
            yield piece
        self._exhausted = True

    def close(self) -> None:
        self._stream.close()

    @property
    def done(self) -> bool:
        """A reader stops at `[DONE]`, before the bytes end, unless nothing follows it, not even an empty line."""
        return not self._exhausted or self._last.rstrip().endswith(_DONE)


def client(verify: SSLContext | str | bool, reception: Reception) -> httpx.Client:
    """A client for `litellm.client_session`, with the library's own `verify`; proxies are the environment's."""
    return httpx.Client(
        verify=verify,
        follow_redirects=True,
        headers={"Accept-Encoding": "identity"},
        event_hooks={"response": [reception.watch]},
    )
