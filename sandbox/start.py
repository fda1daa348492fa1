"""Puts a session together from a person's choices: box, workspace, agent, judge, journal."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from sandbox.agents.human import HumanAgent
from sandbox.choices import Choices
from sandbox.events import Event, RunEnded, SentBack, SessionContinued, SessionStarted, StepCommitted
from sandbox.judge.program_settings import BadSettings, SaidSettings
from sandbox.launching import Progress, make_launcher
from sandbox.own_base import base_of
from sandbox.ports import Agent, Box, Entry, Launcher
from sandbox.session.live import LiveSession
from sandbox.session.parts import Parts, Report, Scorer
from sandbox.session.run import position
from sandbox.store import journal
from sandbox.store.repository import make_repository, open_repository
from sandbox.store.session_program import keep_program, program_of
from sandbox.store.session_store import FOREIGN, SessionStore
from sandbox.store.session_task import keep_task, task_of
from sandbox.tapes.recorded import tapes
from sandbox.watching import WatchedFolder
from sandbox.workspace.git_workspace import GitWorkspace
from tasks import catalogue
from tasks.task import Task

_AGAIN: dict[str, Literal["human", "litellm"]] = {"human": "human", "watch": "human", "litellm": "litellm"}
"""Who goes on with a session of these agents; what was watched is a person's from there on."""

_LOST = "files that git leaves out, rows in the database and running programs were not restored"


def begin(choices: Choices, progress: Progress, *, lively: bool = False) -> LiveSession:
    """A new session, to be started. Takes as long as its environment needs to be made ready; call it off the UI thread.

    Raises catalogue.UnknownTask, tapes.UnknownTape, EnvironmentLacks, AgentFailed, JournalError: one line each.
    """
    task = catalogue.find(choices.task)
    base_of(task)  # A base that can't be made is told before anything is asked or fetched.
    with contextlib.ExitStack() as undo:
        if choices.agent == "litellm" and choices.model:
            progress(f"asking {choices.model} whether it answers", None)
        agent = make_agent(choices, task, lively=lively)
        undo.callback(agent.close)
        launcher = _launcher(choices, task, progress)
        session = new_session(task, agent, launcher, choices, SessionStore())
        undo.pop_all()
    return session


def replay(folder: Path, choices: Choices, progress: Progress) -> LiveSession:
    """What was done in the session of `folder`, to be done again for real in a new one. Raises as `begin` does.

    Whoever wrote that journal, its commands are foreign: without a box they run only where a person allowed it.
    """
    from sandbox.agents.scripted import ScriptedAgent
    from sandbox.tapes.replaying import tape_of

    task, tape = tape_of(folder)
    program = program_of(folder, trusted=_ours(folder))
    launcher = make_launcher(
        task,
        choices.box,
        progress,
        trusted=tape.shipped,
        unsafe=choices.unsafe_no_box,
        port=_port(program, task, ()),
    )
    return new_session(task, ScriptedAgent(tape), launcher, choices, SessionStore(), program=program)


def new_session(
    task: Task,
    agent: Agent,
    launcher: Launcher,
    choices: Choices,
    store: SessionStore,
    scoring: Callable[[Scorer], Scorer] = lambda scorer: scorer,
    *,
    box: Callable[[], Box] | None = None,
    program: SaidSettings | None = None,
) -> LiveSession:
    """A new session of these parts, to be started. Raises JournalError, EnvironmentLacks.

    `scoring` may wrap the scorer. `box` None: of the launcher's kind; `program` None: started as the task says, and a
    `spar.toml` is a file like any other.
    """
    session, folder = store.create(task.name)
    with contextlib.ExitStack() as undo:
        undo.callback(shutil.rmtree, folder, ignore_errors=True)
        workspace = make_repository(folder)
        keep_task(folder, task)
        keep_program(folder, program)
        first = workspace.start(base_of(task), f"Start of {task.name}")
        seed = secrets.randbelow(1 << 31) if choices.seed is None else choices.seed
        started = SessionStarted(
            id=session,
            task=task.name,
            agent=agent.name,
            label=agent.label,
            box=launcher.kind,
            environment=launcher.environment(),
            seed=seed,
            limits=choices.limits,
            at=time.time(),
            commit=first.sha,
            tree=first.tree,
            model=choices.model if choices.agent == "litellm" else None,
            scaffold=choices.scaffold if choices.agent == "litellm" else None,
            prompt=_prompt(task),
            api_base=_without_secrets(choices.api_base) if choices.agent == "litellm" else None,
        )
        log = journal.Journal(folder)
        undo.callback(log.close)
        log.append(started)
        parts = _parts(session, task, log, workspace, agent, launcher, choices, seed, scoring, box, program)
        live = _session(parts, [started], choices)
        undo.pop_all()
    return live


