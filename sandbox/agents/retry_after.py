"""How long a provider asks to be left alone."""

from __future__ import annotations

import math
import time
from email.utils import parsedate_to_datetime
from typing import Any


def retry_after(error: Exception) -> float | None:
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
