"""Servers that mean no good, or no harm but no sense: what the suite must outlive without being taken in."""

from __future__ import annotations

import json
import random
import re
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Answer = Callable[[str, str, bytes], bytes]


def http(status: int, body: bytes, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Word", f"Content-Length: {len(body)}", "Content-Type: application/json", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def as_json(status: int, value: Any) -> bytes:
    return http(status, json.dumps(value).encode())


USER = {"email": "a@mail.com", "username": "a", "bio": None, "image": None, "token": "a.b.c"}
PROFILE = {"username": "a", "bio": None, "image": None, "following": False}
TIME = "2026-05-07T09:30:00.123Z"
ARTICLE = {
    "slug": "a", "title": "A", "description": "a", "body": "a", "tagList": ["a"], "createdAt": TIME, "updatedAt": TIME,
    "favorited": False, "favoritesCount": 0, "author": PROFILE,
}  # fmt: skip
COMMENT = {"id": 1, "createdAt": TIME, "updatedAt": TIME, "body": "a", "author": PROFILE}


def canned(method: str, target: str, body: bytes) -> bytes:
    """No storage and no login, and yet the paper's collection finds nothing wrong."""
    path = target.partition("?")[0]
    on = method == "POST"
    if path.endswith("/follow"):
        return as_json(200, {"profile": {**PROFILE, "following": on}})
    if path.endswith("/favorite"):
        return as_json(200, {"article": {**ARTICLE, "favorited": on, "favoritesCount": int(on)}})
    if "/comments" in path:
        if method == "DELETE":
            return http(204, b"")
        return as_json(201, {"comment": COMMENT}) if on else as_json(200, {"comments": [COMMENT]})
    if path.endswith(("/articles", "/feed")) and method == "GET":
        return as_json(200, {"articles": [ARTICLE], "articlesCount": 1})
    if "/articles" in path:
        return http(204, b"") if method == "DELETE" else as_json(201 if on else 200, {"article": ARTICLE})
    if "/profiles/" in path:
        return as_json(200, {"profile": PROFILE})
    if path.endswith("/tags"):
        return as_json(200, {"tags": []})
    return as_json(201 if path.endswith("/users") else 200, {"user": USER})


def nulls(method: str, target: str, body: bytes) -> bytes:
    return as_json(200, None)


def null_values(method: str, target: str, body: bytes) -> bytes:
    """The right keys, and null behind each."""
    return re.sub(
        rb'": (?:"[^"]*"|\d+|true|false)', b'": null', canned(method, target, body).partition(b"\r\n\r\n")[2]
    ).join((b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", b""))


def fine(method: str, target: str, body: bytes) -> bytes:
    return as_json(200, {})


def created(method: str, target: str, body: bytes) -> bytes:
    return as_json(201, {})


def not_found(method: str, target: str, body: bytes) -> bytes:
    """What a server says that has no such API, in the API's own words."""
    return as_json(404, {"errors": {"path": ["not found"]}})


def web_page(method: str, target: str, body: bytes) -> bytes:
    """A single-page application, at every address."""
    page = b"<!doctype html><html><body><div id=app></div></body></html>"
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(page) + page


def refuses(method: str, target: str, body: bytes) -> bytes:
    return as_json(422, {"errors": {"body": ["is invalid"]}})


def echo(method: str, target: str, body: bytes) -> bytes:
    return http(200, body or b"{}")


def random_json(method: str, target: str, body: bytes) -> bytes:
    rng = random.Random(f"{method}{target}")

    def value(depth: int) -> Any:
        kind = rng.randrange(7 if depth else 5)
        names = ["user", "article", "articles", "slug", "token", "errors", "id", "title", "tags", "x"]
        if kind == 5:
            return [value(depth - 1) for _ in range(rng.randrange(4))]
        if kind == 6:
            return {rng.choice(names): value(depth - 1) for _ in range(rng.randrange(6))}
        return [None, True, rng.randrange(-9, 9), rng.random(), "a\u202e\x1b[2J\ud800"][kind]

    return as_json(rng.choice([200, 201, 204, 401, 404, 422, 500]), value(4))


def garbage(method: str, target: str, body: bytes) -> bytes:
    return random.Random(target).randbytes(300)


def nonsense_length(method: str, target: str, body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}"


def short_body(method: str, target: str, body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\nConnection: close\r\n\r\n{}"


def deep(method: str, target: str, body: bytes) -> bytes:
    return http(200, b"[" * 200_000)


def nested(method: str, target: str, body: bytes) -> bytes:
    """Deep enough to parse, too deep to walk through by recursion."""
    return http(200, b'{"user":' * 900 + b"1" + b"}" * 900)


def wide(method: str, target: str, body: bytes) -> bytes:
    many = b",".join([b"0"] * 50_000)
    return http(200, b'{"articles":[' + many + b'],"comments":[],"tags":[]}')


def huge(method: str, target: str, body: bytes) -> bytes:
    return http(200, b" " * (9 << 20))


def endless_headers(method: str, target: str, body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 40_000


def bad_chunks(method: str, target: str, body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"


def chunked_garbage(method: str, target: str, body: bytes) -> bytes:
    """Well-formed chunks of random bytes."""
    rng = random.Random(target)
    parts = [rng.randbytes(rng.randrange(1, 200)) for _ in range(4)]
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + chunks + b"0\r\n\r\n"


def echo_in_kind(method: str, target: str, body: bytes) -> bytes:
    """The request back again, with whatever an answer needs beside it: no storage, but every word is right."""
    kinds = {"user": USER, "article": ARTICLE, "comment": COMMENT}
    try:
        sent = json.loads(body)
    except ValueError:
        return canned(method, target, body)
    told = {name: {**kinds[name], **sent[name]} for name in kinds if isinstance(sent, dict) and _is_dict(sent, name)}
    for inner in told.values():
        inner.pop("password", None)
    return as_json(201 if method == "POST" and "login" not in target else 200, told)


def _is_dict(sent: dict[str, Any], name: str) -> bool:
    return isinstance(sent.get(name), dict)


def interim_for_ever(method: str, target: str, body: bytes) -> bytes:
    return b"HTTP/1.1 102 Processing\r\n\r\n" * 100


def redirects(method: str, target: str, body: bytes) -> bytes:
    return http(308, b"", f"Location: {target}")


def poisoned_token(method: str, target: str, body: bytes) -> bytes:
    """A token and a slug that would smuggle headers and paths into the next request."""
    user = {**USER, "token": "a\r\nX-Smuggled: yes"}
    article = {**ARTICLE, "slug": "../../\r\nHost: elsewhere"}
    return as_json(200, {"user": user, "article": article, "comment": {**COMMENT, "id": 10**400}})


ANSWERS: dict[str, Answer] = {
    function.__name__: function
    for function in (
        canned, nulls, null_values, fine, created, refuses, echo, random_json, garbage, nonsense_length, short_body,
        not_found, web_page, chunked_garbage, deep, nested, wide, huge, endless_headers, bad_chunks,
        interim_for_ever, redirects, poisoned_token,
    )
}  # fmt: skip


@contextmanager
def answering(answer: Answer) -> Iterator[int]:
    """A server that reads a request and sends back these bytes."""

    class Handler(socketserver.StreamRequestHandler):
        disable_nagle_algorithm = True

        def handle(self) -> None:
            while request := _read(self.rfile):
                data = answer(*request)
                try:
                    self.wfile.write(data)
                except OSError:
                    return
                if b"Content-Length: " not in data[:300] or b"Connection: close" in data[:300]:
                    return

    with _serving(Handler) as port:
        yield port


@contextmanager
def misbehaving(how: str) -> Iterator[int]:
    """A server that hangs, drips, resets or closes instead of answering."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            if _read(self.rfile) is None:
                return
            if how == "hang":
                self.rfile.read(1)
            elif how == "drip":
                self._drip()
            elif how == "reset":
                linger = struct.pack("ii", 1, 0)
                self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

        def _drip(self) -> None:
            try:
                for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"y" * 10_000:
                    self.wfile.write(bytes([byte]))
                    time.sleep(0.02)
            except OSError:
                return

    with _serving(Handler) as port:
        yield port


def _read(stream: Any) -> tuple[str, str, bytes] | None:
    line = stream.readline(65536).decode("latin-1").split(" ")
    if len(line) != 3:
        return None
    length = 0
    while (header := stream.readline(65536).decode("latin-1")) not in ("\r\n", ""):
        if header.lower().startswith("content-length:"):
            length = int(header.partition(":")[2])
    return line[0], line[1], stream.read(length)


@contextmanager
def _serving(handler: type[socketserver.StreamRequestHandler]) -> Iterator[int]:
    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 64

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Clients that hang up are no news here."""

    with Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
