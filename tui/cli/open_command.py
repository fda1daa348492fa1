"""`spar open`: a session in the workbench."""

from __future__ import annotations

import click


@click.command("open")
@click.argument("session", default="last")
@click.option("--theme", default=None, help="One of the files in themes/, or a path to your own.")
def command(session: str, theme: str | None) -> None:
    """Open SESSION (an id, a part of one, a folder, or `last`), to look at and to continue."""
    from sandbox.archive import ArchivedSession
    from sandbox.store import SessionStore
    from tui.cli.screens import open_workbench

    handle = ArchivedSession(SessionStore().folder(session))
    # A task that is unknown here, or a repository that is gone, is said before the screen opens.
    handle.workspace.read(handle.started.commit, handle.task.name)
    open_workbench(handle, theme)
