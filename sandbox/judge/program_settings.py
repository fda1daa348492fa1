"""How a program wants to be started and asked: what lets the judge score an app that knows nothing of Spar."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec

from sandbox.ports import Entry, EnvironmentLacks, Launcher
from tasks.task import Task
from tasks.toml_words import plain, unknown_key

FILE = b"spar.toml"
"""Where a directory says it; read as data, like everything in it."""

HEALTH = "/api/health-check"
BASE = "/api"
NO_HEALTH = "none"

_SIZE = 64 << 10
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PATH = re.compile(r"/[!-~]*")

Command = Annotated[str, msgspec.Meta(max_length=8_000)]


class BadSettings(ValueError):
    """Settings that make no sense; one line that says which and where."""


class ProgramSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What differs from the contract's Server section; the defaults are the contract.

    `start`, `install`: shell commands at the root of the tree (empty: `run.sh`, nothing). `port` None: the task's.
    `health_path`: a path that answers below 500 once the server is ready, or `none`: an open port will do; left out,
    the contract's path must answer 200. `env` goes to the app and the install step as it is.
    """

    start: Command = ""
    port: Annotated[int, msgspec.Meta(ge=1024, le=65535)] | None = None
    base_path: str = BASE
    health_path: str | None = None
    env: dict[str, str] = {}
    install: Command = ""
    install_network: bool = False

    def order(self) -> dict[str, Any]:
        """The part of the box's `score` message that these settings decide."""
        return {
            "start": ["bash", "-c", self.start] if self.start else [],
            "environment": self.env,
            "health": "" if self.health_path == NO_HEALTH else self.health_path or HEALTH,
            "any_health": self.health_path is not None,
            "base": self.base_path.rstrip("/"),
            "install": self.install,
            "install_network": self.install_network,
        }


class SaidSettings(msgspec.Struct, frozen=True):
    """What a person said on the command line about how a directory's programs are started: it wins over `spar.toml`.

    Only a person allows the install step a `network`; a directory that wants one asks in vain.
    """

    given: dict[str, str | int] = {}
    env: dict[str, str] = {}
    network: bool = False

    def settings(self, task: Task, entries: Sequence[Entry]) -> ProgramSettings:
        """The task's own commands, the tree's `spar.toml` over them, this over both. Raises BadSettings."""
        said = settings_in(entries)
        wanted = checked(said, "spar.toml")
        if wanted.install_network and not self.network:
            raise BadSettings("spar.toml wants a network for its install step: --allow-network-for-install allows it")
        usual = settings_of(task)
        own: dict[str, Any] = {"start": usual.start, "install": usual.install, **said, **self.given}
        own["env"] = {**wanted.env, **self.env}
        if self.network:
            own["install_network"] = True
        return checked(own, "the command line" if self.given or self.env or self.network else "spar.toml")


def require_network(program: ProgramSettings, launcher: Launcher) -> None:
    """Raises EnvironmentLacks where the install step shall have a network and this kind of box can't give it one."""
    if program.install_network and launcher.kind != "docker":
        raise EnvironmentLacks(
            "a local box can't give a network to the install step alone",
            "take Docker (--box docker), or put the packages into the directory beforehand",
        )


def settings_of(task: Task) -> ProgramSettings:
    """How programs of this task are started where nobody says otherwise."""
    return ProgramSettings(start=task.start, install=task.install)


def settings_in(entries: Sequence[Entry]) -> dict[str, Any]:
    """What the tree's own `spar.toml` says, unchecked; empty where there is none. Raises BadSettings."""
    found = next((entry for entry in entries if entry.path == FILE), None)
    if found is None:
        return {}
    if found.mode == 0o120000:
        raise BadSettings("spar.toml is a link, and links are not followed; put the file itself there")
    if len(found.data) > _SIZE:
        raise BadSettings(f"spar.toml is larger than {_SIZE >> 10} KiB")
    if not found.data.strip():
        raise BadSettings(f"spar.toml is empty; it may say {_KEYS}, or go")
    try:
        return tomllib.loads(found.data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadSettings("spar.toml is no TOML: it is not UTF-8 text") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadSettings(f"spar.toml is no TOML: {error}") from error


def checked(said: dict[str, Any], source: str) -> ProgramSettings:
    """Settings from what was said in `source` (`spar.toml`, `the command line`). Raises BadSettings."""
    if words := unknown_key(said, ProgramSettings.__struct_fields__):
        raise BadSettings(f"{source}: {words}")
    try:
        settings = msgspec.convert(said, ProgramSettings)
    except (msgspec.ValidationError, RecursionError) as error:
        raise BadSettings(f"{source}: {plain(str(error))}") from error
    for name, path in (("base_path", settings.base_path), ("health_path", settings.health_path)):
        allowed = ("", None) if name == "base_path" else (NO_HEALTH, None)
        if path not in allowed and not _PATH.fullmatch(path or ""):
            raise BadSettings(f"{source}: {name} must begin with `/` and hold no spaces, not {path!r}")
    for name, value in settings.env.items():
        if not _VARIABLE.fullmatch(name) or "\0" in value or len(value) > 32_000:
            raise BadSettings(f"{source}: env holds {name!r}, which no environment variable can be")
    for words in (settings.start, settings.install):
        if "\0" in words:
            raise BadSettings(f"{source}: a command holds a NUL byte")
    if settings.install_network and not settings.install:
        raise BadSettings(f"{source}: install_network is set, but there is no install command")
    return settings


_KEYS = ", ".join(ProgramSettings.__struct_fields__)
