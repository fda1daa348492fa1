"""What the small server can play: answers good and bad, whole and as streams, and none at all."""

from __future__ import annotations

import json
import socket
import time
from typing import Any

from openai_server import Handler, Play

USAGE = {
    "prompt_tokens": 1000,
    "completion_tokens": 50,
    "total_tokens": 1050,
    "prompt_tokens_details": {"cached_tokens": 400},
}


def call(name: str, *pieces: str, index: int = 0) -> list[dict[str, Any]]:
    """A tool call as stream deltas, its arguments split as given."""
    first = {"index": index, "id": f"x{index}", "type": "function", "function": {"name": name, "arguments": ""}}
    rest = [{"index": index, "function": {"arguments": piece}} for piece in pieces]
    return [{"tool_calls": [one]} for one in (first, *rest)]


def says(text: str = "", *deltas: dict[str, Any], finish: str = "tool_calls", usage: Any = USAGE) -> Play:
    """Words and then calls; as a stream, or whole when that is asked for."""

    def play(handler: Handler) -> None:
        if not handler.owner.requests[-1].get("stream"):
            handler.send(200, json.dumps(_whole(text, deltas, finish, usage)).encode())
            return
        handler.open_stream()
        handler.chunk({"role": "assistant", "content": ""})
        for word in text.split(" ") if text else ():
            handler.chunk({"content": f"{word} "})
        for delta in deltas:
            handler.chunk(delta)
        handler.chunk({}, finish)
        if usage:
            handler.event({"choices": [], "usage": usage})
        handler.wfile.write(b"data: [DONE]\n\n")

    return play


def _whole(text: str, deltas: tuple[dict[str, Any], ...], finish: str, usage: Any) -> dict[str, Any]:
    calls: dict[int, dict[str, Any]] = {}
    for delta in deltas:
        for one in delta["tool_calls"]:
            known = calls.setdefault(
                one["index"], {"id": f"x{one['index']}", "type": "function", "function": {"name": "", "arguments": ""}}
            )
            known["function"]["name"] += one["function"].get("name", "")
            known["function"]["arguments"] += one["function"]["arguments"]
    message = {"role": "assistant", "content": text, **({"tool_calls": list(calls.values())} if calls else {})}
    choice = {"index": 0, "message": message, "finish_reason": finish}
    return {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}


def acts(name: str, thought: str = "Next.", **arguments: Any) -> Play:
    return says(thought, *call(name, json.dumps(arguments)))


def fails(status: int, message: str, code: str = "", **headers: str) -> Play:
    body = json.dumps({"error": {"message": message, "type": "error", "code": code or None}}).encode()
    return lambda handler: handler.send(status, body, **headers)


def drops_mid_stream(handler: Handler) -> None:
    handler.open_stream()
    handler.chunk({"role": "assistant", "content": "I was about to "})
    handler.wfile.flush()
    # A reset, not an orderly end.
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    handler.connection.close()


def hangs(handler: Handler) -> None:
    handler.owner.released.wait(20)


def hangs_mid_stream(handler: Handler) -> None:
    handler.open_stream()
    handler.chunk({"role": "assistant", "content": "thinking "})
    handler.owner.released.wait(20)


def garbage(handler: Handler) -> None:
    handler.send(200, b"\x00\xff<html>not the protocol \x1b[2J" * 40, "text/html")


def empty_choice(handler: Handler) -> None:
    if handler.owner.requests[-1].get("stream"):
        handler.open_stream()
        handler.event({"choices": []})
        handler.wfile.write(b"data: [DONE]\n\n")
    else:
        whole = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": []}
        handler.send(200, json.dumps(whole).encode())


def never_ends(handler: Handler) -> None:
    handler.open_stream()
    handler.chunk({"role": "assistant", "content": ""})
    until = time.monotonic() + 20
    while time.monotonic() < until:
        handler.chunk({"content": "x" * 10_000})


def event(delta: dict[str, Any], finish: str | None = None, **more: Any) -> bytes:
    """One event of a stream, as bytes."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    whole = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice], **more}
    return b"data: " + json.dumps(whole).encode() + b"\n\n"


def sends(*pieces: bytes, kind: str = "text/event-stream", framing: str = "close", **headers: str) -> Play:
    """These bytes. `framing`: how the end is told (`close`, `chunked`), or that it is missing (`cut`, `short`)."""

    def play(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        chunked = framing in ("chunked", "cut")
        if chunked:
            handler.send_header("Transfer-Encoding", "chunked")
        elif framing == "short":
            handler.send_header("Content-Length", "1000000")
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        for piece in pieces:
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
            handler.wfile.flush()
        if framing == "chunked":
            handler.wfile.write(b"0\r\n\r\n")

    return play


def answers(body: Any, kind: str = "application/json") -> Play:
    """A whole answer with status 200, as JSON unless it is bytes."""
    return lambda handler: handler.send(200, body if isinstance(body, bytes) else json.dumps(body).encode(), kind)
