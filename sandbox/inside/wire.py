"""The one format that both ends of a box's pipe speak: a JSON line, then as many raw bytes as its `size` says.

Standard library only: this runs in the box too. The host reads it from a hostile peer, so every length is bounded.
"""

from __future__ import annotations

import json
from typing import Any, BinaryIO

LINE_LIMIT = 8 << 20
BODY_LIMIT = 256 << 20

Message = dict[str, Any]


class WireError(Exception):
    """The other end ended, or sent something that is no message."""


def send(stream: BinaryIO, message: Message, body: bytes = b"") -> None:
    """Write one message and flush. Raises OSError where the pipe is gone."""
    if body:
        message = {**message, "size": len(body)}
    stream.write(json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n" + body)
    stream.flush()


def receive(stream: BinaryIO, *, body_limit: int = BODY_LIMIT) -> tuple[Message, bytes]:
    """Read one message with its body. Raises WireError at the end of the stream, on garbage and on excess."""
    line = stream.readline(LINE_LIMIT)
    if not line.endswith(b"\n"):
        raise WireError("the pipe ended" if len(line) < LINE_LIMIT else "a line too long")
    try:
        message = json.loads(line)
    except ValueError as error:
        raise WireError("not a message") from error
    if not isinstance(message, dict):
        raise WireError("not a message")
    size = message.get("size", 0)
    if not isinstance(size, int) or not 0 <= size <= body_limit:
        raise WireError("a body too large")
    body = b""
    if size:
        parts = []
        while size:
            part = stream.read(size)
            if not part:
                raise WireError("the pipe ended inside a body")
            parts.append(part)
            size -= len(part)
        body = b"".join(parts)
    return message, body
