"""Options that say how a program nobody here wrote is started and asked; they win over its `spar.toml`."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from sandbox.judge.program_settings import FILE, BadSettings, ProgramSettings, SaidSettings
from sandbox.ports import Entry
from tasks.task import Task
from tui.cli.errors import InputError

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--start", default=None, metavar="COMMAND", help="What starts the server. Default: run.sh."),
    click.option("--port", type=int, default=None, help="Where it listens. Default: the task's port."),
    click.option("--base-path", default=None, metavar="PATH", help="What stands before /users. Default: /api."),
    click.option(
        "--health-path",
        default=None,
        metavar="PATH",
        help="Answers below 500 once ready; `none`: an open port will do. Default: /api/health-check, with 200.",
    ),
    click.option("--env", "env", multiple=True, metavar="K=V", help="A variable for the app; as often as needed."),
    click.option("--install", default=None, metavar="COMMAND", help="Runs in the box before the start, offline."),
    click.option(
        "--allow-network-for-install",
        is_flag=True,
        help="Give the install step a network (Docker only): whatever it fetches and runs can reach what you can.",
    ),
)

_NAMES = ("start", "port", "base_path", "health_path", "install")


def program_options(function: F) -> F:
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def said_by(options: dict[str, Any]) -> SaidSettings:
    """What the command line says, unchecked. Raises InputError for an --env or a --start that is none."""
    if options["start"] is not None and not options["start"].strip():
        raise InputError("--start names no command; left out, it is what spar.toml says, or run.sh")
    given = {name: options[name] for name in _NAMES if options[name] is not None}
    return SaidSettings(given, dict(map(_pair, options["env"])), options["allow_network_for_install"])


def settings_from(said: SaidSettings, folder: str, entries: Sequence[Entry], task: Task) -> ProgramSettings:
    """The task's own start command, the `spar.toml` of `folder` over it, the command line over both.

    `entries` are what could be read of the folder. Raises InputError.
    """
    file = Path(folder, os.fsdecode(FILE))
    if os.path.lexists(file) and not any(entry.path == FILE for entry in entries):
        raise InputError(f"{file} can't be used: it is too large, can't be read, or is no file")
    try:
        return said.settings(task, entries)
    except BadSettings as error:
        raise InputError(str(error)) from error


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise InputError(f"--env wants NAME=VALUE, not {text!r}")
    return name, value
