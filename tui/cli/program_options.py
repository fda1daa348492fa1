"""Options that say how a program nobody here wrote is started and asked; they win over its `spar.toml`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from sandbox.judge.program_settings import BadSettings, ProgramSettings, checked, settings_in, settings_of
from sandbox.ports import Entry, EnvironmentLacks, Launcher
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

_NAMES = ("start", "port", "base_path", "health_path", "env", "install")


def program_options(function: F) -> F:
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def settings_from(entries: Sequence[Entry], task: Task, options: dict[str, Any]) -> ProgramSettings:
    """The task's own start command, the tree's `spar.toml` over it, the command line over both. Raises InputError.

    Only the command line allows a network: a directory that asks for one is told to ask its person.
    """
    given = {name: options[name] for name in _NAMES if options[name] not in (None, ())}
    allowed = options["allow_network_for_install"]
    try:
        said = settings_in(entries)
        checked(said, "spar.toml")
        if said.get("install_network") and not allowed:
            raise InputError("spar.toml wants a network for its install step: --allow-network-for-install allows it")
        if given.get("env"):
            given["env"] = {**said.get("env", {}), **dict(map(_pair, given["env"]))}
        both = {"start": settings_of(task).start, **said, **given, **({"install_network": True} if allowed else {})}
        return checked(both, "the command line" if given or allowed else "spar.toml")
    except BadSettings as error:
        raise InputError(str(error)) from error


def require_network(program: ProgramSettings, launcher: Launcher) -> None:
    """Raises EnvironmentLacks where the install step shall have a network and this kind of box can't give it one."""
    if program.install_network and launcher.kind != "docker":
        raise EnvironmentLacks(
            "a local box can't give a network to the install step alone",
            "take Docker (--box docker), or put the packages into the directory beforehand",
        )


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise InputError(f"--env wants NAME=VALUE, not {text!r}")
    return name, value
