"""A session that ended or was interrupted, taken up again at its last commit."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec

from sandbox.agents.human import HumanAgent
from sandbox.assembly import parts_of, session_of
from sandbox.choices import Choices
from sandbox.events import Event, SentBack, SessionContinued, SessionStarted, StepCommitted
from sandbox.judge.program_settings import SaidSettings
from sandbox.launching import Progress, make_launcher
from sandbox.ports import Agent, Entry, Workspace
from sandbox.session.live import LiveSession
from sandbox.session.past import position
from sandbox.start import make_agent
from sandbox.store import journal
from sandbox.store.ending import ending
from sandbox.store.repository import open_repository
from sandbox.store.session_program import keep_program, port_of, program_of
from sandbox.store.session_store import SessionStore, made_here
from sandbox.store.session_task import task_of
from sandbox.tapes.recorded import tapes
from sandbox.watching import WatchedFolder
from tasks import catalogue
from tasks.task import Task

_AGAIN: dict[str, Literal["human", "litellm"]] = {"human": "human", "watch": "human", "litellm": "litellm"}
"""Who goes on with a session of these agents; what was watched is a person's from there on."""

_LOST = "files that git leaves out, rows in the database and running programs were not restored"


def resume(
    folder: Path,
    choices: Choices,
    progress: Progress,
    *,
    lively: bool = False,
    watched: WatchedFolder | None = None,
    program: SaidSettings | None = None,
) -> LiveSession:
    """A session that ended or was interrupted, to go on from its last commit. Raises as `start.begin` does.

    `watched`: a directory whose changes go on being its steps; `program` then takes the place of what was said before.
    """
    log, reading = journal.Journal.continued(folder)
    with contextlib.ExitStack() as undo:
        undo.callback(log.close)
        past = reading.events
        if not past or not isinstance(past[0], SessionStarted):
            raise journal.JournalError(f"session {folder.name} ended before its first step; start a new one")
        started = past[0]
        task = task_of(folder, started.task)
        choices = _at_own_server(choices, folder)
        agent = watched or _agent_again(started, choices, task, lively=lively)
        undo.callback(agent.close)
        known_work = choices.agent != "litellm" and _only_known_work(folder, past, task)
        workspace = open_repository(folder)
        said = program or program_of(folder, trusted=made_here(folder))
        launcher = make_launcher(
            task,
            choices.box,
            progress,
            trusted=known_work,
            unsafe=choices.unsafe_no_box,
            port=port_of(said, task, _last_files(workspace, started, past)),
        )
        workspace.forget_unknown(
            [started.commit, *(event.commit for event in past if isinstance(event, StepCommitted))]
        )
        keep_program(folder, program)
        box = (lambda: watched.of_kind(launcher.kind)) if watched else None
        parts = parts_of(
            started.id, task, log, workspace, agent, launcher, choices, started.seed, box=box, program=said
        )
        lost = reading.torn if watched else _lost(reading)
        again = SessionContinued(position(past)[2], time.time(), agent.name, agent.label, choices.limits, lost)
        log.append(again)
        live = session_of(parts, [*past, again], choices)
        undo.pop_all()
    return live


def choices_again(events: Sequence[Event]) -> Choices:
    """The choices with which a session goes on: as it was begun, with as much again of a limit that is used up.

    Raises JournalError for a session without a beginning.
    """
    if not events or not isinstance(events[0], SessionStarted):
        raise journal.JournalError("this session ended before its first step; start a new one")
    started = events[0]
    limits = next((event.limits for event in reversed(events) if isinstance(event, SessionContinued)), started.limits)
    over = ending(events)
    if over is not None and over.outcome in ("steps", "budget", "tokens", "time"):
        name = {"time": "seconds"}.get(over.outcome, over.outcome)
        more = getattr(started.limits, name) or 0
        limits = msgspec.structs.replace(limits, **{name: (getattr(limits, name) or 0) + more})
    tape = None
    if started.agent == "scripted":
        found = tapes(catalogue.find(started.task))
        tape = next((tape.name for tape in found if tape.title in started.label), None)
    return Choices(
        task=started.task,
        agent=_AGAIN.get(started.agent, "scripted"),
        model=started.model,
        scaffold=started.scaffold or "tools",
        api_base=started.api_base,
        tape=tape,
        box=started.box,
        limits=limits,
        seed=started.seed,
    )


def _at_own_server(choices: Choices, folder: Path) -> Choices:
    """Where a model's session that names no server goes on: at the one that the environment names, if it does."""
    from sandbox.agents.endpoint import SERVER

    if not made_here(folder):  # Nobody else says which server a person's words and keys go to.
        choices = msgspec.structs.replace(choices, api_base=None)
    if choices.agent != "litellm" or choices.api_base is not None:
        return choices
    return msgspec.structs.replace(choices, api_base=os.environ.get(SERVER) or None)


def _agent_again(started: SessionStarted, choices: Choices, task: Task, *, lively: bool) -> Agent:
    """As `make_agent`; a replay goes on with the session that it replays."""
    from sandbox.tapes.replaying import replayed, tape_of

    source = replayed(started.label) if choices.agent == "scripted" else None
    if source is None:
        return make_agent(choices, task, lively=lively)
    from sandbox.agents.scripted import ScriptedAgent

    return ScriptedAgent(tape_of(SessionStore().folder(source))[1], lively=lively)


def _only_known_work(folder: Path, past: Sequence[Event], task: Task) -> bool:
    """Did nothing but shipped recordings and this machine's own person write the files of this session?"""
    from sandbox.agents.scripted import ScriptedAgent

    labels = {HumanAgent.label, *(ScriptedAgent(tape).label for tape in tapes(task))}
    agents = [event for event in past if isinstance(event, SessionStarted | SessionContinued)]
    return made_here(folder) and all(event.label in labels for event in agents)


def _last_files(workspace: Workspace, started: SessionStarted, past: Sequence[Event]) -> Sequence[Entry]:
    """What the session goes on from. Raises JournalError where the repository doesn't hold it any more."""
    tree = next((event.tree for event in reversed(past) if isinstance(event, StepCommitted)), started.tree)
    try:
        return workspace.entries(tree)
    except (KeyError, ValueError) as error:
        raise journal.JournalError(f"session {started.id} has lost files of its steps") from error


def _lost(reading: journal.Reading) -> str:
    """What a continued session no longer has, in words."""
    step, _, kept = position(reading.events)
    words = [reading.torn] if reading.torn else []
    refused = any(isinstance(event, SentBack) and event.step == step for event in reading.events)
    if step > kept and not refused:
        words.append(f"step {step} was not finished and is not kept")
    return "; ".join([*words, _LOST])
