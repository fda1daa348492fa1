"""The one module that imports litellm: a process of its own, so that a 5 s import and its output touch no screen.

Reads requests from standard input, one thread a call, and writes replies to standard output; whatever the library
prints goes to standard error, which is a pipe that the session's process reads. Ends with its standard input.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from sandbox.agents.failures import bounded, failure
from sandbox.agents.worker_messages import (
    Abandon,
    Answered,
    Ask,
    CallPart,
    Describe,
    Described,
    Failed,
    Ready,
    Reply,
    Words,
    decode_request,
    encode,
)

_PLAIN_OLLAMA = "ollama"  # Its adapter answers tool calls with JSON in plain text; `ollama_chat` has real ones.


class _Replies:
    """The way back, one whole line at a time from any thread."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._lock = threading.Lock()

    def __call__(self, reply: Reply) -> None:
        with self._lock:
            self._out.write(encode(reply) + b"\n")
            self._out.flush()


class _Calls:
    """The calls under way."""

    def __init__(self, litellm: Any, say: _Replies) -> None:
        self._litellm = litellm
        self._say = say
        self._abandoned: set[int] = set()

    def take(self, line: bytes) -> None:
        match decode_request.decode(line):
            case Abandon(id=number):
                self._abandoned.add(number)
            case Describe() as request:
                self._say(_described(self._litellm, request))
            case Ask() as request:
                threading.Thread(target=self._ask, args=(request,), daemon=True).start()

    def _ask(self, ask: Ask) -> None:
        """One call, on its own thread. It always ends with a reply, also when nobody waits for it any more."""
        try:
            response = self._litellm.completion(**_arguments(ask))
            try:
                self._say(self._read(ask, response if ask.stream else [response]))
            finally:
                _hang_up(response)
        except Exception as error:
            self._say(failure(self._litellm, ask, error))
        finally:
            self._abandoned.discard(ask.id)

    def _read(self, ask: Ask, chunks: Iterable[Any]) -> Answered:
        length, finish, usage = 0, "", None
        for chunk in chunks:
            if ask.id in self._abandoned:
                break
            usage = getattr(chunk, "usage", None) or usage
            choice = next(iter(getattr(chunk, "choices", None) or ()), None)
            if choice is None:
                continue
            finish = getattr(choice, "finish_reason", None) or finish
            for reply in _fragments(ask, choice):
                length += len(reply.text if isinstance(reply, Words) else reply.arguments)
                if length > ask.longest:
                    return _answered(self._litellm, ask, "too_long", usage)
                self._say(reply)
        return _answered(self._litellm, ask, finish, usage)


def _hang_up(response: Any) -> None:
    """End a stream early: a provider that is still heard goes on writing, and charging."""
    close = getattr(getattr(response, "completion_stream", None), "close", None)
    if callable(close):
        close()


def _arguments(ask: Ask) -> dict[str, Any]:
    """What the library is called with: its own retries are off, for a person is told about ours."""
    arguments: dict[str, Any] = {
        "model": ask.model,
        "messages": ask.messages,
        "stream": ask.stream,
        "timeout": ask.timeout,
        "max_retries": 0,
        "num_retries": 0,
    }
    if ask.stream:
        arguments["stream_options"] = {"include_usage": True}
    if ask.tools:
        arguments["tools"] = ask.tools
    if ask.key is not None:
        arguments["api_key"] = ask.key
    if ask.api_base is not None:
        arguments["api_base"] = ask.api_base
    if ask.max_tokens is not None:
        arguments["max_tokens"] = ask.max_tokens
    return arguments


def _fragments(ask: Ask, choice: Any) -> Iterator[Words | CallPart]:
    """One chunk's news; a whole answer is one big chunk."""
    delta = getattr(choice, "delta", None) if ask.stream else getattr(choice, "message", None)
    if delta is None:
        return
    for name, aside in (("reasoning_content", True), ("content", False)):
        text = getattr(delta, name, None)
        if isinstance(text, str) and text:
            yield Words(ask.id, text, aside)
    for position, call in enumerate(getattr(delta, "tool_calls", None) or ()):
        index, function = getattr(call, "index", None), getattr(call, "function", None)
        arguments = getattr(function, "arguments", None) or ""
        yield CallPart(
            ask.id,
            index if isinstance(index, int) else position,
            str(getattr(function, "name", None) or ""),
            arguments if isinstance(arguments, str) else json.dumps(arguments),
        )


def _answered(litellm: Any, ask: Ask, finish: str, usage: Any) -> Answered:
    if usage is None:
        return Answered(ask.id, finish)
    details = getattr(usage, "prompt_tokens_details", None)
    cached = int(getattr(details, "cached_tokens", None) or 0)
    prompt = int(getattr(usage, "prompt_tokens", None) or 0)
    completion = int(getattr(usage, "completion_tokens", None) or 0)
    return Answered(ask.id, finish, prompt, completion, cached, _cost(litellm, ask.model, usage))


def _cost(litellm: Any, model: str, usage: Any) -> float | None:
    """US dollars by the library's own list; it raises for what it doesn't know, and that is not free."""
    try:
        prompt, completion = litellm.cost_per_token(model=model, usage_object=usage)
    except Exception:
        return None
    known = _entry(litellm, model)
    priced = known is not None and known.get("input_cost_per_token") is not None
    return float(prompt) + float(completion) if priced else None


def _described(litellm: Any, request: Describe) -> Described | Failed:
    try:
        _, provider, *_ = litellm.get_llm_provider(request.model, api_base=request.api_base)
    except Exception as error:
        return Failed(request.id, "no_model", bounded(str(error)))
    # Looked up in the table itself: `get_model_info` asks a server over the network for some providers.
    known = _entry(litellm, request.model) or {}
    window = known.get("max_input_tokens") or known.get("max_tokens")
    tools: bool | None = bool(known.get("supports_function_calling")) if known else None
    if provider == _PLAIN_OLLAMA:
        tools = False
    return Described(request.id, str(provider), window if isinstance(window, int) else None, tools)


def _entry(litellm: Any, model: str) -> dict[str, Any] | None:
    names = (model, model.partition("/")[2])
    return next((litellm.model_cost[name] for name in names if name in litellm.model_cost), None)


def _load() -> Any:
    import litellm

    litellm.suppress_debug_info = True
    litellm.telemetry = False
    litellm.num_retries = 0
    return litellm


def main() -> None:
    """Serve until standard input ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # What the library prints must not fall between the replies.
    say = _Replies(out)
    try:
        litellm = _load()
    except ImportError as error:
        say(Failed(0, "no_library", bounded(str(error))))
        return
    from importlib.metadata import version

    say(Ready(version("litellm")))
    calls = _Calls(litellm, say)
    try:
        for line in sys.stdin.buffer:
            calls.take(line)
    finally:
        os._exit(0)  # Calls may hang in a read; nobody waits for them.


if __name__ == "__main__":
    main()
