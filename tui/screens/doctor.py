"""What this machine has, on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.screen import Screen

from sandbox.doctor.check import Check
from tui.text import clean
from tui.widgets.key_bar import KeyBar
from tui.widgets.line_view import Row
from tui.widgets.pane import Pane

_MARKS = {"ok": ("✓", "$gained"), "partial": ("~", "$waiting"), "missing": ("✗", "$lost")}


class DoctorScreen(Screen[None]):
    """Each thing with what its lack costs and how to mend it; looks anew on `r`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "again", "look again", id="doctor.again", tooltip="Look at everything anew"),
        Binding("escape,q", "leave", "back", id="doctor.back", key_display="Esc", tooltip="Back to the picker"),
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
        yield KeyBar()

    def on_mount(self) -> None:
        self.action_again()

    def action_again(self) -> None:
        pane = self.query_one(Pane)
        pane.frame(name="Doctor")
        pane.show([Row(Content("Looking at this machine…").stylize("$quiet"))])
        self._examine()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _examine(self) -> None:
        from sandbox.doctor.examination import examine

        self.post_message(self.Examined(examine()))

    @on(Examined)
    def _examined(self, message: Examined) -> None:
        rows = []
        for check in message.checks:
            mark, style = _MARKS[check.state]
            gutter = Content.assemble((f"{mark} ", style), (f"{check.name:16} ", "bold"))
            rows.append(Row(Content(clean(check.detail, one_line=True)), gutter=gutter))
            for label, words in (("costs", check.cost), ("mend", check.remedy)):
                if words:
                    gutter = Content.assemble((f"{'':19}{label:6}", "$quiet"))
                    rows.append(Row(Content(clean(words, one_line=True)), gutter=gutter))
        pane = self.query_one(Pane)
        lacks = sum(check.state != "ok" for check in message.checks)
        pane.frame(f"{len(message.checks) - lacks} of {len(message.checks)} fine", name="Doctor")
        pane.show(rows)

    def action_leave(self) -> None:
        self.dismiss(None)
