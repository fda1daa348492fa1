"""The workbench: one run on one screen. Folds what arrives, places the panes, and keeps reader and run apart."""

from __future__ import annotations

import asyncio
import time
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Static

from sandbox.events import StateChanged
from sandbox.handle import SessionHandle
from tui.bindings.workbench import WORKBENCH
from tui.feed import SECONDS_BETWEEN
from tui.screens.workbench_base import PANE_IDS, WorkbenchBase
from tui.screens.workbench_gate import GateKeys
from tui.screens.workbench_layout import Body, shape_of
from tui.screens.workbench_reading import ReadingKeys
from tui.screens.workbench_work import Compared, Comparison, Explained, compare, comparison_for, explain
from tui.text import clean
from tui.view.in_front import in_front
from tui.view.paces import pace_words
from tui.view.run_keys import footer_words, gate_allows
from tui.view.run_view import RunView, fold
from tui.view.stages import stages
from tui.view.why import Why
from tui.widgets.diff_pane import DiffPane
from tui.widgets.diff_rows import DrawnDiff
from tui.widgets.key_bar import KeyBar
from tui.widgets.message_line import MessageLine
from tui.widgets.pane_tabs import PaneTabs
from tui.widgets.pending_bar import PendingBar
from tui.widgets.ribbon import Ribbon
from tui.widgets.score_board import ScoreBoard
from tui.widgets.score_strip import ScoreStrip
from tui.widgets.search_bar import SearchBar
from tui.widgets.step_list import StepList
from tui.widgets.step_pane import StepPane
from tui.widgets.why_pane import WhyPane

_KEPT = 64


