"""Puts a session together: its repository, its journal, and the parts that it runs with."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import time
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from sandbox.choices import Choices
from sandbox.events import Event, SessionStarted
from sandbox.judge.program_settings import SaidSettings
from sandbox.own_base import base_of
from sandbox.ports import Agent, Box, Launcher
from sandbox.session.live import LiveSession
from sandbox.session.parts import Parts, Report, Scorer
from sandbox.store import journal
from sandbox.store.repository import make_repository
from sandbox.store.session_program import keep_program
from sandbox.store.session_store import SessionStore
from sandbox.store.session_task import keep_task
from sandbox.workspace.git_workspace import GitWorkspace
from tasks.task import Task


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
        parts = parts_of(session, task, log, workspace, agent, launcher, choices, seed, scoring, box, program)
        live = session_of(parts, [started], choices)
        undo.pop_all()
    return live


def parts_of(
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
    """What a session runs with; `box` None: one of the launcher's kind."""
    from sandbox.box.open_box import open_box
    from sandbox.judge.judge import Judge
    from sandbox.judge.scorer import CommitScorer

    def opened() -> Box:
        return open_box(launcher, task)

    def scorer(report: Report) -> Scorer:
        return scoring(CommitScorer(Judge(launcher, task), workspace, seed, report, program))

    return Parts(session, task, log, workspace, box or opened, agent, scorer, choices.limits)


def session_of(parts: Parts, past: Sequence[Event], choices: Choices) -> LiveSession:
    """A session that goes on from `past`, to be started."""
    pace = choices.pace if choices.agent == "scripted" else 0.0
    return LiveSession(parts, past, mode="asking" if choices.asking else "running", pace=pace)


def _without_secrets(address: str | None) -> str | None:
    """A server's address as the journal may keep it: None for one that carries a name, a password or a query."""
    parts = urlsplit(address or "")
    return address if address and not (parts.username or parts.password or parts.query) else None


def _prompt(task: Task) -> str:
    from sandbox import packages
    from tasks.prompts.prompt import prompt

    return prompt(task, packages.listing(task.language))
