"""`spar FILE.toml`: the picker on a task file that lies anywhere."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("pick")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.pass_context
def command(ctx: click.Context, files: tuple[Path, ...]) -> None:
    """The screens, with these task files listed among your own."""
    from tui.cli.screens import open_picker

    open_picker(ctx.parent.params.get("theme") if ctx.parent else None, files)
