"""`spar watch`: a directory that any agent or person edits, committed and scored whenever it settles."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from sandbox.choices import Choices
from sandbox.judge.program_settings import SaidSettings, require_network
from sandbox.limits import Limits
from sandbox.ports import BoxKind
from sandbox.session.live import LiveSession
from tasks import catalogue
from tasks.task import Task
from tui.cli.errors import InputError
from tui.cli.folders import entries_in
from tui.cli.options import Telling, box_options, json_option, seed_option, task_option
from tui.cli.program_options import program_options, said_by, settings_from

if TYPE_CHECKING:
    from sandbox.store.session_store import SessionStore


@click.command("watch")
@click.argument("folder", metavar="DIR")
@task_option
@seed_option
@click.option("--continue", "again", is_flag=True, help="Go on with the last session that watched DIR for TASK.")
@program_options
@box_options
@json_option
def command(
    folder: str,
    task_name: str,
    seed: int | None,
    again: bool,
    box: BoxKind | None,
    unsafe_no_box: bool,
    as_json: bool,
    **program: Any,
) -> int | None:
    """Commit and score DIR whenever it was quiet for a second, until Ctrl+C.

    On a terminal the workbench shows it; else, or with --json, it is a line an event. DIR itself is only read; each
    commit is started as its own spar.toml says, as for `spar score`.
    """
    from tui.cli.following import follow

    if again and seed is not None:
        raise InputError("a session keeps its seed: --seed can't go with --continue")
    said = said_by(program)
    settings_from(said, folder, entries_in(folder, may_be_empty=True), catalogue.find(task_name))
    choices = Choices(box=box, seed=seed, unsafe_no_box=unsafe_no_box)
    session = watched(folder, task_name, choices, said, again=again)
    if as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return follow(session, as_json=as_json)
    return on_screen(session)


def watched(
    folder: str, task_name: str, choices: Choices, said: SaidSettings, *, once: bool = False, again: bool = False
) -> LiveSession:
    """A session on a person's directory, to be started; with `again` the last one of that directory and task, taken up.

    Raises InputError where that would watch itself or there is none to take up, EnvironmentLacks.
    """
    from sandbox.assembly import new_session
    from sandbox.launching import make_launcher
    from sandbox.resume import resume
    from sandbox.store.session_store import SessionStore
    from sandbox.watching import WatchedFolder

    task, store, path = catalogue.find(task_name), SessionStore(), Path(folder).resolve()
    if store.root.resolve().is_relative_to(path):
        raise InputError(f"{folder} holds Spar's own sessions; watch the directory of one program")
    itself = WatchedFolder(path, once=once)
    unlimited = msgspec.structs.replace(choices, limits=Limits(None, None, None, None), pace=0.0)
    with Telling() as telling:
        if again:
            earlier = _last_of(store, task, itself.label)
            return resume(earlier, unlimited, telling, watched=itself, program=said)
        settings = settings_from(said, folder, entries_in(folder, may_be_empty=True), task)
        launcher = make_launcher(task, choices.box, telling, unsafe=choices.unsafe_no_box, port=settings.port)
        require_network(settings, launcher)
        itself.of_kind(launcher.kind)
        return new_session(task, itself, launcher, unlimited, store, box=lambda: itself, program=said)


def _last_of(store: SessionStore, task: Task, label: str) -> Path:
    """Where the newest session lies that watched this directory for this task. Raises InputError."""
    for one in store.summaries():
        if not one.broken and (one.task, one.agent, one.label) == (task.name, "watch", label):
            return store.root / one.id
    raise InputError(f"no session was {label} for {task.name} so far; leave --continue out")


def on_screen(session: LiveSession) -> int:
    """The workbench on it, from its start until the person leaves."""
    from tui.cli.screens import open_workbench

    try:
        session.start()
        open_workbench(session, None)
    finally:
        session.close()
    return 0
