"""Fetches everything that offline work needs, and proves it: boxes start and import what tasks need, offline."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event as Flag

import msgspec

from sandbox.actions import Shell
from sandbox.box.bubblewrap import bubblewrap_available
from sandbox.box.open_box import open_box
from sandbox.launching import make_launcher, why_no_docker
from sandbox.ports import BoxDied, BoxKind, EnvironmentLacks, Launcher
from sandbox.toolchain import toolchain
from tasks.catalogue import find
from tasks.task import Task

Progress = Callable[[str, float | None], None]

TASKS = ("flask/postgres+orm", "express/postgres+orm")
"""One task of each language, together in need of everything."""

REACHES_OUT = "import socket; socket.create_connection(('192.0.2.1', 80), 2)"
"""The address is set aside for documentation: with a network this would time out, without one it fails at once."""

PROOFS = {
    "python": "python3 -c 'import aiohttp, django, fastapi, flask, sqlalchemy, asyncpg, psycopg, psycopg2, aiosqlite'",
    "node": 'node -e \'for (const name of ["express", "fastify", "hono", "koa", "sequelize", "pg", "sqlite3"]) '
    "require(name)' && npm install --no-save express",
}
"""Commands that succeed in a box which has what its tasks need."""

DATABASE = "PGPASSWORD=password psql -h postgres -U user -d conduit -c 'select 1'"


class Outcome(msgspec.Struct, frozen=True):
    """One thing that was fetched or proved: what, whether it is so, in words, and how long it took."""

    what: str
    ok: bool
    result: str
    seconds: float


def prepare(everything: bool, progress: Progress) -> list[Outcome]:
    """Fetch and prove the kind of box that runs take here; `everything`: both kinds.

    What fails is an outcome that says so, and the rest goes on.
    """
    kinds: tuple[BoxKind, ...] = ("docker", "local")
    if not everything:
        kinds = ("local",) if why_no_docker(progress) else ("docker",)
    tasks = [find(name) for name in TASKS]
    return [outcome for kind in kinds for task in tasks for outcome in _ready(kind, task, progress)]


def _ready(kind: BoxKind, task: Task, progress: Progress) -> list[Outcome]:
    """What came of fetching one kind of box for one language, and of trying it."""
    began = time.monotonic()
    what = f"{kind} box for {task.language}: fetched"
    try:
        if kind == "local" and (reason := bubblewrap_available()):
            toolchain.ensure(task, progress)
            return [Outcome(what, True, f"not tried: {reason}", time.monotonic() - began)]
        launcher = make_launcher(task, kind, progress)
        fetched = Outcome(what, True, launcher.environment(), time.monotonic() - began)
    except EnvironmentLacks as lack:
        return [Outcome(what, False, f"{lack} ({lack.remedy})", time.monotonic() - began)]
    progress(f"trying a {kind} box for {task.language}", None)
    return [fetched, try_box(f"{kind} box for {task.language}: tried", launcher, task)]


def try_box(what: str, launcher: Launcher, task: Task) -> Outcome:
    """Start a box, import the frameworks, ask the database, and see that nothing outside answers."""
    began = time.monotonic()
    try:
        box = open_box(launcher, task)
        try:
            for command in (PROOFS[task.language], DATABASE):
                seen = box.execute(Shell(command), lambda text: None, Flag())
                if not seen.ok:
                    return Outcome(what, False, seen.output.strip()[-300:], time.monotonic() - began)
            outside = box.execute(Shell(f'python3 -c "{REACHES_OUT}"'), lambda text: None, Flag())
        finally:
            box.close()
    except (BoxDied, EnvironmentLacks) as error:
        return Outcome(what, False, str(error), time.monotonic() - began)
    closed = "Network is unreachable" in outside.output
    words = "frameworks, drivers and database work; no network" if closed else "it has a network, and must not"
    return Outcome(what, closed, words, time.monotonic() - began)
