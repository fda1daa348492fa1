"""A directory that somebody wants judged, read safely."""

from __future__ import annotations

from pathlib import Path

import click

from sandbox.ports import Entry
from tui.cli.errors import InputError
from tui.text import clean


def entries_in(folder: str, *, may_be_empty: bool = False) -> tuple[Entry, ...]:
    """The files of a person's own directory; what was left out is said on standard error. Raises InputError."""
    from sandbox.workspace.folder import entries_of

    if not folder.strip():
        raise InputError("DIR is empty; name a directory, or `.` for this one")
    path = Path(folder)
    try:
        if not path.is_dir():
            raise InputError(f"{folder} is not a directory" if path.exists() else f"there is no directory {folder}")
        entries, left_out = entries_of(path)
    except OSError as error:
        raise InputError(f"{folder} can't be read: {error.strerror}") from error
    for line in left_out:
        click.echo(f"left out: {clean(line, one_line=True)}", err=True)
    if not entries and not may_be_empty:
        raise InputError(f"{folder} holds no files to judge")
    return entries
