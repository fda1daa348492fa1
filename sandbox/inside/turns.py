"""Boxes that share one network take turns, for the agent's programs and the judge's want the same port."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Mapping
from typing import Any

POLL = 0.05


def take_turn(
    environment: Mapping[str, str], seconds: float, given_up: Callable[[], bool] = lambda: False
) -> contextlib.AbstractContextManager[Any]:
    """A turn that lasts until it is left or this process has ended.

    After `seconds`, or once `given_up`, it begins even if it isn't ours.
    SPAR_TURNS names the file to lock; without it the box has a network of its own. Programs started meanwhile don't
    inherit the lock, so what they leave in the background holds up nobody.
    """
    place = environment.get("SPAR_TURNS")
    if not place:
        return contextlib.nullcontext()
    file = os.fdopen(os.open(place, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "rb")
    until = time.monotonic() + seconds
    while not _locked(file.fileno()) and time.monotonic() < until and not given_up():
        time.sleep(POLL)
    return file


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
