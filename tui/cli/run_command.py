"""`spar run`: the headless twin of the workbench; one line an event."""

from __future__ import annotations

import queue
import signal
from types import FrameType
from typing import Any

import click

from sandbox.choices import Choices
from sandbox.events import Event, Limits, Provisional, RunEnded, encode
from tui.cli.options import Telling, box_options, json_option


@click.command("run")
@click.argument("task_name", metavar="TASK")
@click.option(
    "--agent", type=click.Choice(["scripted", "litellm"]), default=None, help="Default: the shipped recording."
)
@click.option("--model", default=None, help="Any litellm model name; implies --agent litellm.")
@click.option("--scaffold", type=click.Choice(["bash", "tools"]), default="tools", help="How a model acts.")
@click.option("--api-base", default=None, help="Where a local or other server answers.")
@click.option("--tape", default=None, help="Which recording of the task.")
@click.option("--steps", type=click.IntRange(1), default=60, show_default=True)
@click.option("--budget", type=click.FloatRange(0), default=3.0, show_default=True, help="US dollars; 0: no limit.")
@click.option("--minutes", type=click.FloatRange(0), default=30.0, show_default=True, help="Of thinking and running.")
@click.option("--tokens", type=click.IntRange(1), default=None)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=None)
@box_options
@json_option
def command(**options: Any) -> int:
    """Let an agent build TASK's backend. Exit 0 when the last step passes everything, else 1."""
    from sandbox.start import begin

    choices = choices_of(options)
    telling = Telling()
    session = begin(choices, telling)
    telling.done()
    events: queue.SimpleQueue[Event | Provisional] = queue.SimpleQueue()
    past, _ = session.events_and_follow(events.put)
    interrupted = _stop_on_interrupt(session)
    show = _show_json if options["as_json"] else _Story()
    try:
        for event in past:
            show(event)
        while not any(isinstance(event, RunEnded) for event in past):
            arrived = events.get()
            show(arrived)
            if isinstance(arrived, RunEnded):
                break
    finally:
        session.close()
    return 130 if interrupted else _status(session.events())


def choices_of(options: dict[str, Any]) -> Choices:
    """The command line's options as a run's choices."""
    return Choices(
        task=options["task_name"],
        agent=options["agent"] or ("litellm" if options["model"] else "scripted"),
        model=options["model"],
        scaffold=options["scaffold"],
        api_base=options["api_base"],
        tape=options["tape"],
        box=options["box"],
        limits=Limits(options["steps"], options["budget"] or None, options["tokens"], options["minutes"] * 60 or None),
        seed=options["seed"],
        pace=0.0,
        unsafe_no_box=options["unsafe_no_box"],
    )


def _stop_on_interrupt(session: Any) -> list[int]:
    """The first Ctrl+C stops the run in good order; the list is filled when that happened."""
    seen: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        seen.append(number)
        session.stop()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    return seen


def _status(events: Any) -> int:
    """0 when the last step passes, 3 when the environment or the agent failed, else 1."""
    from sandbox.events import StepCommitted, StepScored

    ended = next((event for event in reversed(events) if isinstance(event, RunEnded)), None)
    if ended is None or ended.outcome in ("box_failed", "agent_failed", "interrupted"):
        return 3
    last = max((event.step for event in events if isinstance(event, StepCommitted)), default=0)
    scores = [event for event in events if isinstance(event, StepScored) and event.step == last]
    if not scores:
        return 3
    return 0 if scores[-1].summary.passed else 1


def _show_json(event: Event | Provisional) -> None:
    if isinstance(event, Event):
        click.echo(encode(event).decode())


class _Story:
    """Events in words, one line each."""

    def __call__(self, event: Event | Provisional) -> None:
        from tui.cli.story import line_of

        if isinstance(event, Event) and (line := line_of(event)):
            click.echo(line)
