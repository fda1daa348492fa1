"""`spar prove`: does every task's reference pass, through the real loop?"""

from __future__ import annotations

import fnmatch
import functools
import os
import secrets
import sys
from typing import Any

import click
import msgspec

from sandbox.ports import BoxKind
from tasks import catalogue
from tasks.task import Task
from tui.cli.errors import InputError
from tui.cli.options import Telling, box_option, json_option, seed_option
from tui.text import clean


@click.command("prove")
@click.argument("pattern", metavar="[GLOB]", default="*")
@click.option("--parallel", type=click.IntRange(1, 32), default=None, help="How many at once; default: the cores.")
@seed_option
@click.option("--fresh", is_flag=True, help="Score again what was scored before.")
@box_option
@json_option
def command(
    pattern: str, parallel: int | None, seed: int | None, fresh: bool, as_json: bool, box: BoxKind | None
) -> int:
    """Play the reference of every task that fits GLOB and score its last step. Exit 1 if any falls short."""
    from sandbox.launching import make_launcher
    from sandbox.ports import Launcher
    from sandbox.proving import prove

    tasks = _that_fit(pattern)
    telling = Telling()

    @functools.cache
    def ready(language: str, database: str | None, shipped: bool) -> Launcher:
        kind = (language, database, shipped)
        task = next(task for task in tasks if (task.language, task.database, task.own is None) == kind)
        return make_launcher(task, box, telling, trusted=shipped)

    def launcher(task: Task) -> Launcher:
        return ready(task.language, task.database, task.own is None)

    for task in tasks:
        launcher(task)
    seed = secrets.randbelow(2**31) if seed is None else seed
    at_once = parallel or os.cpu_count() or 1
    proofs = []
    for proof in prove(tasks, launcher, parallel=at_once, seed=seed, fresh=fresh):
        proofs.append(proof)
        telling.done()
        if not as_json:
            click.echo(_row(proof))
            sys.stdout.flush()
        telling(f"{len(proofs)} of {len(tasks)}", len(proofs) / len(tasks))
    telling.done()
    short = [proof for proof in proofs if not proof.proven]
    if as_json:
        click.echo(msgspec.json.encode(sorted(proofs, key=lambda proof: proof.task)).decode())
    else:
        click.echo(f"\n{len(proofs) - len(short)} of {len(proofs)} tasks proven, seed {seed}")
    return 1 if short else 0


def _that_fit(pattern: str) -> list[Task]:
    """Shipped tasks and a person's own that name a reference; which don't is said. Raises InputError, UnknownTask."""
    if pattern.endswith(".toml"):
        found = [catalogue.find(pattern)]
    else:
        named = {**catalogue.all_tasks(), **catalogue.own()[0]}
        found = [task for name, task in named.items() if fnmatch.fnmatchcase(name, pattern)]
    without = [task for task in found if task.own and not task.own.reference]
    tasks = [task for task in found if task not in without]
    words = "names no reference, so there is nothing to prove: `reference` in its file names a directory that solves it"
    if without and not tasks:
        raise InputError(f"{without[0].name} {words}")
    for task in without:
        click.echo(f"left out: {task.name} {words}", err=True)
    if not tasks:
        raise InputError(f"no task fits {pattern[:80]!r}; `spar tasks` lists them all")
    return tasks


def _row(proof: Any) -> str:
    if proof.problem:
        return f"{proof.task:42} not judged: {clean(proof.problem, one_line=True)}"
    structure = f"breaks {', '.join(proof.broken)}" if proof.broken else "kept"
    row = (
        f"{proof.task:42} core {proof.core.passed:3}/{proof.core.total}  "
        f"extended {proof.extended.passed:3}/{proof.extended.total}  structure {structure}  {proof.seconds:5.1f} s"
    )
    return row + "".join(f"\n    {clean(title, one_line=True)}" for title in proof.failures)
