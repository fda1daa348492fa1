"""`spar watch`: a directory that any agent or person edits, committed and scored whenever it settles."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from sandbox.choices import Choices
from sandbox.events import Limits
from sandbox.judge.program_settings import ProgramSettings
from sandbox.ports import BoxKind
from sandbox.session import LiveSession
from tasks import catalogue
from tui.cli.errors import InputError
from tui.cli.folders import entries_in
from tui.cli.options import Telling, box_options, json_option, task_option
from tui.cli.program_options import program_options, require_network, settings_from


@click.command("watch")
@click.argument("folder", metavar="DIR")
@task_option
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=None, help="Fixtures; a fresh seed if not given.")
@program_options
@box_options
@json_option
def command(
    folder: str, task_name: str, seed: int | None, box: BoxKind | None, unsafe_no_box: bool, as_json: bool, **more: Any
) -> int | None:
    """Commit and score DIR whenever it was quiet for a second, until Ctrl+C.

    On a terminal the workbench shows it; else, or with --json, it is a line an event. DIR itself is only read; its
    spar.toml, as for `spar score`, is read once, at the start.
    """
    from tui.cli.following import follow

    program = settings_from(entries_in(folder, may_be_empty=True), catalogue.find(task_name), more)
    session = watched(folder, task_name, Choices(box=box, seed=seed, unsafe_no_box=unsafe_no_box), program)
    if as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return follow(session, as_json=as_json)
    return on_screen(session)


def watched(
    folder: str, task_name: str, choices: Choices, program: ProgramSettings, *, once: bool = False
) -> LiveSession:
    """A running session on a person's directory. Raises InputError where that would watch itself, EnvironmentLacks."""
    from sandbox.start import make_launcher, new_session
    from sandbox.store import SessionStore
    from sandbox.watching import WatchedFolder

    task, store, path = catalogue.find(task_name), SessionStore(), Path(folder).resolve()
    if store.root.resolve().is_relative_to(path):
        raise InputError(f"{folder} holds Spar's own sessions; watch the directory of one program")
    with Telling() as telling:
        launcher = make_launcher(task, choices.box, telling, unsafe=choices.unsafe_no_box)
        require_network(program, launcher)
        folder_itself = WatchedFolder(path, launcher.kind, once=once)
        unlimited = Choices(seed=choices.seed, limits=Limits(None, None, None, None), pace=0.0)
        return new_session(task, folder_itself, launcher, unlimited, store, box=lambda: folder_itself, program=program)


def on_screen(session: LiveSession) -> int:
    """The workbench on it, until the person leaves."""
    from tui.cli.screens import open_workbench

    try:
        open_workbench(session, None)
    finally:
        session.close()
    return 0