class WorkbenchScreen(GateKeys, ReadingKeys, WorkbenchBase):
    """Watches and steers the session behind `handle`. `pace` is what a recording plays at, for the words on screen."""

    CSS_PATH = "workbench.tcss"
    BINDINGS: ClassVar[list[BindingType]] = WORKBENCH
    AUTO_FOCUS = ""

    class Arrived(Message):
        """Events wait in the feed."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, WorkbenchScreen.Arrived)

    class Due(Message):
        """What waits in the feed may be shown: the last batch is long enough ago."""

    def __init__(self, handle: SessionHandle, *, pace: float | None = 2.0) -> None:
        super().__init__(handle, pace=pace)
        self._taken_at = 0.0
        self._taking = False
        self._diffs: dict[Comparison, DrawnDiff] = {}
        self._whys: dict[str, Why | None] = {}
        self._comparing: Comparison | None = None
        self._explaining = ""

    def compose(self) -> ComposeResult:
        yield ScoreStrip().data_bind(WorkbenchBase.view, WorkbenchBase.selected, WorkbenchBase.follow)
        yield Ribbon().data_bind(WorkbenchBase.view, WorkbenchBase.selected)
        yield PaneTabs()
        yield Body(
            StepList(id="steps").data_bind(WorkbenchBase.view, WorkbenchBase.selected),
            ScoreBoard(id="score").data_bind(WorkbenchBase.view, WorkbenchBase.selected, WorkbenchBase.marks),
            StepPane(id="step").data_bind(WorkbenchBase.view, WorkbenchBase.selected),
            DiffPane(id="diff").data_bind(WorkbenchBase.view, WorkbenchBase.selected),
            WhyPane(id="why").data_bind(WorkbenchBase.view, WorkbenchBase.selected, WorkbenchBase.marks),
            PendingBar(live=self.handle.live, id="pending").data_bind(WorkbenchBase.view),
        )
        yield SearchBar()
        yield MessageLine().data_bind(WorkbenchBase.view)
        yield KeyBar()
        yield Static("terminal too small: Spar needs 60 x 15", id="too-small", markup=False)

    # --- what arrives --------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.set_interval(1 / 8, self._beat)
        self.run_worker(self._open, thread=True, exit_on_error=False)

    def on_unmount(self) -> None:
        self.feed.stop()

    def _open(self) -> None:
        """Fold the past on a worker thread; what comes meanwhile waits in the feed."""
        past = fold(self.feed.follow(self.handle))
        if not self.handle.live and not past.over:
            past = past.after(StateChanged("paused", past.head))
        marks = self.handle.marks.all()
        self.app.call_from_thread(self._take, past)
        self.app.call_from_thread(setattr, self, "marks", marks)

    def wake(self) -> None:
        self.post_message(self.Arrived())

    @on(Arrived)
    def _arrived(self) -> None:
        if self._taking or self.view.started is None:
            return
        self._taking = True
        rest = SECONDS_BETWEEN - (time.monotonic() - self._taken_at)
        if rest > 0:
            # Not set_timer: Textual leaves out a tick that comes late, and a timer's only one would never come.
            asyncio.get_running_loop().call_later(rest, self.post_message, self.Due())
        else:
            self._take_batch()

    @on(Due)
    def _take_batch(self) -> None:
        self._taking = False
        self._take(self.view)

    def _take(self, view: RunView) -> None:
        self._taken_at = time.monotonic()
        view = fold(self.feed.take(), view)
        before = self.view
        self.arm(before, view)
        self.view = view
        if self.follow:
            self.selected = view.head
        if view.state == "waiting" and _turn(view) != _turn(before):
            self._call_person(view)

    def _call_person(self, view: RunView) -> None:
        self.app.bell()
        if view.my_turn and not self.in_field:
            self.pending_bar.type_command()

    def _beat(self) -> None:
        strip = self.query_one(ScoreStrip)
        if self.app.animation_level == "none" or self.view.over:
            strip.beat = -1
        elif self.view.state in ("starting", "thinking", "running", "scoring", "elsewhere"):
            strip.beat += 1

    # --- what follows from the state -----------------------------------------------------------------------------

    def watch_view(self, before: RunView, view: RunView) -> None:
        self._want()
        step = view.scored_at(self.selected)
        self.query_one(PaneTabs).change = (step.change or 0) if step else 0
        if view.agent == "scripted" and self.handle.live and not view.over:
            self.query_one(ScoreStrip).pace_words = pace_words(self.recorded_pace)
        state = (before.state, before.pending, before.over, before.my_turn)
        if state != (view.state, view.pending, view.over, view.my_turn):
            self.refresh_bindings()
            self._name_keys()
            self._name_terminal(view)
            self._bring_in_front()

    def watch_selected(self) -> None:
        self._want()

    def watch_follow(self) -> None:
        self._bring_in_front()

    def watch_base(self) -> None:
        self._want()

    def watch_tab(self, tab: str) -> None:
        self.query_one(PaneTabs).pane = PANE_IDS.index(tab) + 1
        self._arrange()

    def watch_zoomed(self) -> None:
        self._name_keys()
        self._arrange()

    def _name_keys(self) -> None:
        words = footer_words(self.view, live=self.handle.live)
        self.query_one(KeyBar).named = {**words, "zoom": "unzoom"} if self.zoomed else words

    def _name_terminal(self, view: RunView) -> None:
        turn = "your turn: " if view.state == "waiting" else ""
        self.app.title = f"{turn}{clean(view.task, one_line=True)} - Spar"

    # --- diffs and evidence, worked out elsewhere ------------------------------------------------------------------

    def _want(self) -> None:
        if not self.is_mounted:
            return
        self._want_diff()
        self._want_why()

    def _want_diff(self) -> None:
        pane = self.query_one(DiffPane)
        wanted = comparison_for(self.view, self.selected, self.base)
        pane.ends = wanted.ends if wanted else ""
        if wanted == self._comparing:
            return
        self._comparing = wanted
        pane.problem = ""
        pane.diff = self._diffs.get(wanted) if wanted else None
        if wanted is not None and pane.diff is None:
            self.run_worker(lambda: compare(self.handle, wanted, self.post_message), thread=True, group="diff")

    @on(Compared)
    def _compared(self, event: Compared) -> None:
        if event.diff is not None:
            _remember(self._diffs, event.wanted, event.diff)
        if event.wanted == self._comparing:
            pane = self.query_one(DiffPane)
            pane.diff, pane.problem = event.diff, event.problem

    def _want_why(self) -> None:
        pane = self.query_one(WhyPane)
        shown = self.view.scored_at(self.selected)
        key = shown.key if shown is not None and shown.score is not None else ""
        if key == self._explaining:
            return
        self._explaining = key
        pane.why = self._whys.get(key)
        if not key or key in self._whys:
            pane.wanted = ""
            return
        pane.wanted = key
        tree = shown.tree if shown else None
        lineage = stages(self.view, shown.number) if shown else []
        self.run_worker(lambda: explain(self.handle, key, tree, lineage, self.post_message), thread=True, group="why")

    @on(Explained)
    def _explained(self, event: Explained) -> None:
        if event.why is not None:
            _remember(self._whys, event.key, event.why)
        if event.key == self._explaining:
            pane = self.query_one(WhyPane)
            pane.wanted, pane.why = "", event.why

    # --- places and focus ----------------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        shape = shape_of(event.size)
        self.set_class(shape == "small", "-small")
        self.set_class(shape == "narrow", "-narrow")
        self.query_one(Body).shape = shape
        self._arrange()
        if self.focused is None and shape != "small":
            self.show_pane("diff" if shape == "narrow" else "steps")
        self._bring_in_front()

    def _arrange(self) -> None:
        body = self.query_one(Body)
        alone = self.zoomed or body.shape in ("narrow", "small")
        self.set_class(self.zoomed and self.narrow, "-zoomed")  # Elsewhere it would only cost styling everything anew.
        focused = self.focused.id if self.focused is not None and self.focused.id in PANE_IDS else None
        body.arrange_as(body.shape, self.tab if alone else None)
        if alone and focused is not None and focused != self.tab:
            self.query_one(f"#{self.tab}").focus()

    def _bring_in_front(self) -> None:
        """With one pane alone, show a person who follows what happens now, unless they chose the tab or are typing."""
        free = self.narrow and self.follow and not (self.by_hand or self.zoomed)
        pane = in_front(self.view) if free else None
        if pane is None or pane == self.tab:
            return
        if not self.in_field:
            self.show_pane(pane)
        elif self.view.my_turn:
            self.tab = pane  # Above the command field, which keeps the focus.

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if event.widget.id in PANE_IDS and event.widget.id != self.tab and not self.narrow and not self.zoomed:
            self.tab = event.widget.id

    @on(PaneTabs.Picked)
    def _tab_picked(self, event: PaneTabs.Picked) -> None:
        self.go_to(PANE_IDS[event.pane - 1])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Which keys mean something now: the gate's only while an action waits, the rest unless a field is open."""
        return gate_allows(action, self.view, live=self.handle.live)


def _remember(known: dict, key: object, value: object) -> None:  # type: ignore[type-arg]
    while len(known) >= _KEPT:
        del known[next(iter(known))]
    known[key] = value


def _turn(view: RunView) -> tuple[object, ...]:
    """What a person is waited for; one batch of events can end one wait and begin the next."""
    return view.state, view.head, view.my_turn
