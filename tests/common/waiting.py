"""Waiting for what happens in its own time, on a machine that may be busy."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(true: Callable[[], object], seconds: float = 60.0) -> None:
    """Returns as soon as it is so; fails when it never is. The deadline is no measure: a busy machine may need it."""
    latest = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < latest, "it did not happen"
        time.sleep(0.02)
