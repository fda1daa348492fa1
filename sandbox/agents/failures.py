"""The library's exceptions as the few kinds of trouble that are told apart here; used inside the worker."""

from __future__ import annotations

import re
from typing import Any

from sandbox.agents.worker_messages import Ask, Failed, Trouble

_WORDS = 2000
_CLASSES = re.compile(r"^(?:(?:litellm\.)?\w*(?:Error|Exception)\s*[:-]\s*)+")


def failure(litellm: Any, ask: Ask, error: Exception) -> Failed:
    """What a call that raised is to the session's process. `litellm`: the module, which only the worker imports."""
    if isinstance(error, litellm.exceptions.MidStreamFallbackError):
        error = error.original_exception or error
    words = str(getattr(error, "message", "") or error) or type(error).__name__
    if ask.key:
        words = words.replace(ask.key, "[key]")
    status = getattr(error, "status_code", None)
    # The library gives a broken connection the status 500, too.
    broken = isinstance(error, litellm.APIConnectionError) or "connection error" in words.lower()
    status = status if isinstance(status, int) and not broken else None
    return Failed(ask.id, _trouble(litellm, ask, error, status, words), bounded(words), status, _retry_after(error))


def _trouble(litellm: Any, ask: Ask, error: Exception, status: int | None, words: str) -> Trouble:
    lowered = words.lower()
    match error:
        case litellm.ContextWindowExceededError():
            return "context"
        case litellm.AuthenticationError() | litellm.PermissionDeniedError():
            return "auth"
        case litellm.NotFoundError():
            return "no_model"
        case litellm.RateLimitError():
            return "rate_limit"
        case litellm.Timeout():
            return "timeout"
        case litellm.UnsupportedParamsError() | litellm.BadRequestError():
            if "provider not provided" in lowered:
                return "no_model"
            if "context" in lowered and ("length" in lowered or "window" in lowered):
                return "context"
            return "no_tools" if ask.tools and ("tool" in lowered or "function call" in lowered) else "rejected"
    if status in (401, 403):
        return "auth"
    if status == 413:
        return "context"
    if status is not None and 400 <= status < 500 and status not in (408, 409, 425, 429):
        return "rejected"
    return "rate_limit" if status == 429 else "unavailable"


def _retry_after(error: Exception) -> float | None:
    """Seconds that the provider asks for; dates, which no model provider sends, are left out."""
    headers: Any = getattr(getattr(error, "response", None), "headers", None) or {}
    more: Any = getattr(error, "litellm_response_headers", None) or {}
    for found in (headers, more):
        for name, share in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
            try:
                return float(found[name]) * share
            except (KeyError, TypeError, ValueError):
                continue
    return None


def bounded(words: str) -> str:
    """One line of at most 2,000 characters, without the class names that the library puts before it."""
    return _CLASSES.sub("", " ".join(words[: 4 * _WORDS].split()))[:_WORDS]