def resume(
    folder: Path,
    choices: Choices,
    progress: Progress,
    *,
    lively: bool = False,
    watched: WatchedFolder | None = None,
    program: SaidSettings | None = None,
) -> LiveSession:
    """A session that ended or was interrupted, to go on from its last commit. Raises as `begin` does.

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
        if not _ours(folder):  # Nobody else says which server a person's words and keys go to.
            choices = msgspec.structs.replace(choices, api_base=None)
        agent = watched or _agent_again(started, choices, task, lively=lively)
        undo.callback(agent.close)
        known_work = choices.agent != "litellm" and _only_known_work(folder, past, task)
        workspace = open_repository(folder)
        said = program or program_of(folder, trusted=_ours(folder))
        launcher = make_launcher(
            task,
            choices.box,
            progress,
            trusted=known_work,
            unsafe=choices.unsafe_no_box,
            port=_port(said, task, workspace.entries(_last_tree(started, past))),
        )
        workspace.forget_unknown(
            [started.commit, *(event.commit for event in past if isinstance(event, StepCommitted))]
        )
        keep_program(folder, program)
        box = (lambda: watched.of_kind(launcher.kind)) if watched else None
        parts = _parts(started.id, task, log, workspace, agent, launcher, choices, started.seed, box=box, program=said)
        again = SessionContinued(
            position(past)[2],
            time.time(),
            agent.name,
            agent.label,
            choices.limits,
            reading.torn if watched else _lost(reading),
        )
        log.append(again)
        live = _session(parts, [*past, again], choices)
        undo.pop_all()
    return live


def _agent_again(started: SessionStarted, choices: Choices, task: Task, *, lively: bool) -> Agent:
    """As `make_agent`; a replay goes on with the session that it replays."""
    from sandbox.tapes.replaying import replayed, tape_of

    source = replayed(started.label) if choices.agent == "scripted" else None
    if source is None:
        return make_agent(choices, task, lively=lively)
    from sandbox.agents.scripted import ScriptedAgent

    return ScriptedAgent(tape_of(SessionStore().folder(source))[1], lively=lively)


def _without_secrets(address: str | None) -> str | None:
    """A server's address as the journal may keep it: None for one that carries a name, a password or a query."""
    parts = urlsplit(address or "")
    return address if address and not (parts.username or parts.password or parts.query) else None


def _only_known_work(folder: Path, past: Sequence[Event], task: Task) -> bool:
    """Did nothing but shipped recordings and this machine's own person write the files of this session?"""
    from sandbox.agents.scripted import ScriptedAgent

    labels = {HumanAgent.label, *(ScriptedAgent(tape).label for tape in tapes(task))}
    agents = [event for event in past if isinstance(event, SessionStarted | SessionContinued)]
    return _ours(folder) and all(event.label in labels for event in agents)


def _ours(folder: Path) -> bool:
    """Was the session made on this machine, by this person?"""
    return folder.parent == SessionStore().root and not (folder / FOREIGN).exists()


def _last_tree(started: SessionStarted, past: Sequence[Event]) -> str:
    return next((event.tree for event in reversed(past) if isinstance(event, StepCommitted)), started.tree)


def _port(said: SaidSettings | None, task: Task, entries: Sequence[Entry]) -> int | None:
    """Where programs of this tree are said to listen; what makes no sense is told when they are judged."""
    with contextlib.suppress(BadSettings):
        return said.settings(task, entries).port if said else None
    return None


def _lost(reading: journal.Reading) -> str:
    """What a continued session no longer has, in words."""
    step, _, kept = position(reading.events)
    words = [reading.torn] if reading.torn else []
    refused = any(isinstance(event, SentBack) and event.step == step for event in reading.events)
    if step > kept and not refused:
        words.append(f"step {step} was not finished and is not kept")
    return "; ".join([*words, _LOST])


def choices_again(events: Sequence[Event]) -> Choices:
    """The choices with which a session goes on: as it was begun, with as much again of a limit that is used up.

    Raises JournalError for a session without a beginning.
    """
    if not events or not isinstance(events[0], SessionStarted):
        raise journal.JournalError("this session ended before its first step; start a new one")
    started = events[0]
    limits = next((event.limits for event in reversed(events) if isinstance(event, SessionContinued)), started.limits)
    ended = next((event.outcome for event in reversed(events) if isinstance(event, RunEnded)), None)
    if ended in ("steps", "budget", "tokens", "time"):
        name = {"time": "seconds"}.get(ended, ended)
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


def _session(parts: Parts, past: Sequence[Event], choices: Choices) -> LiveSession:
    pace = choices.pace if choices.agent == "scripted" else 0.0
    return LiveSession(parts, past, mode="asking" if choices.asking else "running", pace=pace)


def _parts(
    session: str,
    task: Task,
    log: journal.Journal,
    workspace: GitWorkspace,
    agent: Agent,
    launcher: Launcher,
    choices: Choices,
    seed: int,
    scoring: Callable[[Scorer], Scorer] = lambda scorer: scorer,
    box: Callable[[], Box] | None = None,
    program: SaidSettings | None = None,
) -> Parts:
    from sandbox.box.open_box import open_box
    from sandbox.judge.judge import Judge
    from sandbox.judge.scorer import CommitScorer

    def opened() -> Box:
        return open_box(launcher, task)

    def scorer(report: Report) -> Scorer:
        return scoring(CommitScorer(Judge(launcher, task), workspace, seed, report, program))

    return Parts(session, task, log, workspace, box or opened, agent, scorer, choices.limits)


def make_agent(choices: Choices, task: Task, *, lively: bool) -> Agent:
    """The agent of these choices; a model has answered once by then.

    Raises AgentFailed, EnvironmentLacks or tapes.UnknownTape.
    """
    match choices.agent:
        case "human":
            from sandbox.agents.human import HumanAgent

            return HumanAgent()
        case "litellm":
            from sandbox.agents.litellm_agent import LitellmAgent

            model = LitellmAgent(choices.model or "", choices.scaffold, api_base=choices.api_base)
            try:
                model.check()
            except BaseException:
                model.close()
                raise
            return model
        case "scripted":
            from sandbox.agents.scripted import ScriptedAgent
            from sandbox.tapes.recorded import find_tape

            return ScriptedAgent(find_tape(task, choices.tape), lively=lively)


def _launcher(choices: Choices, task: Task, progress: Progress) -> Launcher:
    return make_launcher(
        task,
        choices.box,
        progress,
        trusted=choices.agent != "litellm",
        unsafe=choices.unsafe_no_box,
        recording=choices.agent == "scripted",
    )


def _prompt(task: Task) -> str:
    from sandbox import packages
    from tasks.prompts.prompt import prompt

    return prompt(task, packages.listing(task.language))
