"""One line to type into, which shows itself when asked for and goes when it is done."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from tui.widgets.text_field import TextField
from tui.widgets.typing_line import TypingLine

FILTER = "Enter back to the list   Esc show all again"
"""The keys of a field whose words leave only what fits."""


class FieldLine(TypingLine, Horizontal):
    """`ask` opens it; Enter answers, Esc closes without an answer. Letters just type."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "back", key_display="Esc", id="field.back", tooltip="Close the field"),
    ]
    DEFAULT_CSS = """
    FieldLine {
        display: none; height: 1; padding: 0 1; background: $panel;
        Static { width: auto; color: $accent; text-style: bold; }
        Input { width: 1fr; height: 1; border: none; padding: 0 1; background: $panel; }
    }
    """

    class Answered(Message):
        """Enter was pressed."""

        def __init__(self, name: str, value: str) -> None:
            super().__init__()
            self.name = name
            self.value = value

    class Changed(Message):
        """A letter was typed."""

        def __init__(self, name: str, value: str) -> None:
            super().__init__()
            self.name = name
            self.value = value

    def __init__(self) -> None:
        super().__init__()
        self._asked = ""

    def compose(self) -> ComposeResult:
        yield Static("", markup=False)
        yield TextField(once=True)

    def ask(self, name: str, label: str, value: str, hint: str, *, keys: str, masked: bool = False) -> None:
        """Ask for one thing; `name` comes back with the answer, and the footer shows `keys` meanwhile."""
        self._asked, self.keys = name, keys
        self.query_one(Static).update(f"{label}: ")
        field = self.query_one(TextField)
        field.reopen(value)
        field.placeholder, field.password = hint, masked
        self.display = True
        field.focus()

    def close(self) -> None:
        self.display = False
        self.query_one(Input).value = ""

    def action_give_up(self) -> None:
        """Close, and leave things as they were; a filter is cleared."""
        self.post_message(self.Changed(self._asked, ""))
        self.close()
        self.post_message(self.GaveUp(self._asked))

    class GaveUp(Message):
        """Esc was pressed."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.display:
            self.post_message(self.Changed(self._asked, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        value = event.value
        self.close()
        self.post_message(self.Answered(self._asked, value))
