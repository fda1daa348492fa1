"""`spar open`: a session in the workbench."""

from __future__ import annotations

import click


@click.command("open")
@click.argument("session", default="last")
@click.option("--theme", default=None, help="One of the files in themes/, or a path to your own.")
def command(session: str, theme: str | None) -> None:
    """Open SESSION in the workbench, to look at and to continue.

    SESSION is an id, a part of one, a folder, a session file (.zip), `last`, or `example`: a finished session that
    comes with Spar.
    """
    from sandbox.store.archive import ArchivedSession
    from sandbox.store.example import folder_named
    from tui.cli.screens import open_workbench

    handle = ArchivedSession(folder_named(session))
    handle.check()
    open_workbench(handle, theme)
