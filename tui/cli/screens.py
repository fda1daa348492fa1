"""Starts the screens: the picker, or the workbench on a session."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli.errors import InputError
from tui.cli.signals import leave_endings

if TYPE_CHECKING:
    from textual.theme import Theme

    from sandbox.handle import SessionHandle
    from tui.app import SparApp


def open_picker(theme: str | None, task_files: Sequence[Path] = ()) -> None:
    """The whole program on screen, a person's task files listed. Raises InputError: no terminal, theme or file."""
    for file in task_files:
        if not file.is_file():
            raise InputError(f"there is no task file {file}")
    _run(None, theme, task_files)


def open_workbench(handle: SessionHandle, theme: str | None) -> None:
    """One session on screen."""
    _run(handle, theme)


def _run(handle: SessionHandle | None, theme: str | None, task_files: Sequence[Path] = ()) -> None:
    app = _app(handle, theme, task_files) if theme is not None else None
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InputError("the screens need a terminal; `spar run TASK` works without one")
    app = app or _app(handle, None, task_files)
    leave_endings()
    app.call_later(app.call_after_refresh, gc.enable)
    app.run()


def _app(handle: SessionHandle | None, theme: str | None, task_files: Sequence[Path]) -> SparApp:
    gc.disable()  # Until the first frame: collections over all that is imported cost a tenth of the time to it.
    from sandbox.choices import config_folder
    from tui.app import SparApp
    from tui.chosen_theme import remembered_theme

    own = _theme_in(theme) if theme and theme.endswith(".toml") else None
    named = None if own else theme
    chosen = named or remembered_theme()
    folder = config_folder() / "themes"
    app = SparApp(handle, theme=chosen, theme_folder=folder, task_files=task_files)
    if own is not None:
        app.register_theme(own)
        app.theme = own.name
    elif named is not None and named not in app.available_themes:
        if os.path.lexists(folder / f"{named}.toml"):
            _theme_in(str(folder / f"{named}.toml"))
        raise InputError(f"no theme is called {named[:80]!r}; there are {', '.join(sorted(app.available_themes))}")
    return app


def _theme_in(file: str) -> Theme:
    from tui.theme_files import BadTheme, theme_in

    try:
        return theme_in(Path(file), file)
    except BadTheme as error:
        raise InputError(f"the theme can't be used: {error}") from error
