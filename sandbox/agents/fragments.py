"""The library's chunks as our fragments: text that can be sent on, and tool calls that are told apart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.agents.worker_messages import CallPart, Words

_NAME = 200


@dataclass(slots=True)
class _Open:
    """The call that an index stands for now; `end`: the last character of its arguments so far."""

    position: int
    id: str
    end: str = ""


class Fragments:
    """Those of one answer, which is call `number`; a whole answer is one big chunk."""

    def __init__(self, number: int, *, stream: bool) -> None:
        self._number = number
        self._part = "delta" if stream else "message"
        self._open: dict[int, _Open] = {}
        self._calls = 0

    def of(self, choice: Any) -> Iterator[Words | CallPart]:
        """One chunk's news."""
        news = getattr(choice, self._part, None)
        for name, aside in (("reasoning_content", True), ("content", False)):
            text = getattr(news, name, None)
            if isinstance(text, str) and text:
                yield Words(self._number, _sendable(text), aside)
        for position, call in enumerate(getattr(news, "tool_calls", None) or ()):
            yield self._call(call, position)

    def _call(self, call: Any, position: int) -> CallPart:
        index, function = getattr(call, "index", None), getattr(call, "function", None)
        name = str(getattr(function, "name", None) or "")[:_NAME]
        arguments = getattr(function, "arguments", None) or ""
        arguments = _sendable(arguments if isinstance(arguments, str) else json.dumps(arguments))
        whose = self._whose(index if isinstance(index, int) else position, str(getattr(call, "id", None) or ""), name)
        whose.end = arguments.rstrip()[-1:] or whose.end
        return CallPart(self._number, whose.position, _sendable(name), arguments)

    def _whose(self, index: int, call: str, name: str) -> _Open:
        """The call that a piece belongs to. Ollama and others give every call of an answer the index 0."""
        known = self._open.get(index)
        if known is None or (name and call and known.id and call != known.id and known.end == "}"):
            known = self._open[index] = _Open(self._calls, call)
            self._calls += 1
        known.id = known.id or call
        return known


def _sendable(text: str) -> str:
    """Half of a surrogate pair is no text: neither a pipe nor a journal takes it."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
