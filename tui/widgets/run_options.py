"""With what to run: one option a line, and the button that starts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from sandbox.choices import Choices
from tui.bindings.key import also, key
from tui.text import clean
from tui.view.options import Option
from tui.widgets.line_view import LineView
from tui.widgets.pick_list import PickList
from tui.widgets.row import Row

START = "start"
"""The key of the button's row; the others bear their options' names."""


class RunOptions(PickList):
    """Up and down pick an option, left and right change it, Enter types it where it is typed."""

    NUMBER = 4
    NAME = "Run with"
    BINDINGS: ClassVar[list[BindingType]] = [
        key(
            "left",
            "turn(-1)",
            "change",
            "options.left",
            "The next or the previous value of this option",
            display="←→",
            show=False,
        ),
        also("right", "turn(1)", "options.right"),
    ]

    class Changed(Message):
        """The person chose something else."""

        def __init__(self, choices: Choices) -> None:
            super().__init__()
            self.choices = choices

    class Typed(Message):
        """The person wants to type this option."""

        def __init__(self, option: Option) -> None:
            super().__init__()
            self.option = option

    class Started(Message):
        """The start button was pressed."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._options: dict[str, Option] = {}
        self._button = ("Start", "")
        self._notes: tuple[str, ...] = ()
        self._at: object = None
        self._as_before = False

    def choose_from(
        self,
        found: Sequence[Option],
        button: tuple[str, str],
        notes: tuple[str, ...],
        *,
        as_before: bool = False,
    ) -> None:
        """The options, the start button's words (and why it can't be pressed), and notes below it."""
        self._options = {option.name: option for option in found}
        self._button, self._notes = button, notes
        self._as_before = as_before
        self.redraw()

    def watch_cursor(self) -> None:
        super().watch_cursor()
        if self.cursor is not None and self.picked != self._at:
            self._at = self.picked
            self.redraw()

    def redraw(self) -> None:
        """The cursor shows where keys go: none while another pane has the focus, and back on its line afterwards."""
        at = self._at if self._at == START or self._at in self._options else next(iter(self._options), None)
        rows = [self._row(option, picked=option.name == at) for option in self._options.values()]
        words, why_not = self._button
        style = "bold $background on $accent" if not why_not else "$quiet on $panel"
        mark = "✗" if why_not else "▶"
        rows.append(Row(Content(f"  {mark} {words}".ljust(self.text_width)).stylize(style), key=START))
        rows += [Row(Content(note).stylize("$quiet"), wraps=True) for note in self._notes]
        self._at = at
        self.show(rows)
        if self._lit:
            self.go_to(at)
        else:
            self.cursor = None
        self.frame("as last time" if self._as_before else "", hint="↑↓ ←→ change   g start" if self._lit else "")

    def _row(self, option: Option, *, picked: bool) -> Row:
        label = Content.assemble((option.label.ljust(8), "$quiet"))
        value = clean(option.value, one_line=True)
        turning = picked and self._lit and not option.typed
        mark = "◂ ▸" if turning else "…" if option.typed else "▾"
        body = Content.assemble(f"{value} ", (mark, "$accent" if picked else "$quiet"))
        return Row(body, gutter=label, key=option.name)

    def action_turn(self, by: int) -> None:
        option = self._options.get(str(self.picked))
        if option is not None and not option.typed:
            self.post_message(self.Changed(option.turn(by)))

    def pick(self) -> None:
        """Enter, or a click on the picked line: start, type, or change what the cursor is on."""
        option = self._options.get(str(self.picked))
        if self.picked == START:
            self.post_message(self.Started())
        elif option is not None and option.typed:
            self.post_message(self.Typed(option))
        else:
            self.action_turn(1)

    def on_line_view_chosen(self, message: LineView.Chosen) -> None:
        """The button starts at the first click."""
        if message.row.key == START:
            message.prevent_default()
            message.stop()
            self.go_to(START)
            self.pick()
