"""SIGTERM ends a command as Ctrl+C does: boxes and temporary files go, nothing is cut off."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

TERMINATED = 128 + signal.SIGTERM
"""The exit status of what SIGTERM ended, as a shell counts it."""


class Terminated(KeyboardInterrupt):
    """SIGTERM came."""


def heed_sigterm() -> None:
    """From here on SIGTERM raises Terminated in the main thread."""
    signal.signal(signal.SIGTERM, _raise)


def leave_sigterm() -> None:
    """SIGTERM is the system's again: Textual's loop can't be left by an error from nowhere."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


@contextmanager
def on_signals(stop: Callable[[], None]) -> Iterator[list[int]]:
    """While inside, Ctrl+C and SIGTERM call `stop` instead of raising: no box is cut off half made.

    The list names those that came.
    """
    seen: list[int] = []

    def heed(number: int, frame: FrameType | None) -> None:
        seen.append(number)
        stop()

    before = {number: signal.signal(number, heed) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield seen
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def cancelling(cancel: threading.Event) -> Iterator[None]:
    """While inside, Ctrl+C and SIGTERM set `cancel`; what ends by that raises KeyboardInterrupt or Terminated."""
    from sandbox.ports import Cancelled

    with on_signals(cancel.set) as seen:
        try:
            yield
        except Cancelled:
            if not seen:
                raise
    if seen:
        raise Terminated if seen[0] == signal.SIGTERM else KeyboardInterrupt


def _raise(number: int, frame: FrameType | None) -> None:
    # A second one must not interrupt the tidying up.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Terminated
