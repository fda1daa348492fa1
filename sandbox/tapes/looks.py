"""How a recording looks at what it built: it starts the server and asks it something, or reads who imports whom."""

from __future__ import annotations

import functools
import json
import tomllib
from importlib import resources

import msgspec

from sandbox.actions import Shell
from tasks.task import Task


class _Request(msgspec.Struct, frozen=True, omit_defaults=True):
    """One request of a look, sent from its stage on; `body` None sends none, `auth` the token."""

    stage: str
    method: str
    path: str
    body: str | None = None
    auth: bool = False


def look(task: Task, stages: tuple[str, ...]) -> Shell:
    """Start the server, ask it something of each of these stages, stop it and show the end of its log."""
    requests = [request for request in _requests() if request.stage in stages]
    sent = json.dumps([{k: v for k, v in msgspec.to_builtins(r).items() if k != "stage"} for r in requests])
    script = _file(f"look_{task.language}.txt").replace("{port}", str(task.port))
    return Shell(script.replace("{requests}", sent).rstrip("\n"))


def review(task: Task, structure: str) -> Shell:
    """Print the lines that break this part of the structure (`architecture`, `orm`), or that there are none."""
    return Shell(_file(f"review_{structure}_{task.language}.txt").rstrip("\n"))


@functools.cache
def _requests() -> tuple[_Request, ...]:
    return tuple(msgspec.convert(tomllib.loads(_file("look.toml"))["request"], list[_Request]))


@functools.cache
def _file(name: str) -> str:
    return resources.files("tasks").joinpath("recordings", name).read_text(encoding="utf-8")
