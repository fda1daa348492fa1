"""SIGTERM and SIGHUP end a command as Ctrl+C does: boxes and temporary files go, nothing is cut off."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = (signal.SIGTERM, signal.SIGHUP)


class Terminated(KeyboardInterrupt):
    """A signal other than Ctrl+C's came; its number is the only argument."""

    @property
    def status(self) -> int:
        """The exit status of what it ended, as a shell counts it."""
        return 128 + int(self.args[0])


def heed_endings() -> None:
    """From here on SIGTERM and SIGHUP raise Terminated in the main thread; `nohup` goes on keeping SIGHUP away."""
    for number in _heard(*_ENDING):
        signal.signal(number, _raise)


def leave_endings() -> None:
    """They are the system's again: Textual's loop can't be left by an error from nowhere."""
    for number in _heard(*_ENDING):
        signal.signal(number, signal.SIG_DFL)


@contextmanager
def on_signals(stop: Callable[[], None]) -> Iterator[list[int]]:
    """While inside, Ctrl+C, SIGTERM and SIGHUP call `stop` instead of raising: no box is cut off half made.

    The list names those that came.
    """
    seen: list[int] = []

    def heed(number: int, frame: FrameType | None) -> None:
        seen.append(number)
        stop()

    before = {number: signal.signal(number, heed) for number in _heard(signal.SIGINT, *_ENDING)}
    try:
        yield seen
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def cancelling(cancel: threading.Event) -> Iterator[None]:
    """While inside, those signals set `cancel`; what ends by that raises KeyboardInterrupt or Terminated."""
    from sandbox.ports import Cancelled

    with on_signals(cancel.set) as seen:
        try:
            yield
        except Cancelled:
            if not seen:
                raise
    if seen:
        raise KeyboardInterrupt if seen[0] == signal.SIGINT else Terminated(seen[0])


def _heard(*numbers: signal.Signals) -> list[signal.Signals]:
    """Those that whoever started this program doesn't want ignored."""
    return [number for number in numbers if signal.getsignal(number) != signal.SIG_IGN]


def _raise(number: int, frame: FrameType | None) -> None:
    # A second one must not interrupt the tidying up.
    for each in _ENDING:
        signal.signal(each, signal.SIG_IGN)
    raise Terminated(number)
