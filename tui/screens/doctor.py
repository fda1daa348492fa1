"""What this machine has, on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from sandbox.doctor.check import Check
from tui.screens.page import Page
from tui.text import clean
from tui.widgets.key_bar import KeyBar
from tui.widgets.pane import Pane
from tui.widgets.row import Row
from tui.widgets.search_bar import SearchBar

_MARKS = {"ok": ("✓", "$gained"), "partial": ("~", "$waiting"), "missing": ("✗", "$lost")}


class DoctorScreen(Page):
    """Each thing with what its lack costs and how to mend it; looks anew on `r`, and leaves what it knew till then."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "again", "look again", id="doctor.again", tooltip="Look at everything anew"),
        Binding("K", "keys", "keys", id="doctor.keys", tooltip="Keys of model providers: which are there, giving one"),
    ]
    DEFAULT_CSS = "DoctorScreen Pane { height: 1fr; }"
    AUTO_FOCUS = "Pane"

    class Examined(Message):
        """The doctor is done."""

        def __init__(self, checks: Sequence[Check]) -> None:
            super().__init__()
            self.checks = checks

    def compose(self) -> ComposeResult:
        yield Pane(wraps=True)
        yield SearchBar()
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(Pane).show([Row(Content("Looking at Docker, tools, folders and keys…").stylize("$quiet"))])
        self.action_again()

    def action_again(self) -> None:
        self.query_one(Pane).frame("looking at this machine…", name="Doctor")
        self._examine()

    def action_keys(self) -> None:
        from tui.screens.keys import KeysScreen

        self.app.push_screen(KeysScreen(), lambda _: self.action_again())

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _examine(self) -> None:
        from sandbox.doctor.examination import examine

        self.post_message(self.Examined(examine()))

    @on(Examined)
    def _examined(self, message: Examined) -> None:
        pane = self.query_one(Pane)
        lacks = sum(check.state != "ok" for check in message.checks)
        pane.frame(f"{len(message.checks) - lacks} of {len(message.checks)} fine", name="Doctor")
        pane.show([row for check in message.checks for row in rows_of(check)])


def rows_of(check: Check) -> list[Row]:
    """A check in one line; what its lack costs and how to mend it below. What is copied says it all."""
    mark, style = _MARKS[check.state]
    detail = clean(check.detail, one_line=True)
    gutter = Content.assemble((f"{mark} ", style), (f"{check.name:16} ", "bold"))
    rows = [Row(Content(detail), gutter=gutter, source=f"{mark} {check.name:16} {detail}")]
    for label, words in (("costs", check.cost), ("mend", check.remedy)):
        if words:
            gutter = Content.assemble((f"{'':19}{label:6}", "$quiet"))
            said = clean(words, one_line=True)
            rows.append(Row(Content(said), gutter=gutter, source=f"{'':19}{label:6}{said}"))
    return rows
