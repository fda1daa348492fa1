"""Where a journal ends: what a session that goes on builds upon, and what it still owes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sandbox.events import Event, SessionStarted, StepCommitted, StepProposed, StepScored


def position(past: Sequence[Event]) -> tuple[int, str, int]:
    """The last step's number, the commit to build on, and the step of that commit."""
    step, head, head_step = 0, "", 0
    for event in past:
        match event:
            case SessionStarted(commit=commit):
                head = commit
            case StepProposed(step=number):
                step = max(step, number)
            case StepCommitted(commit=commit, step=number):
                head, head_step = commit, number
            case _:
                pass
    return step, head, head_step


def unscored(past: Sequence[Event]) -> Iterator[tuple[int, str]]:
    """Steps and trees without a score when the journal ended, oldest first.

    What the environment kept from being judged is among them: it may be well again.
    """
    answered = {(event.step, event.tree) for event in past if isinstance(event, StepScored)}
    for event in past:
        if isinstance(event, StepCommitted) and (event.step, event.tree) not in answered:
            yield event.step, event.tree
