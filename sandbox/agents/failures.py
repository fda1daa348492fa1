"""The library's exceptions as the few kinds of trouble that are told apart here; used inside the worker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sandbox.agents.provider_words import bounded, means_full_window, means_no_tools
from sandbox.agents.retry_after import retry_after
from sandbox.agents.worker_messages import Ask, Failed, Trouble

_READ = 8000
_DEPTH = 12
_QUOTA = "insufficient_quota"  # OpenAI's code for an account without money. Gemini's *words* are the same for a pause.
_BAD_CALL = "tool_use_failed"  # Groq's code for a call that its model made badly; the next one may be better.


def failure(litellm: Any, ask: Ask, error: Exception, came: int | None) -> Failed:
    """What a call that raised is to the session's process. `litellm`: the module, which only the worker imports.

    `came`: the HTTP status that the server really sent, None where nothing came or nobody looked.
    """
    if isinstance(error, litellm.exceptions.MidStreamFallbackError):
        error = error.original_exception or error
    chain = list(_chain(error))
    words = _words(error, chain)
    if ask.key:
        words = words.replace(ask.key, "[key]")
    status = _status(litellm, error, chain)
    trouble = _trouble(litellm, ask, error, status, words[:_READ].lower(), chain)
    if trouble == "unavailable" and _garbled(status, came, chain):
        trouble = "garbled"
    # The library gives a broken connection, and an answer that it can't read, the status 500, too.
    status = status if trouble != "garbled" else None
    return Failed(ask.id, trouble, bounded(words), status, retry_after(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what it came of."""
    for _ in range(_DEPTH):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__


def _words(error: Exception, chain: list[BaseException]) -> str:
    """The library's words; where they only say that the connection failed, also the system's, which say why."""
    words = str(getattr(error, "message", "") or error) or type(error).__name__
    root = next((str(one) for one in reversed(chain) if isinstance(one, OSError) and str(one)), "")
    return f"{words} {root}" if root and "connection error" in words.lower() else words


def _status(litellm: Any, error: Exception, chain: list[BaseException]) -> int | None:
    """The HTTP status; for an error that came within a stream, the one that its `code` names."""
    for one in chain:
        code = str(getattr(one, "code", None) or "")
        if re.fullmatch(r"[45]\d\d", code):
            return int(code)
    status = getattr(error, "status_code", None)
    broken = isinstance(error, litellm.APIConnectionError) or "connection error" in str(error).lower()
    return status if isinstance(status, int) and not broken else None


def _trouble(
    litellm: Any, ask: Ask, error: Exception, status: int | None, lowered: str, chain: list[BaseException]
) -> Trouble:
    codes = {str(getattr(one, "code", None)) for one in chain}
    if _QUOTA in codes or _BAD_CALL in codes:
        return "rejected" if _QUOTA in codes else "unavailable"
    if means_full_window(lowered):
        return "context"
    if ask.tools and means_no_tools(lowered):
        return "no_tools"
    match error:
        case litellm.ContextWindowExceededError():
            return "context"
        case litellm.RateLimitError():
            return "rate_limit"
        case litellm.Timeout():
            return "timeout"
        case litellm.UnsupportedParamsError() | litellm.BadRequestError() if "provider not provided" in lowered:
            return "no_model"
        case litellm.UnsupportedParamsError() | litellm.BadRequestError() if ask.tools:
            return "no_tools" if "tool" in lowered or "function call" in lowered else "rejected"
    return _by_status(status) or "unavailable"


def _by_status(status: int | None) -> Trouble | None:
    match status:
        case 401 | 403:
            return "auth"
        case 404:
            return "no_model"
        case 413:
            return "context"
        case 408 | 504:
            return "timeout"
        case 429:
            return "rate_limit"
        case int() if 400 <= status < 500 and status not in (409, 425):
            return "rejected"
    return None


def _garbled(status: int | None, came: int | None, chain: list[BaseException]) -> bool:
    """Did something come that the library stumbled over, and not an error that the server or the connection had?"""
    if any(type(one).__module__.partition(".")[0] in ("openai", "httpx") for one in chain):
        return False
    stumbled = any(isinstance(one, ValueError | TypeError | AttributeError | LookupError) for one in chain)
    return stumbled or (came == 200 and status in (None, 500))
