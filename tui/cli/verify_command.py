"""`spar verify`: the structure of a directory; nothing is run."""

from __future__ import annotations

import json

import click
import msgspec

from tasks import catalogue
from tui.cli.finding_lines import structure_lines
from tui.cli.folders import entries_in
from tui.cli.options import json_option, task_option
from tui.text import clean


@click.command("verify")
@click.argument("folder", metavar="DIR")
@task_option
@click.option("--as-paper", is_flag=True, help="By the paper's published rules instead of Spar's.")
@json_option
def command(folder: str, task_name: str, as_paper: bool, as_json: bool) -> int:
    """Judge the structure of DIR against TASK. Exit 1 when a required constraint is broken."""
    from sandbox.judge.structure import files_of
    from tasks.structural.as_paper import explained, verify_as_paper
    from tasks.structural.verify import verify

    task = catalogue.find(task_name)
    files = files_of(entries_in(folder))
    structural = verify_as_paper(files, task) if as_paper else verify(files, task)
    if as_json:
        plain = msgspec.to_builtins(structural)
        click.echo(json.dumps({"schema": "spar.verify/1", "task": task.name, "structural": plain}))
    else:
        lines = structure_lines(structural, task, files)
        if as_paper:
            lines += ["", "Why, by the paper's rules:"]
            lines += [f"{name:13} {clean(why, one_line=True)}" for name, why in explained(files, task).items()]
        click.echo("\n".join([*lines, "", "Read, not run: `spar score` also looks at the data."]))
    return 1 if structural.broken() else 0
