"""With what to run: one option a line, and the button that starts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from sandbox.choices import Choices
from tui.text import clean
from tui.view.options import Option, options
from tui.widgets.line_view import LineView, Row
from tui.widgets.pane import Pane

if TYPE_CHECKING:
    from sandbox.tape import Tape

START = "start"


class RunOptions(Pane):
    """Up and down pick an option, left and right change it, Enter types it where it is typed."""

    NUMBER = 4
    NAME = "Run with"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "pick(-1)", "", show=False, id="options.up"),
        Binding("down", "pick(1)", "", show=False, id="options.down"),
        Binding("left", "turn(-1)", "", show=False, id="options.left"),
        Binding("right", "turn(1)", "", show=False, id="options.right"),
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
        self._options: list[Option] = []
        self._button = ("Start", "")
        self._notes: tuple[str, ...] = ()
        self._picked = 0
        self._as_before = False

    def offer(
        self,
        choices: Choices,
        tapes: Sequence[Tape],
        button: tuple[str, str],
        notes: tuple[str, ...],
        *,
        as_before: bool = False,
    ) -> None:
        """What is chosen, the start button's words (and why it can't be pressed), and notes below it."""
        self._options = options(choices, tapes)
        self._button, self._notes = button, notes
        self._as_before = as_before
        self._picked = min(self._picked, len(self._options))
        self._redraw()

    def _redraw(self) -> None:
        rows = []
        for place, option in enumerate(self._options):
            label = Content.assemble((option.label.ljust(8), "$quiet"))
            value = clean(option.value, one_line=True)
            turning = place == self._picked and self.has_focus and not option.typed
            mark = "◂ ▸" if turning else "…" if option.typed else "▾"
            body = Content.assemble(f"{value} ", (mark, "$accent" if place == self._picked else "$quiet"))
            rows.append(Row(body, gutter=label, key=option.name))
        words, why_not = self._button
        style = "bold $background on $accent" if not why_not else "$quiet on $panel"
        rows.append(Row(Content.assemble((f"  ▶ {words}  ", style)), key=START))
        rows += [Row(Content(note).stylize("$quiet"), wraps=True) for note in self._notes]
        self.show(rows)
        self.cursor = self._picked if self.has_focus else None
        self.frame("as last time" if self._as_before else "", hint="↑↓ ←→ change   g start" if self.has_focus else "")

    def action_pick(self, by: int) -> None:
        self._picked = min(max(self._picked + by, 0), len(self._options))
        self._redraw()
        self.show_row(self._picked)

    def action_turn(self, by: int) -> None:
        if self._picked < len(self._options) and not self._options[self._picked].typed:
            self.post_message(self.Changed(self._options[self._picked].turn(by)))

    def open(self) -> None:
        """Enter: start, type, or change what the cursor is on."""
        if self._picked == len(self._options):
            self.post_message(self.Started())
        elif self._options[self._picked].typed:
            self.post_message(self.Typed(self._options[self._picked]))
        else:
            self.action_turn(1)

    def on_focus(self) -> None:
        super().on_focus()
        self._redraw()

    def on_blur(self) -> None:
        super().on_blur()
        self._redraw()

    def on_line_view_chosen(self, message: LineView.Chosen) -> None:
        """A click picks a line; a click on the picked one opens it."""
        message.stop()
        names = [option.name for option in self._options] + [START]
        if message.row.key in names:
            place = names.index(str(message.row.key))
            again, self._picked = place == self._picked or message.row.key == START, place
            self._redraw()
            if again:
                self.open()
