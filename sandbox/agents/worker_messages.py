"""What the session's process and the model worker say to each other: one JSON object a line, each way."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Trouble = Literal[
    "auth",
    "no_model",
    "context",
    "no_tools",
    "rejected",
    "rate_limit",
    "unavailable",
    "timeout",
    "garbled",
    "cut",
    "no_library",
]
"""Why a call failed. `rejected`: the provider refuses this very call; `no_tools`: it refuses tool calling; `garbled`:
what came is not what a model server sends; `cut`: a stream ended and nothing said that this was its end."""


class Ask(msgspec.Struct, frozen=True, tag="ask", omit_defaults=True):
    """One model call. `tools` and `messages` as in the OpenAI protocol; `timeout` is seconds of silence."""

    model: str
    messages: list[dict[str, Any]]
    tools: list[dict[str, Any]] = []
    key: str | None = None
    api_base: str | None = None
    stream: bool = True
    timeout: float = 120.0
    max_tokens: int | None = None
    id: int = 0
    longest: int = 400_000
    """Characters of an answer; what comes after them is not read."""

    def __repr__(self) -> str:
        """Without the key: what is printed ends up in logs."""
        return f"Ask({self.id}, {self.model!r}, {len(self.messages)} messages)"


class Describe(msgspec.Struct, frozen=True, tag="describe"):
    """Ask what the library knows of a model, without a call."""

    model: str
    api_base: str | None = None
    id: int = 0


class Abandon(msgspec.Struct, frozen=True, tag="abandon"):
    """Nobody waits for this call any more."""

    id: int


Request = Ask | Describe | Abandon


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """The library is loaded; the first thing a worker says."""

    version: str


class Words(msgspec.Struct, frozen=True, tag="words"):
    """A fragment of what the model says; `aside`: of its reasoning."""

    id: int
    text: str
    aside: bool = False


class CallPart(msgspec.Struct, frozen=True, tag="call"):
    """A fragment of the tool call at `index`; the name comes once."""

    id: int
    index: int
    name: str = ""
    arguments: str = ""


class Answered(msgspec.Struct, frozen=True, tag="answered"):
    """The call is over. `finish` as in the OpenAI protocol, or `too_long` where we stopped reading, or empty.

    Tokens are None where the provider didn't say; `cost` in US dollars by the library's own price list, None: unknown.
    """

    id: int
    finish: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cached_tokens: int = 0
    cost: float | None = None


class Described(msgspec.Struct, frozen=True, tag="described"):
    """A model as the library knows it: `window` in tokens, prices in US dollars a token; None where it doesn't say."""

    id: int
    provider: str
    window: int | None = None
    tools: bool | None = None
    price_in: float | None = None
    price_out: float | None = None


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """The call failed. `words` are the provider's, bounded, keys taken out; `retry_after` in seconds."""

    id: int
    trouble: Trouble
    words: str
    status: int | None = None
    retry_after: float | None = None


Reply = Ready | Words | CallPart | Answered | Described | Failed

encode = msgspec.json.Encoder().encode
decode_request: msgspec.json.Decoder[Request] = msgspec.json.Decoder(Request)
decode_reply: msgspec.json.Decoder[Reply] = msgspec.json.Decoder(Reply)
