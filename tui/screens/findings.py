"""One structural verdict at a time, whole: the rule, the place, the layers, the step, and a person's word on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen

from sandbox.handle import SessionHandle
from sandbox.introduced import Identity, Stage, identity
from sandbox.store.marks import REASON, Mark, one_line
from tasks.scorecard import Category
from tui.bindings.pages import FINDINGS
from tui.screens.findings_work import Kept, Read, Traced, keep, mark_for, read
from tui.screens.page import Page
from tui.text import clean
from tui.view.verdicts import Judged, Verdicts, mark_on
from tui.widgets.field_line import FieldLine
from tui.widgets.finding_rows import card_rows, example_rows
from tui.widgets.key_bar import KeyBar
from tui.widgets.line_view import LineView
from tui.widgets.pane import Pane
from tui.widgets.row import Row
from tui.widgets.search_bar import SearchBar
from tui.wording import MARKED

_AROUND = ((45, 8), (34, 4), (28, 2), (0, 0))
"""Lines of code around a finding by the height of the terminal; with 0 the card leaves out blank lines, too."""

_MARKING = "Enter mark it as wrong   Esc leave it"

_BESIDE = 110
_ALWAYS_BESIDE = 150


class FindingsPage(Page, inherit_bindings=False):
    """The verdicts on one step. `start` names the first one shown: a finding's identity, or a category.

    `jump` is called with a step when a person wants to see what brought a finding in.
    """

    # Its own keys first: a footer of 80 columns leaves out the last ones.
    BINDINGS: ClassVar[list[BindingType]] = [*FINDINGS, *Screen.BINDINGS]
    AUTO_FOCUS = "#card"
    DEFAULT_CSS = """
    FindingsPage {
        #beside { height: 1fr; }
        Pane { width: 1fr; }
        #examples { display: none; }
        &.-examples #examples { display: block; }
        &.-examples.-alone #card { display: none; }
    }
    """

    def __init__(
        self,
        handle: SessionHandle,
        lineage: list[Stage],
        key: str,
        start: Identity | Category | None,
        jump: Callable[[int], None],
    ) -> None:
        super().__init__()
        self._handle = handle
        self._lineage = lineage
        self._key = key
        self._start = start
        self._jump = jump
        self._verdicts: Verdicts | None = None
        self._problem = ""
        self._since: dict[Identity, int] | None = None
        self._marks: tuple[Mark, ...] = ()
        self._place = 0
        self._examples_for: Judged | None = None

    def compose(self) -> ComposeResult:
        with Horizontal(id="beside"):
            yield Pane(id="card")
            yield Pane(id="examples")
        yield SearchBar()
        yield FieldLine()
        yield KeyBar()

    @property
    def main(self) -> LineView:
        return self.query_one("#examples" if self.has_class("-examples", "-alone") else "#card", LineView)

    @property
    def here(self) -> Judged | None:
        """The verdict on screen."""
        items = self._verdicts.items if self._verdicts is not None else ()
        return items[self._place] if items else None

    # --- what is shown -------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.set_class(self.app.size.width >= _ALWAYS_BESIDE, "-examples")
        self._draw()
        answer = self.post_message
        self.run_worker(lambda: read(self._handle, self._lineage, self._key, answer), thread=True, exit_on_error=False)

    @on(Read)
    def _arrived(self, message: Read) -> None:
        self._verdicts, self._problem = message.verdicts, message.problem
        if self._verdicts is not None:
            self._marks = message.marks
            self._place = _first(self._verdicts.items, self._start)
        self._draw()

    @on(Traced)
    def _traced(self, message: Traced) -> None:
        self._since = message.since
        self._draw()

    def on_resize(self) -> None:
        self.set_class(self.app.size.width < _BESIDE, "-alone")
        # The panes know their new width only after the layout.
        self.call_after_refresh(self._draw)

    def _draw(self, *, top: bool = False) -> None:
        card, one = self.query_one("#card", Pane), self.here
        if one is None or self._verdicts is None:
            words = clean(f"Can't read this step: {self._problem}", one_line=True) if self._problem else "Reading…"
            card.show([Row(Content(words).stylize("$lost" if self._problem else "$quiet"), wraps=True)])
            card.frame(name="Structure")
            return
        since = (self._since or {}).get(identity(one.finding)) if one.finding is not None else None
        mark = mark_on(one, self._verdicts.tree, self._marks)
        self.query_one(KeyBar).named = {
            "mark": "mark as wrong" if mark is None else "unmark",
            "to_step": "its step" if one.finding is not None else None,
        }
        rows = card_rows(
            one,
            self._verdicts,
            width=card.text_width or self.app.size.width - 4,
            since=since,
            looking=self._since is None,
            mark=mark,
            around=next(around for height, around in _AROUND if self.app.size.height >= height),
        )
        if one.finding is None and not self.has_class("-examples"):
            rows += [Row(Content("")), *example_rows(one, self._handle.task)]
        card.show(rows, top=top)
        marked = sum(mark_on(item, self._verdicts.tree, self._marks) is not None for item in self._verdicts.items)
        flag = f"   {MARKED} {marked} marked" if marked else ""
        card.frame(
            f"step {self._verdicts.step}   {one.category}",
            name=f"Structure {self._place + 1} of {len(self._verdicts.items)}{flag}",
        )
        self._draw_examples(one, top=top)

    def _draw_examples(self, one: Judged, *, top: bool) -> None:
        if not self.has_class("-examples") or self._examples_for == one:
            return
        self._examples_for = one
        pane = self.query_one("#examples", Pane)
        pane.show(example_rows(one, self._handle.task), top=top)
        pane.frame(clean(one.id, one_line=True), name="The rule by example")

    # --- keys ----------------------------------------------------------------------------------------------------

    def action_verdict(self, by: int) -> None:
        """Show the next or previous verdict; goes round."""
        if self._verdicts is not None and self._verdicts.items:
            self._place = (self._place + by) % len(self._verdicts.items)
            self._draw(top=True)

    def action_examples(self) -> None:
        self.toggle_class("-examples")
        self.main.focus()
        self._examples_for = None
        self.call_after_refresh(self._draw)

    def action_to_step(self) -> None:
        """To the diff of the step that brought this finding in."""
        one = self.here
        if one is None or one.finding is None:
            self._say("This rule is kept: there is no step to go to.")
            return
        step = (self._since or {}).get(identity(one.finding))
        if not step:
            words = "It has been there since the start." if step == 0 else "Which step brought it in isn't known"
            self._say(words if step == 0 or self._since is not None else f"{words} yet.")
            return
        self.dismiss(None)
        self._jump(step)

    def action_mark(self) -> None:
        """Call this verdict wrong, with a reason; or take that back."""
        one = self.here
        if one is None or self._verdicts is None:
            return
        if mark_on(one, self._verdicts.tree, self._marks) is not None:
            subject = one.subject(self._verdicts.tree)
            self._keep(lambda: self._handle.marks.take_away(subject), "The mark is gone.")
        else:
            label = "Why is this verdict wrong" if one.finding is not None else "Why should it fail"
            self.query_one(FieldLine).ask("reason", label, "", "in one line; kept beside the session", keys=_MARKING)

    @on(FieldLine.Answered)
    def _answered(self, message: FieldLine.Answered) -> None:
        self.main.focus()
        one, verdicts = self.here, self._verdicts
        reason = one_line(message.value, REASON)
        if one is None or verdicts is None:
            return
        if not reason:
            self._say("Nothing is marked: a mark needs a reason.")
            return
        self._keep(
            lambda: self._handle.marks.put(mark_for(one, verdicts, reason)),
            "Marked. The score stays as it is; spar export --fixture writes it out.",
        )

    @on(FieldLine.GaveUp)
    def _gave_up(self) -> None:
        self.main.focus()

    def _keep(self, change: Callable[[], tuple[Mark, ...]], words: str) -> None:
        answer = self.post_message
        self.run_worker(lambda: keep(change, words, answer), thread=True, group="marks", exit_on_error=False)

    @on(Kept)
    def _kept(self, message: Kept) -> None:
        if message.marks is not None:
            self._marks = message.marks
            self._draw()
        self._say(message.words)

    def _say(self, words: str) -> None:
        self.notify(words, timeout=4, markup=False)


def _first(items: tuple[Judged, ...], start: Identity | Category | None) -> int:
    for place, one in enumerate(items):
        if start == one.category or (one.finding is not None and start == identity(one.finding)):
            return place
    return 0
