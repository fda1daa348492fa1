"""Choosing the colours: Spar's own themes first, each worn while the cursor is on it, Esc gives the old ones back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen

from tui.theme_files import shipped
from tui.widgets.key_bar import KeyBar
from tui.widgets.pick_list import PickList
from tui.widgets.row import Row

_ABOUT = {
    "spar-dark": "the default",
    "spar-light": "for bright rooms",
    "spar-high-contrast": "every text at least 7 to 1",
    "spar-colour-blind": "blue and orange, not green and red",
    "spar-projector": "for a class at the back",
}


class ThemeList(PickList):
    """Tells its screen whenever the cursor moves, so that a theme is seen before it is chosen."""

    def watch_cursor(self) -> None:
        super().watch_cursor()
        if isinstance(self.picked, str):
            self.app.theme = self.picked


class ThemesScreen(ModalScreen[str | None]):
    """Answers the chosen theme, or None: the one before is on again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "keep it", key_display="Enter", id="themes.choose", tooltip="Keep these colours"),
        Binding("escape,q", "leave", "back", key_display="Esc", id="themes.back", tooltip="The colours of before"),
    ]
    AUTO_FOCUS = "ThemeList"
    DEFAULT_CSS = """
    ThemesScreen {
        align: right bottom;
        background: transparent;
        ThemeList { width: 66; max-width: 100%; height: 15; max-height: 100%; background: $surface; }
        KeyBar { dock: bottom; }
    }
    """

    def __init__(self, now: str, names: Iterable[str]) -> None:
        super().__init__()
        self._now = now
        self._names = list(names)

    def compose(self) -> ComposeResult:
        yield ThemeList()
        yield KeyBar()

    def on_mount(self) -> None:
        pane = self.query_one(ThemeList)
        pane.frame(f"now {self._now}", name="Theme")
        pane.offer([self._row(name) for name in ordered(self._names)])
        pane.go_to(self._now)
        self.call_after_refresh(lambda: pane.show_row(pane.cursor or 0))  # Before it, there is no height.

    def _row(self, name: str) -> Row:
        chosen = ("● ", "$accent") if name == self._now else "  "
        return Row(Content.assemble(chosen, (f"{name:22}", "bold"), (_ABOUT.get(name, ""), "$quiet")), key=name)

    @on(PickList.Picked)
    def action_choose(self) -> None:
        self.dismiss(self.app.theme)

    def action_leave(self) -> None:
        self.app.theme = self._now
        self.dismiss(None)


def ordered(names: Iterable[str]) -> list[str]:
    """A person's own themes, then Spar's, then Textual's; by name."""
    from textual.theme import BUILTIN_THEMES

    ours = {theme.name for theme in shipped()}
    return sorted(names, key=lambda name: (name in BUILTIN_THEMES, name in ours, name))
