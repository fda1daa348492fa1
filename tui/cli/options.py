"""Options that several commands share, and how a command tells of progress."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def task_option(function: F) -> F:
    return click.option(
        "--task", "task_name", required=True, metavar="TASK", help="The task, such as flask/clean+sqlite."
    )(function)


def seed_option(function: F) -> F:
    return click.option(
        "--seed", type=click.IntRange(0, 2**31 - 1), default=None, help="Fixtures; a fresh seed if not given."
    )(function)


def json_option(function: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="JSON instead of words.")(function)


def box_option(function: F) -> F:
    return click.option(
        "--box", type=click.Choice(["docker", "local"]), default=None, help="Where commands run; Docker if it is there."
    )(function)


def box_options(function: F) -> F:
    """For commands that run foreign code."""
    function = click.option(
        "--unsafe-no-box",
        is_flag=True,
        help="Run without isolation where neither Docker nor bubblewrap is there: the code can do anything you can.",
    )(function)
    return box_option(function)


def finite(ctx: click.Context, option: click.Parameter, value: float) -> float:
    """A limit that is a number: `nan` would be none, and say nothing. Raises click.BadParameter."""
    if not math.isfinite(value):
        raise click.BadParameter(f"{value} is no limit; 0 means none", ctx, option)
    return value


class Telling:
    """Progress on standard error: one line that is rewritten on a terminal, a line a change elsewhere."""

    def __init__(self) -> None:
        self._last = ""
        self._terminal = sys.stderr.isatty()

    def __call__(self, what: str, share: float | None) -> None:
        line = what if share is None else f"{what} {share:4.0%}"
        if self._terminal:
            click.echo(f"\r\x1b[K{line}", err=True, nl=False)
        elif what != self._last:
            click.echo(what, err=True)
        self._last = what

    def __enter__(self) -> Telling:
        return self

    def __exit__(self, *raised: object) -> None:
        self.done()

    def done(self) -> None:
        """Clear the line that was being rewritten."""
        if self._terminal and self._last:
            click.echo("\r\x1b[K", err=True, nl=False)
