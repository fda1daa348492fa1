"""The library's exceptions as the few kinds of trouble that are told apart here; used inside the worker."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

from sandbox.agents.worker_messages import Ask, Failed, Trouble

_WORDS = 2000
_CLASSES = re.compile(r"^(?:(?:litellm\.)?(?:\w*(?:Error|Exception)|Timeout(?: Error)?)\s*[:-]\s*)+")
_DEPTH = 12
_TOO_LONG = re.compile(
    r"context.{0,40}(?:length|window|size|limit|shift)"
    r"|(?:prompt|input|inputs|request|conversation)\b.{0,20}\btoo (?:long|large)|too many (?:input |total )?tokens"
    r"|reduce the length|exceed\w*.{0,30}token limit|token count.{0,40}exceed|range of input length"
    r"|inputs? .{0,20}must have less than \d+ tokens",
    re.DOTALL,
)
"""That a conversation doesn't fit, in the words of the providers and local servers that we know."""
_NO_TOOLS = re.compile(
    r"(?:support|requir|enabl|allow|endpoints)\w*.{0,60}\b(?:tools?\b|tool.?(?:use|call|choice)|function.?call)"
    r"|\b(?:tools?\b|tool.?(?:use|call|choice)|function.?call).{0,60}(?:support|requir|enabl|allow)",
    re.DOTALL,
)
_QUOTA = "insufficient_quota"  # OpenAI's code for an account without money. Gemini's *words* are the same for a pause.
_SAID = re.compile(r'"message"\s*:\s*"((?:[^"\\]|\\.)+)"')  # Anthropic's words come as the JSON around them.
_TRACEBACK = "Traceback (most recent call last)"


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
    trouble = _trouble(litellm, ask, error, status, words.lower(), chain)
    if trouble == "unavailable" and _garbled(status, came, chain):
        trouble = "garbled"
    # The library gives a broken connection, and an answer that it can't read, the status 500, too.
    status = status if trouble != "garbled" else None
    return Failed(ask.id, trouble, bounded(words), status, _retry_after(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what it came of."""
    for _ in range(_DEPTH):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__


def _words(error: Exception, chain: list[BaseException]) -> str:
    """The library's words; where they only say that the connection failed, also the system's, which say why."""
    words = str(getattr(error, "message", "") or error).partition(_TRACEBACK)[0] or type(error).__name__
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
    if "max_tokens" not in lowered and _TOO_LONG.search(lowered):
        return "context"
    if ask.tools and _NO_TOOLS.search(lowered):
        return "no_tools"
    if any(getattr(one, "code", None) == _QUOTA for one in chain):
        return "rejected"
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


def _retry_after(error: Exception) -> float | None:
    """Seconds that the provider asks for, given as such, as milliseconds or as a date."""
    headers: Any = getattr(getattr(error, "response", None), "headers", None) or {}
    more: Any = getattr(error, "litellm_response_headers", None) or {}
    for found in (headers, more):
        for name, share in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
            seconds = _seconds(str(found.get(name) or ""))
            if seconds is not None:
                return seconds * share
    return None


def _seconds(said: str) -> float | None:
    try:
        seconds = float(said)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(said).timestamp() - time.time()
        except (TypeError, ValueError, OverflowError):
            return None
        seconds = max(0.0, seconds)
    return seconds if math.isfinite(seconds) else None


def bounded(words: str) -> str:
    """One printable line of at most 2,000 characters, without what the library or JSON puts around it."""
    line = _CLASSES.sub("", " ".join(words[: 4 * _WORDS].split()))
    if line.startswith(("b'{", "{")) and (said := _SAID.search(line)):
        line = said[1]
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in line)[:_WORDS]
