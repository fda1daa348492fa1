"""Follows a running session to its end, without a screen: one line an event, and the exit status that comes of it."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator, Sequence

import click

from sandbox.events import Event, Provisional, RunEnded, SessionContinued, StepCommitted, StepScored, encode
from sandbox.session.live import LiveSession
from tui.cli.signals import on_signals
from tui.cli.story import line_of
from tui.text import clean

_LOOK_UP = 1.0
"""Seconds after which the main thread looks up from its queue: a signal that another thread received woke nobody, and
Python handles it here alone."""

_FAILED = ("box_failed", "agent_failed", "interrupted")


def follow(session: LiveSession, *, as_json: bool) -> int:
    """Start a session, show every event until its run has ended, close it, and say how it went as an exit status.

    Of a session that goes on, what is new since then. It starts in here, where Ctrl+C and SIGTERM stop a run in good
    order: nothing of it runs while they would only cut the command off.
    """
    show: Callable[[Event | Provisional], None] = _show_json if as_json else _show_story
    arriving: queue.SimpleQueue[Event | Provisional] = queue.SimpleQueue()
    past, _ = session.events_and_follow(arriving.put)
    event: Event | Provisional | None = None
    with on_signals(session.stop) as signals:
        try:
            session.start()
            for event in _until_ended(past, arriving):
                show(event)
        finally:
            session.close()
    if as_json and isinstance(event, RunEnded) and event.outcome in _FAILED:
        click.echo(f"spar: {clean(event.words, one_line=True)}", err=True)  # Its reader may be a program.
    return 128 + signals[0] if signals else status(session.events())


def status(events: Sequence[Event]) -> int:
    """0 when the last step passes, 3 when the environment or the agent failed, else 1."""
    ended = next((event for event in reversed(events) if isinstance(event, RunEnded)), None)
    if ended is None or ended.outcome in _FAILED:
        return 3
    last = max((event.step for event in events if isinstance(event, StepCommitted)), default=0)
    scores = [event for event in events if isinstance(event, StepScored) and event.step == last]
    if not scores:
        return 3
    return 0 if scores[-1].summary.passed else 1


def _until_ended(
    past: Sequence[Event], arriving: queue.SimpleQueue[Event | Provisional]
) -> Iterator[Event | Provisional]:
    begun = max((n for n, event in enumerate(past) if isinstance(event, SessionContinued)), default=0)
    yield from past[begun:]
    ended = any(isinstance(event, RunEnded) for event in past[begun:])
    while not ended:
        try:
            event = arriving.get(timeout=_LOOK_UP)
        except queue.Empty:
            continue
        yield event
        ended = isinstance(event, RunEnded)


def _show_json(event: Event | Provisional) -> None:
    if isinstance(event, Event):
        click.echo(encode(event))


def _show_story(event: Event | Provisional) -> None:
    if isinstance(event, Event) and (line := line_of(event)):
        click.echo(line)
