"""The `spar` program: every error is one line, with the exit status that belongs to it."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

from tui.cli.signals import Terminated, heed_endings

if TYPE_CHECKING:
    import click


def main() -> None:
    """Run the command line."""
    _open_missing_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that knows no ✓ must not end a command
    heed_endings()
    try:
        sys.exit(_called())
    except KeyboardInterrupt as error:
        sys.exit(error.status if isinstance(error, Terminated) else 130)
    except BrokenPipeError:
        # Nobody reads any more; what Python would still flush at its end must not fail a second time.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _open_missing_streams() -> None:
    """A closed standard stream is an empty one: else a journal or a socket takes its number, and is written into."""
    if sys.stdin is None or sys.stdout is None or sys.stderr is None:
        while os.open(os.devnull, os.O_RDWR) < 2:
            pass
        sys.stdin = sys.stdin or os.fdopen(0)
        sys.stdout = sys.stdout or os.fdopen(1, "w")
        sys.stderr = sys.stderr or os.fdopen(2, "w")


def _called() -> int:
    """The exit status of what was called. Raises KeyboardInterrupt, BrokenPipeError, and defects of ours."""
    try:
        return _opened() if len(sys.argv) == 1 else _commanded()
    except BrokenPipeError:
        raise
    except Exception as error:
        return complain(error)


def _opened() -> int:
    """The screens, without what reads a command line: that would take a tenth of the time to their first frame."""
    from tui.cli.screens import open_picker

    open_picker(None)
    return 0


def _commanded() -> int:
    """What the command line says."""
    # Half of the time of a short command: Ctrl+C meanwhile is no traceback either.
    import click

    from tui.cli.group import spar

    try:
        status = spar.main(standalone_mode=False, prog_name="spar")
    except click.exceptions.Abort as error:
        raise error.__cause__ or KeyboardInterrupt from None
    return status if isinstance(status, int) else 0


def complain(error: Exception) -> int:
    """Say on standard error what went wrong and what to do; the exit status. Defects of ours are raised again."""
    import click

    from tui.cli.errors import explained
    from tui.text import clean

    found = (_usage(error), 2) if isinstance(error, click.ClickException) else explained(error)
    if found is None:
        raise error
    words, status = found
    click.echo(f"spar: {clean(' '.join(words.split()), one_line=True)}", err=True)
    return status


def _usage(error: click.ClickException) -> str:
    import click

    words = error.format_message().rstrip(".")
    path = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "spar"
    return words if "`" in words or words.endswith("?") else f"{words}; see `{path} --help`"
