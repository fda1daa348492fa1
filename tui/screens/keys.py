"""Keys of model providers: which are there, by the provider's name alone, and a field to give one until Spar ends."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from sandbox.models import keys
from tui.bindings.lists import KEYS
from tui.screens.pane_screen import PaneScreen
from tui.text import clean
from tui.widgets.field_line import FieldLine
from tui.widgets.key_bar import KeyBar
from tui.widgets.pick_list import PickList
from tui.widgets.row import Row


class KeysScreen(PaneScreen[None]):
    """Never shows a key, nor how long it is."""

    BINDINGS: ClassVar[list[BindingType]] = KEYS
    AUTO_FOCUS = "#providers"
    DEFAULT_CSS = """
    KeysScreen {
        #providers { height: 1fr; }
        #message { height: 1; padding: 0 1; color: $quiet; }
    }
    """

    def compose(self) -> ComposeResult:
        yield PickList(id="providers")
        yield FieldLine()
        yield Static("", id="message", markup=False)
        yield KeyBar()

    @property
    def providers(self) -> PickList:
        return self.query_one("#providers", PickList)

    def on_mount(self) -> None:
        self._draw()
        self._say("Agents, their boxes and the journal never see a key.")

    def _draw(self) -> None:
        there = set(keys.available())
        rows = [Row(Content(f"  {'provider':14}{'key':14}read from the variable").stylize("$quiet"))]
        for provider in dict.fromkeys((*keys.VARIABLES, *sorted(there))):
            mark = Content.assemble(("✓ ", "$gained")) if provider in there else Content("  ")
            named = f"{clean(provider, one_line=True)[:20]:14}"
            words = "a key is set" if provider in there else "none"
            variable = keys.VARIABLES.get(provider, "")
            rows.append(
                Row(Content.assemble((named, "bold"), f"{words:14}", (variable, "$quiet")), gutter=mark, key=provider)
            )
        self.providers.offer(rows)
        self.providers.frame(f"{len(there)} set", name="Model keys", hint="Enter gives one until Spar ends")

    def _say(self, words: str) -> None:
        self.query_one("#message", Static).update(clean(words, one_line=True))

    @on(PickList.Picked)
    def action_open(self) -> None:
        provider = self.providers.picked
        if isinstance(provider, str):
            hint = "typed or pasted, kept in memory alone; empty forgets it"
            label = f"Key of {clean(provider, one_line=True)}"
            keys_said = "Enter give it   Esc back, nothing is changed"
            self.query_one(FieldLine).ask(provider, label, "", hint, keys=keys_said, masked=True)

    @on(FieldLine.Answered)
    def _answered(self, message: FieldLine.Answered) -> None:
        keys.remember_for_session(message.name, message.value)
        given = bool(message.value.strip())
        self._say(f"{message.name}: {'kept until Spar ends' if given else keys.how_to_give(message.name)}.")
        self._draw()
        self.providers.focus()

    @on(FieldLine.GaveUp)
    def _gave_up(self) -> None:
        self.providers.focus()

    def action_leave(self) -> None:
        self.dismiss(None)
