"""A session's events in words, one line each, for the terminal without screens."""

from __future__ import annotations

from sandbox.actions import describe
from sandbox.events import (
    Event,
    Noticed,
    RunEnded,
    SessionContinued,
    SessionStarted,
    StepCommitted,
    StepNotJudged,
    StepObserved,
    StepProposed,
    StepScored,
)
from tui.text import clean


def line_of(event: Event) -> str:
    """What a person reads of this event; empty where there is nothing to say."""
    match event:
        case SessionStarted():
            words = f"{event.task}: {event.label}, {event.box} box, seed {event.seed}, session {event.id}"
        case SessionContinued():
            words = f"continued at step {event.step}" + (f": {event.lost}" if event.lost else "")
        case StepProposed():
            words = f"{event.step:3} {_short(event.thought) or describe(event.action)}"
        case StepObserved(ok=False):
            words = (
                f"    {'timed out' if event.timed_out else f'exit status {event.exit_status}'}: {_last(event.output)}"
            )
        case StepCommitted() if event.changes:
            words = f"    {len(event.changes)} {'file' if len(event.changes) == 1 else 'files'} changed"
        case StepScored():
            summary = event.summary
            served = f"core {summary.core.passed}/{summary.core.total}, extended {summary.extended.passed}/"
            score = f"{served}{summary.extended.total}" if summary.served else "no server yet"
            broken = f", breaks {', '.join(summary.broken)}" if summary.broken else ""
            words = f"    step {event.step} scored: {score}{broken} ({summary.seconds:.1f} s)"
        case StepNotJudged():
            words = f"    step {event.step} not judged: {event.reason}"
        case Noticed():
            words = f"    note: {event.text}"
        case RunEnded():
            words = f"{event.outcome}: {event.words}"
        case _:
            words = ""
    return clean(words, one_line=True)


def _short(text: str) -> str:
    line = next((line for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= 100 else line[:99] + "…"


def _last(output: str) -> str:
    lines = [line for line in output.splitlines() if line.strip()]
    return lines[-1][:160] if lines else "no output"
