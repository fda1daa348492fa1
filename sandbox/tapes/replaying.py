"""A recorded session as a recording: what was done there, to be done again for real."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from sandbox.actions import Action, Submit
from sandbox.events import Event, ProposalEdited, SessionContinued, SessionStarted, StepCommitted, StepProposed
from sandbox.store import journal
from sandbox.store.session_task import task_of
from sandbox.tapes.tape import Tape, TapeStep
from tasks.task import Task

_TITLE = "replay of "
WATCHED = "watch"
"""The agent of a session whose steps are what somebody else did to a directory."""


def replayed(label: str) -> str | None:
    """The id of the session that an agent of this label replays; None for any other agent."""
    found = re.fullmatch(rf"recorded: {_TITLE}([\w.+-]+) \(scripted\)", label)
    return found.group(1) if found else None


def tape_of(folder: Path) -> tuple[Task, Tape]:
    """The task of the session in `folder`, and the steps that led to where it ended, edits of a person included.

    What was sent back or never finished is left out. Raises journal.JournalError (a watched directory's session has no
    actions to do again), catalogue.UnknownTask.
    """
    events = journal.read(folder).events
    if not events or not isinstance(events[0], SessionStarted):
        raise journal.JournalError(f"session {folder.name} ended before its first step; there is nothing to replay")
    started = events[0]
    if any(isinstance(event, SessionStarted | SessionContinued) and event.agent == WATCHED for event in events):
        raise journal.JournalError(
            f"session {folder.name} watched a directory: somebody else's edits can't be done again; "
            f"`spar export {folder.name} DIR` gives its files, for `spar score`"
        )
    steps = _steps(events)
    if not steps:
        raise journal.JournalError(f"session {folder.name} has no finished step; there is nothing to replay")
    if not isinstance(steps[-1].action, Submit):
        steps.append(TapeStep("The replayed session ended here.", Submit("the replayed session ended here")))
    return task_of(folder, started.task), Tape("replay", f"{_TITLE}{folder.name}", tuple(steps))


def _steps(events: Sequence[Event]) -> list[TapeStep]:
    """From the last committed step back to the start, in the order in which they were done."""
    parents: dict[int, int] = {}
    thoughts: dict[int, str] = {}
    actions: dict[int, Action] = {}
    for event in events:
        match event:
            case StepProposed(step=step):
                thoughts[step], actions[step] = event.thought, event.action
            case ProposalEdited(step=step, action=action):
                actions[step] = action
            case StepCommitted(step=step, parent=parent):
                parents[step] = parent
            case _:
                pass
    line: list[TapeStep] = []
    step = max(parents, default=0)
    while step in parents and step in actions:
        line.append(TapeStep(thoughts[step], actions[step]))
        step = min(parents[step], step - 1)
    return line[::-1]
