"""`spar score`: judge any directory, functional and structural."""

from __future__ import annotations

import secrets
import sys
import threading
from collections.abc import Mapping
from typing import Any

import click
import msgspec

from sandbox.choices import Choices
from sandbox.ports import BoxKind
from tasks import catalogue
from tasks.scorecard import Scorecard
from tasks.task import Task
from tui.cli.finding_lines import structure_lines
from tui.cli.folders import entries_in
from tui.cli.hints import hint
from tui.cli.options import Telling, box_options, json_option, seed_option, task_option
from tui.cli.program_options import program_options, said_by, settings_from
from tui.cli.signals import cancelling
from tui.text import clean


@click.command("score")
@click.argument("folder", metavar="DIR")
@task_option
@seed_option
@click.option("--open", "on_screen", is_flag=True, help="Show the score in the workbench, as a session of one step.")
@click.option("--fresh", is_flag=True, help="Score again even if this tree was scored with this seed before.")
@program_options
@box_options
@json_option
def command(
    folder: str,
    task_name: str,
    seed: int | None,
    fresh: bool,
    on_screen: bool,
    box: BoxKind | None,
    unsafe_no_box: bool,
    as_json: bool,
    **program: Any,
) -> int:
    """Judge DIR against TASK in a fresh box. Exit 0 when everything passes, else 1.

    How an app that knows nothing of Spar is started and asked may also stand in its spar.toml, as start, port,
    base_path, health_path, install, install_network and a table env. The task's PostgreSQL is
    postgresql://user:password@postgres:5432/conduit.
    """
    if on_screen:
        return _opened(folder, task_name, Choices(box=box, seed=seed, unsafe_no_box=unsafe_no_box), program, as_json)
    from sandbox.judge.judge import Judge
    from sandbox.judge.judge_box import NotJudged
    from sandbox.judge.structure import files_of
    from sandbox.launching import make_launcher
    from sandbox.ports import EnvironmentLacks
    from sandbox.workspace.tree_id import tree_id

    task = catalogue.find(task_name)
    entries = entries_in(folder)
    settings = settings_from(said_by(program), folder, entries, task)
    telling = Telling()
    launcher = make_launcher(task, box, telling, unsafe=unsafe_no_box, port=settings.port)
    judge = Judge(launcher, task, program=settings)
    cancel = threading.Event()
    try:
        with cancelling(cancel):
            detail = judge.score(
                tree_id(entries),
                entries,
                secrets.randbelow(2**31) if seed is None else seed,
                lambda done, total, phase: telling(phase, done / total if done else None),
                fresh=fresh,
                cancel=cancel,
            )
    except NotJudged as error:
        raise EnvironmentLacks(
            f"not judged: {error}", "try again; `spar doctor` says what this machine lacks"
        ) from error
    finally:
        judge.close()
        telling.done()
    card = detail.card
    click.echo(msgspec.json.encode(card).decode() if as_json else "\n".join(card_lines(card, task, files_of(entries))))
    if words := hint(card, settings):
        click.echo(f"hint: {clean(words, one_line=True)}", err=True)
    return 0 if card.passed else 1


def _opened(folder: str, task_name: str, choices: Choices, program: dict[str, Any], as_json: bool) -> int:
    from tui.cli import watch_command
    from tui.cli.errors import InputError
    from tui.cli.following import status

    if as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InputError("--open shows a screen: it needs a terminal, and can't go with --json")
    said = said_by(program)
    settings_from(said, folder, entries_in(folder), catalogue.find(task_name))
    session = watch_command.watched(folder, task_name, choices, said, once=True)
    watch_command.on_screen(session)
    return status(session.events())


def card_lines(card: Scorecard, task: Task, files: Mapping[str, bytes]) -> list[str]:
    """A score in words."""
    core, extended = card.functional.core, card.functional.extended
    lines = [
        f"{card.task}  seed {card.seed}",
        f"core {core.passed}/{core.total}   extended {extended.passed}/{extended.total}   "
        f"A% {100 * card.a_percent:.1f}   strict A% {100 * card.strict_a_percent:.1f}   "
        f"{'PASSED' if card.passed else 'failed'}",
        "",
        *structure_lines(card.structural, task, files),
    ]
    for failure in card.failures:
        kind = failure.category + (f" / {failure.subcategory}" if failure.subcategory else "")
        lines += ["", f"{kind}: {clean(failure.title, one_line=True)}   sure {failure.confidence:.2f}"]
        lines += [f"  {clean(reason, one_line=True)}" for reason in failure.reasons]
        if failure.where:
            lines.append(f"  at {clean(failure.where.path, one_line=True)}:{failure.where.line}")
        lines += [
            f"  fell with it: {len(failure.assertions)} assertions",
            f"  mend: {clean(failure.mend, one_line=True)}",
        ]
    return lines
