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
    """Write SESSION (an id, a part of one, or `last`) to DIR, whose `git log` then tells the story with every score.

    A DIR that ends in .zip becomes one file with the whole session, scores included, for `spar open`.
    """
    from sandbox.exporting import export
    from sandbox.session_file import write

    folder = SessionStore().folder(session)
    if destination.endswith(".zip"):
        write(folder, Path(destination))
        said = json.dumps({"session": folder.name, "file": destination})
        click.echo(said if as_json else f"{folder.name} is in {destination}.")
        return
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
