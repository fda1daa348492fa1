"""`spar tasks`: the catalogue, with the paper's figures beside it."""

from __future__ import annotations

import json

import click

from tasks import catalogue, paper
from tasks.task import Task
from tui.text import clean


@click.command("tasks")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
@click.argument("pattern", default="")
def command(pattern: str, as_json: bool) -> None:
    """List every task whose name contains PATTERN; yours, marked *, are TOML files in the configuration's `tasks`."""
    own, problems = catalogue.own()
    tasks = [task for task in (*catalogue.all_tasks().values(), *own.values()) if pattern in task.name]
    for problem in problems:
        click.echo(f"not used: {clean(problem, one_line=True)}", err=True)
    if as_json:
        click.echo(json.dumps([_row(task) for task in tasks], indent=1))
        return
    if not tasks:
        click.echo(f"No task's name contains {pattern!r}.")
    for task in tasks:
        what = task.feature.label if task.feature else ", ".join(task.constraints) or "no constraint"
        name = f"{task.name} *" if task.own else task.name
        click.echo(
            f"{name:42} L{task.level}  {task.framework.label} {task.framework.version}: {clean(what, one_line=True)}"
        )
    click.echo(f"\n{len(tasks)} {'task' if len(tasks) == 1 else 'tasks'}. Mean A% by level, {paper.LABEL}: {_levels()}")


def _levels() -> str:
    return ", ".join(f"L{level} {paper.level_mean(level):.1f}" for level in range(4))


def _row(task: Task) -> dict[str, object]:
    return {
        "task": task.name,
        "framework": task.framework.name,
        "language": task.language,
        "version": task.framework.version,
        "variant": task.variant,
        "level": task.level,
        "constraints": list(task.constraints),
        "feature": task.feature.name if task.feature else None,
        "own": task.own.file if task.own else None,
        "own_framework": task.framework.own.file if task.framework.own else None,
        "paper": {
            "label": paper.LABEL,
            "framework_a_percent": paper.framework_mean(task.framework.name),
            "level_a_percent": paper.level_mean(task.level),
            "constraint_a_percent": {name: paper.constraint_mean(name, task.language) for name in task.constraints},
        },
    }
