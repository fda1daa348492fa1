"""A health check whose answer never ends holds the judge for seconds, not for as long as the program likes."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.inside.judge import server
from sandbox.inside.judge.server import Server
from sandbox.inside.judge.server_log import ServerLog

Ask = Callable[[bytes, bytes], str]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ask]:
    """What a health check makes of a server that says the first words and then drips the second for ever."""
    monkeypatch.setattr(server, "ANSWER_WITHIN", 0.5)
    listener = socket.create_server(("127.0.0.1", 0))
    said: list[bytes] = []

    def serve() -> None:
        with contextlib.suppress(OSError):
            connection, _ = listener.accept()
            with connection:
                connection.sendall(said[0])
                while said[1]:
                    time.sleep(0.05)
                    connection.sendall(said[1])

    def check(first: bytes, drip: bytes) -> str:
        said[:] = [first, drip]
        threading.Thread(target=serve, daemon=True).start()
        asked = Server("/nowhere", listener.getsockname()[1], "/api/health", ServerLog(str(tmp_path / "log")))
        answers: list[str] = []
        asking = threading.Thread(target=lambda: answers.append(asked._ask()), daemon=True)
        asking.start()
        asking.join(10)
        return answers[0] if answers else "it is still being listened to"

    yield check
    listener.close()


@pytest.mark.parametrize(
    ("first", "drip"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
        (b"HTTP/1.1 ", b"0"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
)
def test_an_answer_that_drips_is_silence(ask: Ask, first: bytes, drip: bytes) -> None:
    assert ask(first, drip) == "silence"


def test_an_answer_is_its_status(ask: Ask) -> None:
    assert ask(b"HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n", b"") == "503"
