"""A new session from a person's choices, or from what a recorded one did."""

from __future__ import annotations

import contextlib
from pathlib import Path

from sandbox.assembly import new_session
from sandbox.choices import Choices
from sandbox.launching import Progress, make_launcher
from sandbox.own_base import base_of
from sandbox.ports import Agent
from sandbox.session.live import LiveSession
from sandbox.store.session_program import port_of, program_of
from sandbox.store.session_store import SessionStore, made_here
from tasks import catalogue
from tasks.task import Task


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
        launcher = make_launcher(
            task,
            choices.box,
            progress,
            trusted=choices.agent != "litellm",
            unsafe=choices.unsafe_no_box,
            recording=choices.agent == "scripted",
        )
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
    program = program_of(folder, trusted=made_here(folder))
    launcher = make_launcher(
        task,
        choices.box,
        progress,
        trusted=tape.shipped,
        unsafe=choices.unsafe_no_box,
        port=port_of(program, task, ()),
    )
    return new_session(task, ScriptedAgent(tape), launcher, choices, SessionStore(), program=program)


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
