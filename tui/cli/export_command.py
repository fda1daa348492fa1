"""`spar export`: a session as an ordinary git repository."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tui.cli.errors import InputError
from tui.cli.options import json_option
from tui.text import clean


@click.command("export")
@click.argument("session")
@click.argument("destination", metavar="[DIR]", required=False)
@click.option(
    "--fixture", metavar="FOLDER", help="One text file for each verdict marked as wrong, for the rules' tests."
)
@json_option
def command(session: str, destination: str | None, fixture: str | None, as_json: bool) -> None:
    """Write SESSION (an id, a part of one, or `last`) to DIR, whose `git log` then tells the story with every score.

    A DIR that ends in .zip becomes one file with the whole session, scores and marks included, for `spar open`.
    With --fixture, the verdicts that were marked as wrong are written instead: the step's files, the rule, what it
    should have said and why, in the form of tests/tasks/structural/programs.
    """
    if (destination is None) == (fixture is None):
        raise click.UsageError("name a DIR to export to, or a folder with --fixture, and not both")
    if fixture is not None:
        _fixtures(session, Path(fixture), as_json)
    elif destination is not None:
        _whole(session, destination, as_json)


def _fixtures(session: str, folder: Path, as_json: bool) -> None:
    from sandbox.store.archive import ArchivedSession
    from sandbox.store.example import folder_named
    from sandbox.store.fixture import export_fixtures

    handle = ArchivedSession(folder_named(session))
    handle.check()
    try:
        names = export_fixtures(handle, handle.marks, folder)
    except (FileExistsError, NotADirectoryError) as error:
        raise InputError(f"{folder} is no directory; name one, or one that isn't there yet") from error
    if as_json:
        click.echo(json.dumps({"session": handle.id, "directory": str(folder), "fixtures": names}))
    elif names:
        click.echo("\n".join([f"Marked verdicts of {handle.id}, {len(names)} in {folder}:", *names]))
    else:
        click.echo(f"No verdict of {handle.id} is marked as wrong; m on a finding marks it.")


def _whole(session: str, destination: str, as_json: bool) -> None:
    from sandbox.store.example import folder_named
    from sandbox.store.exporting import export
    from sandbox.store.session_file import write

    if not destination.strip():
        raise InputError("DIR is empty; name a directory that isn't there yet")
    folder = folder_named(session)
    if destination.endswith(".zip"):
        write(folder, Path(destination))
        said = json.dumps({"session": folder.name, "file": destination})
        click.echo(said if as_json else clean(f"{folder.name} is in {destination}.", one_line=True))
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
        told = f"{steps} steps of {folder.name} are in {destination}; `git log` there tells the story."
        click.echo(clean(told, one_line=True))
