"""Spar's app: themes, the keys that work everywhere, and which screen is up."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.reactive import reactive
from textual.screen import Screen

from tui import garbage
from tui.ascii_marks import AsciiFilter, needs_ascii
from tui.bindings.app import APP
from tui.leaving import Leaving
from tui.text import clean
from tui.theme_files import DEFAULT, defaults, from_folder, shipped

if TYPE_CHECKING:
    from textual.command import Provider

    from sandbox.handle import SessionHandle


def _key_commands() -> type[Provider]:
    from tui.commands import KeyCommands

    return KeyCommands


class SparApp(Leaving):
    """Opens on a session where one is given. `theme_folder` and `task_files` hold a person's own themes and tasks."""

    TITLE = "Spar"
    # The first screen's: with the app's own it is parsed once, later a second time. Absolute, for subclasses elsewhere.
    CSS_PATH = Path(__file__).parent / "screens" / "picker.tcss"
    BINDINGS: ClassVar[list[BindingType]] = APP
    COMMANDS = App.COMMANDS | {_key_commands}
    ENABLE_COMMAND_PALETTE = True

    handle: reactive[SessionHandle | None] = reactive(None, init=False)

    def __init__(
        self,
        handle: SessionHandle | None = None,
        *,
        pace: float | None = 2.0,
        theme: str | None = None,
        theme_folder: Path | None = None,
        task_files: Sequence[Path] = (),
    ) -> None:
        super().__init__()
        self.task_files = tuple(task_files)
        self.set_reactive(SparApp.handle, handle)
        self._pace = pace
        for found in shipped():
            self.register_theme(found)
        own, self._theme_problems = from_folder(theme_folder) if theme_folder else ([], [])
        for found in own:
            self.register_theme(found)
        if theme is not None and theme not in self.available_themes:
            self._theme_problems.append(f"no theme is called {clean(theme, one_line=True)!r}; the palette lists them")
        self.theme = theme if theme in self.available_themes else DEFAULT
        if needs_ascii():
            self._filters.append(AsciiFilter())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(defaults(self.current_theme))

    def on_mount(self) -> None:
        if not self.is_headless:  # Elsewhere the process is not ours alone.
            self.set_timer(garbage.SETTLED_S, garbage.leave_what_is_loaded)
            self.set_interval(garbage.SECONDS_BETWEEN, garbage.collect)
        for problem in self._theme_problems:
            self.notify(problem, title="Theme", severity="warning", markup=False)
        if self.handle is not None:
            self.open_session(self.handle, pace=self._pace)

    def get_default_screen(self) -> Screen[None]:
        """The picker itself: laying out and painting an empty screen below it took 25 ms of the first frame."""
        from tui.screens.picker import PickerScreen

        return PickerScreen(self.task_files) if self.handle is None else super().get_default_screen()

    def open_session(self, handle: SessionHandle, *, pace: float | None = 2.0) -> None:
        """Put the workbench of a session on top."""
        from tui.screens.workbench import WorkbenchScreen

        self.handle = handle
        self.push_screen(WorkbenchScreen(handle, pace=pace))

    def watch_title(self, title: str) -> None:
        """The terminal's own title follows; the words are cleaned, since a task's name may be foreign."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(f"\x1b]0;{clean(title, one_line=True)}\x07")

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette's only entry beside the keys: each key names its own."""
        yield SystemCommand("Theme", "Change the colours; the choice is remembered", self.action_change_theme)

    def action_change_theme(self) -> None:
        """A list of Spar's own: Textual's has the shipped themes at its end, and shows none before it is chosen."""
        from tui.screens.themes import ThemesScreen

        self.push_screen(ThemesScreen(self.theme, self.available_themes), self._theme_chosen)

    def _theme_chosen(self, name: str | None) -> None:
        from tui.chosen_theme import remember_theme

        if name is not None and not os.environ.get("NO_COLOR"):
            remember_theme(name)

    def action_help(self) -> None:
        from tui.screens.help import HelpPage

        if isinstance(self.screen, HelpPage):
            self.screen.dismiss(None)
        else:
            self.push_screen(HelpPage(self.screen))

    async def action_quit(self) -> None:
        from tui.screens.leave_page import LeavePage
        from tui.screens.workbench import WorkbenchScreen

        under_way = self.screen
        if (
            isinstance(under_way, WorkbenchScreen)
            and self.handle is not None
            and self.handle.live
            and not under_way.view.over
        ):
            self.push_screen(LeavePage(under_way.view.task, under_way.view), self._leave)
        elif isinstance(under_way, LeavePage):
            under_way.dismiss(True)
        else:
            self._leave(True)

    def _leave(self, sure: bool | None) -> None:
        if sure:
            self.run_worker(self._close_and_exit, thread=True)

    def _close_and_exit(self) -> None:
        if self.handle is not None:
            self.handle.close()
        self.call_from_thread(self.exit, 0)
