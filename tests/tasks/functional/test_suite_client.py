"""The client reads what is on the wire, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tasks.functional.answer import MISSING
from tasks.functional.client import Client
from tasks.functional.expect import no_body
from tasks.functional.world import World

EMPTY = World({}, {})


def _ask(hostile: Any, data: bytes | Callable[..., bytes], method: str = "GET") -> Any:
    answer = data if callable(data) else lambda *_: data
    with hostile.answering(answer) as port:
        return Client("127.0.0.1", port).send(method, "/", {}, None, seconds=2)


def test_a_chunked_body_is_put_together(hostile: Any) -> None:
    data = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n4;x=y\r\n 22]\r\n0\r\nTrailer: x\r\n\r\n"
    assert _ask(hostile, data).json == [1, 22]


def test_a_body_without_a_length_ends_with_the_connection(hostile: Any) -> None:
    assert _ask(hostile, b"HTTP/1.0 200 OK\r\n\r\n[true]").json == [True]


def test_interim_answers_are_skipped(hostile: Any) -> None:
    data = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\n7"
    assert _ask(hostile, data).json == 7


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n", ""),
        (b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", ""),
        (b"HTTP/1.1 204 No Content\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}", "expected no body"),
        (b"HTTP/1.1 204 No Content\r\nContent-Length: 2\r\nConnection: close\r\n\r\n", "expected no body"),
        (b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\nnull", "expected no body"),
        (
            b"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n",
            "expected no body",
        ),
    ],
)
def test_a_body_behind_a_204_is_seen(hostile: Any, data: bytes, words: str) -> None:
    reason = no_body().judge(_ask(hostile, data, "DELETE"), EMPTY)
    assert reason.startswith(words)
    assert bool(reason) == bool(words)


def test_redirects_are_answers_and_are_not_followed(hostile: Any) -> None:
    assert _ask(hostile, hostile.redirects).status == 308


def test_bytes_that_are_no_json_are_missing_rather_than_null(hostile: Any) -> None:
    for body in (b"", b"<p>", b"\xff", b"NaN", b"[" * 100_000):
        answer = _ask(hostile, hostile.http(200, body))
        assert answer.json is MISSING
        assert answer.at("user") is MISSING


def test_a_connection_that_the_server_dropped_is_opened_again(double: Any) -> None:
    """A server that closes without saying so must not cost a request."""
    handler = double.handler_for(double.Conduit())
    plain = handler.handle_any

    def once(self: Any) -> None:
        plain(self)
        self.close_connection = True

    handler.do_GET = once
    with double.serving(handler) as port:
        client = Client("127.0.0.1", port)
        assert [client.send("GET", "/api/tags", {}, None, seconds=2).status for _ in range(20)] == [200] * 20
