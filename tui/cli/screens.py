"""Starts the screens: the picker, or the workbench on a session."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tui.cli.errors import InputError

if TYPE_CHECKING:
    from sandbox.handle import SessionHandle


def open_picker(theme: str | None) -> None:
    """The whole program on screen. Raises InputError where there is no terminal, or no such theme."""
    _run(None, theme)


def open_workbench(handle: SessionHandle, theme: str | None) -> None:
    """One session on screen."""
    _run(handle, theme)


def _run(handle: SessionHandle | None, theme: str | None) -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InputError("the screens need a terminal; `spar run TASK` works without one")
    from sandbox.choices import config_folder
    from tui.app import SparApp
    from tui.chosen_theme import remembered_theme

    app = SparApp(handle, theme=theme or remembered_theme(), theme_folder=config_folder() / "themes")
    if theme is not None and theme not in app.available_themes:
        raise InputError(f"no theme is called {theme!r}; there are {', '.join(sorted(app.available_themes))}")
    app.run()
