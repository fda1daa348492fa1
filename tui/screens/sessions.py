"""Earlier sessions, newest first: what was run, how far it came, and the way back into it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from sandbox.store.example import NAME
from sandbox.store.journal import JournalError
from sandbox.store.session_store import SessionStore, SessionSummary
from tui.bindings.lists import SESSIONS
from tui.screens.pane_screen import PaneScreen
from tui.text import clean
from tui.widgets.field_line import FILTER, FieldLine
from tui.widgets.key_bar import KeyBar
from tui.widgets.pick_list import PickList
from tui.widgets.row import Row
from tui.wording import column, cut, plural

_STATES = {
    "submitted": ("submitted", "$foreground"),
    "running": ("running", "$waiting"),
    "interrupted": ("interrupted", "$waiting"),
    "agent_failed": ("agent failed", "$lost"),
    "box_failed": ("box failed", "$lost"),
}


class SessionsScreen(PaneScreen[None]):
    """Reads the sessions off the UI thread; Enter opens one in the workbench."""

    BINDINGS: ClassVar[list[BindingType]] = SESSIONS
    AUTO_FOCUS = "#list"
    DEFAULT_CSS = """
    SessionsScreen {
        #list { height: 1fr; }
        #message { height: auto; max-height: 3; padding: 0 1; color: $lost; }
    }
    """

    class Listed(Message):
        """The sessions were read."""

        def __init__(self, summaries: Sequence[SessionSummary]) -> None:
            super().__init__()
            self.summaries = summaries

    def __init__(self) -> None:
        super().__init__()
        self._all: Sequence[SessionSummary] | None = None
        self._words = ""

    def compose(self) -> ComposeResult:
        yield PickList(id="list")
        yield FieldLine()
        yield Static("", id="message", markup=False)
        yield KeyBar()

    @property
    def pane(self) -> PickList:
        return self.query_one("#list", PickList)

    def on_mount(self) -> None:
        self._draw()

    def on_screen_resume(self) -> None:
        self._read()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _read(self) -> None:
        try:
            found = list(SessionStore().summaries())
        except JournalError as error:
            self.app.call_from_thread(self._say, clean(str(error), one_line=True))
            found = []
        self.post_message(self.Listed(found))

    def _say(self, words: str) -> None:
        self.query_one("#message", Static).update(words)

    @on(Listed)
    def _listed(self, message: Listed) -> None:
        self._all = message.summaries
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        if self._all is None:
            self.pane.frame(name="Sessions")
            self.pane.show([Row(Content("Reading sessions…").stylize("$quiet"))])
            return
        found = [summary for summary in self._all if self._fits(summary)]
        width = self.size.width
        rows = [Row(heads(width))] if found else []
        rows += [Row(line(summary, width), key=summary.id, wraps=bool(summary.broken)) for summary in found]
        if not self._words:
            rows += [] if self._all else _NONE_YET
            rows.append(Row(Content("Example: a finished session that comes with Spar").stylize("italic"), key=NAME))
        elif not found:
            rows = [Row(Content(f"No session fits {self._words!r}. Esc shows all.").stylize("$quiet"))]
        self.pane.frame(plural(len(found), "session"), name="Sessions")
        self.pane.offer(rows)

    def _fits(self, summary: SessionSummary) -> bool:
        text = f"{summary.id} {summary.task} {summary.label} {summary.state}".lower()
        return all(word in text for word in self._words.lower().split())

    @on(PickList.Picked)
    def action_open(self) -> None:
        session = self.pane.picked
        if isinstance(session, str):
            self._open(session)

    @work(thread=True, exclusive=True, group="open", exit_on_error=False)
    def _open(self, session: str) -> None:
        from sandbox.store.archive import ArchivedSession
        from sandbox.store.example import folder_named
        from tui.cli.errors import words_for

        try:
            handle = ArchivedSession(folder_named(session))
        except Exception as error:
            self.app.call_from_thread(self.query_one("#message", Static).update, clean(words_for(error), one_line=True))
            return
        self.app.call_from_thread(self.app.open_session, handle, pace=None)  # type: ignore[attr-defined]

    def action_filter(self) -> None:
        self.query_one(FieldLine).ask("filter", "Find", self._words, "a task, an agent, a state", keys=FILTER)

    @on(FieldLine.Changed)
    def _filtered(self, message: FieldLine.Changed) -> None:
        self._words = message.value
        self._draw()

    @on(FieldLine.Answered)
    def _answered(self) -> None:
        self.pane.focus()

    @on(FieldLine.GaveUp)
    def _gave_up(self) -> None:
        self.pane.focus()

    def action_leave(self) -> None:
        self.dismiss(None)


_NONE_YET = [
    Row(Content("No session yet: every run is kept here, to look at and to continue.")),
    Row(Content.assemble(("Esc", "$accent bold"), " goes back to the picker; ", ("g", "$accent bold"), " starts one.")),
    Row(Content("")),
]


def _verdict(summary: SessionSummary) -> tuple[str, str]:
    """The mark and the colour of a score: all passes, a required constraint is broken, or neither."""
    if summary.passed:
        return "✓", "$gained"
    return ("✗", "$lost") if summary.strict_a_percent == 0 and summary.core_passed else (" ", "")


_STRICT_FROM, _STEPS_FROM, _LABEL_FROM = 100, 76, 104
"""Columns of the terminal from which a session's line has these as well."""
_RUN_WITH = "run with"


def _task_room(width: int) -> int:
    return 38 if width >= 140 else 28 if width >= _STEPS_FROM else 16


def _label_room(width: int) -> int:
    """Columns left for who ran it, the frame and the scrollbar taken off."""
    return width - 4 - len(heads(width).plain) + len(_RUN_WITH)


def heads(width: int) -> Content:
    """What stands over the columns of `line`."""
    words = f"{'when':12}  {column('task', _task_room(width))} {'  core':13}"
    words += f"{'strict A%':11}" if width >= _STRICT_FROM else ""
    words += f"{'steps':7}" if width >= _STEPS_FROM else ""
    return Content(f"{words}{'state':13}{_RUN_WITH}" if width >= _LABEL_FROM else f"{words}state").stylize("$quiet")


def line(summary: SessionSummary, width: int) -> Content:
    """One session in one line; what matters least is left out where room is short."""
    if summary.broken:
        return Content.assemble(
            ("✗ ", "$lost"),
            (clean(summary.id, one_line=True), "$quiet"),
            ("  can't be read: ", "$lost"),
            clean(summary.broken, one_line=True),
        )
    when = time.strftime("%d %b %H:%M", time.localtime(summary.at))
    state, tone = _STATES.get(summary.state, (summary.state.replace("_", " "), "$waiting"))
    score, style = "  not scored", "$quiet"
    if summary.core_total is not None:
        mark, style = _verdict(summary)
        score = f"{mark} {summary.core_passed}/{summary.core_total}"
    strict = "" if summary.strict_a_percent is None else f"{100 * summary.strict_a_percent:8.1f}%"
    return Content.assemble(
        (f"{when:12}  ", "$quiet"),
        (f"{column(clean(summary.task, one_line=True), _task_room(width))} ", "bold"),
        (f"{score:13}", style),
        (f"{strict:11}" if width >= _STRICT_FROM else "", ""),
        (f"{summary.steps:5}  " if width >= _STEPS_FROM else "", "$quiet"),
        (f"{clean(state, one_line=True):13}" if width >= _LABEL_FROM else clean(state, one_line=True), tone),
        (cut(clean(summary.label, one_line=True), _label_room(width)) if width >= _LABEL_FROM else "", "$quiet"),
    )
