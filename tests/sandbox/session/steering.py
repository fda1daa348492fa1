"""Waiting for a session that runs on a thread of its own."""

from __future__ import annotations

import threading

from sandbox.events import Event, Provisional, RunEnded, StateChanged
from sandbox.session.live import LiveSession


def ended(session: LiveSession) -> RunEnded:
    """How it ended, once it has."""
    assert session.wait(60)
    return next(event for event in reversed(session.events()) if isinstance(event, RunEnded))


def until(session: LiveSession, state: str, step: int) -> None:
    """Wait for a state of a step."""
    seen = threading.Event()

    def look(event: Event | Provisional) -> None:
        if isinstance(event, StateChanged) and event.state == state and event.step == step:
            seen.set()

    leave = session.follow(look)
    assert seen.wait(60), f"never {state} at {step}"
    leave()
