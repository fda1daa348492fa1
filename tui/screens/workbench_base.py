"""What the parts of the workbench share: its state, and the few things that each part asks of the others."""

from __future__ import annotations

from textual.reactive import Reactive, reactive
from textual.widget import Widget

from sandbox.handle import SessionHandle
from sandbox.store.marks import Mark
from tui.feed import Feed
from tui.screens.pane_screen import PaneScreen
from tui.view.run_view import RunView
from tui.widgets.line_view import LineView
from tui.widgets.message_line import MessageLine
from tui.widgets.pending_bar import PendingBar
from tui.widgets.typing_line import typing_in

PANE_IDS = ("steps", "score", "step", "diff", "why")


class WorkbenchBase(PaneScreen[None]):
    """State of the workbench: the folded view, the selected step, following, the step to compare with, the open tab."""

    # As Textual has it, a new focus paints the whole screen; the panes paint themselves when it comes and goes.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    view: reactive[RunView] = reactive(RunView, init=False, repaint=False, always_update=True)
    selected: reactive[int] = reactive(0, init=False, repaint=False)
    follow: reactive[bool] = reactive(True, init=False, repaint=False)
    base: reactive[int | None] = reactive(None, init=False, repaint=False)
    tab: reactive[str] = reactive("diff", init=False, repaint=False)
    zoomed: reactive[bool] = reactive(False, init=False, repaint=False)
    marks: reactive[tuple[Mark, ...]] = reactive((), init=False, repaint=False)

    def __init__(self, handle: SessionHandle, *, pace: float | None = None) -> None:
        super().__init__()
        self.handle = handle
        self.recorded_pace = pace
        self.feed = Feed(self.wake)
        self.armed_at = float("inf")
        self.by_hand = False
        """A person chose the tab, where there is room for one pane alone; following anew forgets it."""

    def wake(self) -> None:
        """Called from the session's thread when events have arrived."""
        raise NotImplementedError

    def say(self, words: str) -> None:
        """Answer a key in one line, for six seconds."""
        self.query_one(MessageLine).say(words)

    @property
    def pending_bar(self) -> PendingBar:
        return self.query_one(PendingBar)

    @property
    def pane(self) -> LineView:
        """The pane that keys about a pane mean: the focused one, else the open tab's."""
        focused = self.focused
        return focused if isinstance(focused, LineView) else self.query_one(f"#{self.tab}", LineView)

    @property
    def in_field(self) -> bool:
        """A text field has the focus: letters are just letters."""
        return typing_in(self.focused) is not None

    @property
    def narrow(self) -> bool:
        return self.has_class("-narrow")

    def go_to(self, pane: str) -> None:
        """Show and focus one pane, as a person asked; none comes in front of it by itself any more."""
        self.by_hand = True
        self.show_pane(pane)

    def show_pane(self, pane: str) -> None:
        """Show and focus one pane."""
        self.tab = pane
        self.query_one(f"#{pane}", LineView).focus()
