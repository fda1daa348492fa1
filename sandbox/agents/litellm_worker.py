"""The one module that imports litellm: a process of its own, so that a 5 s import and its output touch no screen.

Reads requests from standard input, one thread a call, and writes replies to standard output; whatever the library
prints goes to standard error, which is a pipe that the session's process reads. Ends with its standard input.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from typing import Any, BinaryIO

import msgspec

from sandbox.agents.failures import failure
from sandbox.agents.fragments import Fragments
from sandbox.agents.library_facts import answered, described
from sandbox.agents.provider_words import bounded
from sandbox.agents.reception import Reception, client
from sandbox.agents.worker_messages import (
    Abandon,
    Answered,
    Ask,
    CallPart,
    Describe,
    Failed,
    Ready,
    Reply,
    Words,
    decode_request,
    encode,
)

_REASONS = ("received_finish_reason", "intermittent_finish_reason")
_CUT = "the stream ended without a word that this is its end"


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

    def __init__(self, litellm: Any, say: _Replies, reception: Reception) -> None:
        self._litellm = litellm
        self._say = say
        self._reception = reception
        self._abandoned: set[int] = set()

    def take(self, line: bytes) -> None:
        match decode_request.decode(line):
            case Abandon(id=number):
                self._abandoned.add(number)
            case Describe() as request:
                self._say(described(self._litellm, request))
            case Ask() as request:
                threading.Thread(target=self._ask, args=(request,), daemon=True).start()

    def _ask(self, ask: Ask) -> None:
        """A thread's work: one call, and what it left behind."""
        self._call(ask)
        gc.collect()

    def _call(self, ask: Ask) -> None:
        """It always ends with a reply, also when nobody waits for it any more."""
        self._reception.begin(stream=ask.stream)
        try:
            response = self._litellm.completion(**_arguments(ask))
            try:
                self._say(self._read(ask, response))
            finally:
                _hang_up(response)
        except Exception as error:
            came = self._reception
            too_long = Answered(ask.id, "too_long")
            self._say(too_long if came.too_much else failure(self._litellm, ask, error, came.status))
        finally:
            self._abandoned.discard(ask.id)

    def _read(self, ask: Ask, response: Any) -> Answered | Failed:
        room, finish, usage = ask.longest, "", None
        fragments = Fragments(ask.id, stream=ask.stream)
        for chunk in response if ask.stream else [response]:
            if ask.id in self._abandoned:
                break
            usage = getattr(chunk, "usage", None) or usage
            choice = next(iter(getattr(chunk, "choices", None) or ()), None)
            finish = str(getattr(choice, "finish_reason", None) or finish)
            for reply in fragments.of(choice):
                fitting = _first(reply, room)
                self._say(fitting)
                if fitting != reply:
                    return answered(self._litellm, ask.id, ask.model, "too_long", usage)
                room -= _length(reply)
        if ask.stream and self._cut(response):
            return Failed(ask.id, "cut", _CUT)
        return answered(self._litellm, ask.id, ask.model, finish, usage)

    def _cut(self, response: Any) -> bool:
        """Did a stream just end, with neither a finish reason nor `[DONE]`? The library makes up the former.

        Of Gemini's streams that can't be seen: the library gives each of their pieces a reason.
        """
        said = [getattr(response, name, "") for name in _REASONS]
        return all(one is None for one in said) and not self._reception.done


def _length(reply: Words | CallPart) -> int:
    return len(reply.text if isinstance(reply, Words) else reply.arguments)


def _first(reply: Words | CallPart, room: int) -> Words | CallPart:
    """As much of it as there is room for, in characters."""
    if _length(reply) <= room:
        return reply
    if isinstance(reply, Words):
        return msgspec.structs.replace(reply, text=reply.text[:room])
    return msgspec.structs.replace(reply, arguments=reply.arguments[:room])


def _hang_up(response: Any) -> None:
    """End a stream early: a provider that is still heard goes on writing, and charging."""
    stream = getattr(response, "completion_stream", None)
    for one in (stream, getattr(stream, "streaming_response", None)):  # OpenAI's client, the library's own
        close = getattr(one, "close", None)
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


def _load(reception: Reception) -> Any:
    """The library, set up. Garbage is collected when a call has ended from here on, and at no other time.

    An open stream that is collected takes its connection pool's lock to say that it is closed. A thread that holds the
    lock and is made to collect just then (httpcore 1.0: when it makes a list under it) would wait for itself for ever.
    """
    gc.disable()
    import litellm
    from litellm.llms.custom_httpx.http_handler import get_ssl_configuration

    litellm.client_session = client(get_ssl_configuration(), reception)
    litellm.suppress_debug_info = True
    litellm.telemetry = False
    litellm.num_retries = 0
    gc.freeze()  # The library's own 330,000 objects stay; to look at them takes 0.3 s.
    return litellm


def main() -> None:
    """Serve until standard input ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # What the library prints must not fall between the replies.
    say = _Replies(out)
    reception = Reception()
    try:
        litellm = _load(reception)
    except ImportError as error:
        say(Failed(0, "no_library", bounded(str(error))))
        return
    from importlib.metadata import version

    say(Ready(version("litellm")))
    calls = _Calls(litellm, say, reception)
    try:
        for line in sys.stdin.buffer:
            calls.take(line)
    finally:
        os._exit(0)  # Calls may hang in a read; nobody waits for them.


if __name__ == "__main__":
    main()
