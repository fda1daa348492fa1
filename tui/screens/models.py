"""Which model shall act: the suggested ones with their prices, those with a key first, or any name of litellm's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from sandbox.models.suggestions import Suggestion
from tui.bindings.lists import MODELS
from tui.screens.pane_screen import PaneScreen
from tui.text import clean
from tui.widgets.field_line import FieldLine
from tui.widgets.key_bar import KeyBar
from tui.widgets.pick_list import PickList
from tui.widgets.row import Row

OTHER = "another name"


class ModelsScreen(PaneScreen[str | None]):
    """Answers a model's name, or None where nothing was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = MODELS
    AUTO_FOCUS = "#models"
    DEFAULT_CSS = "ModelsScreen #models { height: 1fr; }"

    class Listed(Message):
        """The suggestions were read."""

        def __init__(self, found: Sequence[Suggestion], as_of: str) -> None:
            super().__init__()
            self.found = found
            self.as_of = as_of

    def __init__(self, now: str | None) -> None:
        super().__init__()
        self._now = now
        self._listed_once = False

    def compose(self) -> ComposeResult:
        yield PickList(id="models")
        yield FieldLine()
        yield KeyBar()

    @property
    def models(self) -> PickList:
        return self.query_one("#models", PickList)

    def on_mount(self) -> None:
        self.models.frame(name="Model")
        self.models.show([Row(Content("Reading the list…").stylize("$quiet"))])

    def on_screen_resume(self) -> None:
        self._read()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _read(self) -> None:
        from sandbox.models.model_list import as_of
        from sandbox.models.suggestions import suggested

        self.post_message(self.Listed(suggested(), as_of()))

    @on(Listed)
    def _listed(self, message: Listed) -> None:
        rows = [
            Row(_UNIT),
            Row(_HEADS),
            *(Row(model_line(one, now=one.model == self._now), key=one.model) for one in message.found),
            Row(Content.assemble(("another name…", "italic"), ("   whatever litellm knows", "$quiet")), key=OTHER),
        ]
        self.models.frame(clean(message.as_of, one_line=True), name="Model")
        self.models.offer(rows)
        if not self._listed_once:
            self._listed_once = True
            self.models.go_to(self._now)

    @on(PickList.Picked)
    def action_open(self) -> None:
        picked = self.models.picked
        if picked == OTHER:
            self.action_type()
        elif isinstance(picked, str):
            self.dismiss(picked)

    def action_type(self) -> None:
        hint = "provider/model, such as openrouter/qwen/qwen3-coder"
        self.query_one(FieldLine).ask("model", "Model", self._now or "", hint, keys="Enter choose it   Esc back")

    @on(FieldLine.Answered)
    def _answered(self, message: FieldLine.Answered) -> None:
        if name := message.value.strip():
            self.dismiss(name)
        else:
            self.models.focus()

    @on(FieldLine.GaveUp)
    def _gave_up(self) -> None:
        self.models.focus()

    def action_keys(self) -> None:
        from tui.screens.keys import KeysScreen

        self.app.push_screen(KeysScreen())

    def action_leave(self) -> None:
        self.dismiss(None)


_UNIT = Content(f"{'':43}US$ per million tokens").stylize("$quiet")
_HEADS = Content(f"{'model':34} {'of':12}   $ in  $ out   your key").stylize("$quiet")


def model_line(one: Suggestion, *, now: bool) -> Content:
    """`claude-sonnet-4-5   anthropic ✓   $3.00   $15.00`"""
    key = ("✓", "$gained") if one.usable else ("no key", "$quiet")
    return Content.assemble(
        (f"{clean(one.model, one_line=True)[:40]:34} ", "bold" if one.usable else ""),
        (f"{clean(one.provider, one_line=True)[:12]:12}", "$quiet"),
        (f"{one.price_in:7.2f} {one.price_out:7.2f}   ", ""),
        key,
        ("   chosen" if now else "", "$accent"),
    )
