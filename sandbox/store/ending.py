"""How the run of a journal is over: what says so may have been gone on from, or cut off."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.actions import Action, Submit
from sandbox.events import (
    Event,
    ProposalEdited,
    RunEnded,
    SessionContinued,
    StepCommitted,
    StepObserved,
    StepProposed,
)

_WATCH = "watch"
"""The agent of a watched directory, which goes on changing whatever it was taken for before."""


def ending(events: Sequence[Event]) -> RunEnded | None:
    """The end that holds now; None while there is none, or where the run was gone on from.

    A submission whose commit is journalled ends a run, also where Spar was killed before it could say so. Going on
    from one scores what is not scored yet and adds no step, so that it stays the end.
    """
    action: Action | None = None
    over: RunEnded | None = None
    for event in events:
        match event:
            case StepProposed():
                action, over = event.action, None
            case ProposalEdited():
                action = event.action
            case StepCommitted() if isinstance(action, Submit):
                over = RunEnded("submitted", submitted_words(action), event.step, event.at)
            case SessionContinued() if over is not None and (over.outcome != "submitted" or event.agent == _WATCH):
                over = None
            case RunEnded():
                over = event
            case _:
                pass
    return over


def untold(events: Sequence[Event]) -> tuple[RunEnded, ...]:
    """The end that holds now where no line says so at the end of the story; else nothing."""
    over = ending(events)
    turns = (event for event in reversed(events) if isinstance(event, StepObserved | SessionContinued | RunEnded))
    return () if over is None or isinstance(next(turns, None), RunEnded) else (over,)


def submitted_words(action: Submit) -> str:
    """What an agent said as it submitted."""
    return action.message or "the agent submitted"
