"""The pipe to a container: its attach socket, with Docker's framing taken off."""

from __future__ import annotations

import io
import socket
import threading
from typing import Any, BinaryIO

from sandbox.box.last_words import LastWords
from sandbox.ports import BoxDied

_HEADER = 8
_STDERR = 2


class Demultiplexed(io.RawIOBase):
    """Standard output of an attached container. Each of Docker's frames is a header (stream, three zeros, length in
    four bytes, big-endian) and that many bytes; standard error goes to `words`."""

    def __init__(self, attached: socket.socket, words: LastWords) -> None:
        self._socket = attached
        self._words = words
        self._left = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while self._left == 0:
            header = self._exactly(_HEADER)
            if header is None:
                return 0
            length = int.from_bytes(header[4:], "big")
            if header[0] == _STDERR:
                self._skip(length)
            else:
                self._left = length
        view = memoryview(buffer)[: self._left]
        count = self._socket.recv_into(view)
        self._left = self._left - count if count else 0
        return count

    def _skip(self, length: int) -> None:
        while length > 0 and (data := self._socket.recv(min(length, 1 << 16))):
            self._words.feed(data)
            length -= len(data)

    def _exactly(self, count: int) -> bytes | None:
        data = b""
        while len(data) < count:
            part = self._socket.recv(count - len(data))
            if not part:
                return None
            data += part
        return data


class _Writer(io.RawIOBase):
    """Standard input of an attached container: whole writes, for a socket may take less than it is given."""

    def __init__(self, attached: socket.socket) -> None:
        self._socket = attached

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._socket.sendall(data)
        return len(data)


class DockerChannel:
    """Standard input and output of a container; see `sandbox.ports.Channel`."""

    def __init__(self, container: Any, attached: Any) -> None:
        self._container = container
        self._attached = attached  # the SDK's object keeps the connection open as long as it lives
        self._socket: socket.socket = getattr(attached, "_sock", attached)
        self._socket.settimeout(None)
        self._words = LastWords()
        self.stdin: BinaryIO = io.BufferedWriter(_Writer(self._socket), 1 << 16)
        self.stdout: BinaryIO = io.BufferedReader(Demultiplexed(self._socket, self._words), 1 << 16)
        self._closing = threading.Lock()
        self._closed = False

    @property
    def id(self) -> str:
        """The container's id."""
        return str(self._container.id)

    def network(self, on: bool) -> None:
        """Trade the network `none` for Docker's bridge, or back. Raises BoxDied."""
        from docker.errors import DockerException

        old, new = ("none", "bridge") if on else ("bridge", "none")
        try:
            networks = self._container.client.networks
            networks.get(old).disconnect(self._container)
            networks.get(new).connect(self._container)
        except (DockerException, OSError) as error:
            raise BoxDied(f"Docker could not switch the box's network: {str(error)[:200]}") from error

    def why_dead(self) -> str:
        from docker.errors import DockerException

        try:
            self._container.wait(timeout=3)
            self._container.reload()
            state = self._container.attrs["State"]
        except (DockerException, OSError):
            return "it does not answer any more"
        if state.get("OOMKilled"):
            return "it ran out of memory"
        status = state.get("ExitCode")
        how = "was killed" if status == 137 else f"ended with status {status}"
        words = self._words.last_line()
        return f"its program {how}" + (f": {words}" if words else "")

    def close(self) -> None:
        from docker.errors import DockerException

        with self._closing:
            if self._closed:
                return
            self._closed = True
        try:
            self._container.remove(force=True, v=True)
        except (DockerException, OSError):
            pass  # gone already, or the engine is; then the box ends by itself and the next sweep finds it
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        response = getattr(self._attached, "_response", None)
        if response is not None:  # They hold each other, and it the connection: only a collection would end that.
            response.close()
        self._attached.close()
