"""What the library knows: whose a model is, its window and its prices, and what a call has used."""

from __future__ import annotations

import math
from typing import Any

from sandbox.agents.provider_words import bounded
from sandbox.agents.worker_messages import Answered, Describe, Described, Failed

_PLAIN_OLLAMA = "ollama"  # Its adapter answers tool calls with JSON in plain text; `ollama_chat` has real ones.
_MOST_TOKENS = 10_000_000
"""Of one call: several times the largest window. Who says more, or less than nothing, has said nothing."""


def described(litellm: Any, request: Describe) -> Described | Failed:
    """A model, without a call. `litellm`: the module, which only the worker imports."""
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
    prices = (known.get("input_cost_per_token"), known.get("output_cost_per_token"))
    return Described(request.id, str(provider), window if isinstance(window, int) else None, tools, *prices)


def answered(litellm: Any, number: int, model: str, finish: str, usage: Any) -> Answered:
    """The end of call `number`; figures that can't be are left out. A prompt of no tokens is none that was counted."""
    prompt = _count(getattr(usage, "prompt_tokens", None))
    completion = _count(getattr(usage, "completion_tokens", None))
    if not prompt or completion is None:
        return Answered(number, finish)
    said = _count(getattr(getattr(usage, "prompt_tokens_details", None), "cached_tokens", None)) or 0
    if said > prompt:
        usage = litellm.Usage(prompt_tokens=prompt, completion_tokens=completion)
        said = 0
    return Answered(number, finish, prompt, completion, said, _cost(litellm, model, usage))


def _count(said: Any) -> int | None:
    return said if isinstance(said, int) and 0 <= said <= _MOST_TOKENS else None


def _cost(litellm: Any, model: str, usage: Any) -> float | None:
    """US dollars by the library's own list; it raises for what it doesn't know, and that is not free."""
    try:
        prompt, completion = litellm.cost_per_token(model=model, usage_object=usage)
    except Exception:
        return None
    known = _entry(litellm, model)
    priced = known is not None and known.get("input_cost_per_token") is not None
    whole = float(prompt) + float(completion)
    return whole if priced and math.isfinite(whole) and whole >= 0 else None


def _entry(litellm: Any, model: str) -> dict[str, Any] | None:
    names = (model, model.partition("/")[2])
    return next((litellm.model_cost[name] for name in names if name in litellm.model_cost), None)
