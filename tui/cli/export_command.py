"""`spar export`: a session as an ordinary git repository."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sandbox.store import SessionStore
from tui.cli.errors import InputError
from tui.cli.options import json_option


@click.command("export")
@click.argument("session")
@click.argument("destination", metavar="DIR")
@json_option
def command(session: str, destination: str, as_json: bool) -> None:
    """Write SESSION (an id, a part of one, or `last`) to DIR, whose `git log` then tells the story with every score."""
    from sandbox.exporting import export

    folder = SessionStore().folder(session)
    try:
        steps = export(folder, Path(destination))
    except FileExistsError as error:
        raise InputError(f"{destination} is not empty; name a directory that isn't there yet") from error
    except NotADirectoryError as error:
        raise InputError(f"{destination} is no directory; name one that isn't there yet") from error
    if as_json:
        click.echo(json.dumps({"session": folder.name, "directory": destination, "steps": steps}))
    else:
        click.echo(f"{steps} steps of {folder.name} are in {destination}; `git log` there tells the story.")
