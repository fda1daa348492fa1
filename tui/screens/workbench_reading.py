"""The keys for reading: moving between steps and panes, zoom, find, copy, and the full-screen pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.content import Content

from sandbox.introduced import Identity, identity
from tasks.scorecard import Category
from tui.clipboard import copy_with_program
from tui.messages import ContinueWanted, LeaveWanted
from tui.screens.workbench_base import PANE_IDS, WorkbenchBase
from tui.text import clean, clean_lines
from tui.view.server_log import log_rows
from tui.view.stages import stages
from tui.widgets.diff_pane import DiffPane
from tui.widgets.row import Row
from tui.widgets.score_board import ScoreBoard
from tui.widgets.search_bar import SearchBar
from tui.widgets.step_list import StepList
from tui.widgets.step_pane import StepPane, action_source
from tui.widgets.why_pane import WhyPane
from tui.wording import plural

if TYPE_CHECKING:
    from tui.screens.split_page import SplitPage
    from tui.view.next_steps import Next

_SPLIT = "split"


class ReadingKeys(WorkbenchBase):
    """Everything that changes what is seen and never the run."""

    def select(self, step: int) -> None:
        """Select a step because a person asked: leaves following unless it is the newest."""
        number = min(max(step, 1), len(self.view.steps)) if self.view.steps else 0
        self.follow = number == self.view.head
        self.selected = number

    def action_next(self, by: int) -> None:
        self.select(self.selected + by)

    def action_follow(self) -> None:
        self.by_hand = False
        self.follow = not self.follow
        if self.follow:
            self.selected = self.view.head

    def action_pane(self, number: int) -> None:
        self.go_to(PANE_IDS[number - 1])

    def action_zoom(self) -> None:
        self.zoomed = not self.zoomed

    def action_open(self) -> None:
        pane = self.pane
        if isinstance(pane, StepList):
            pane.open()
        elif isinstance(pane, StepPane):
            self.action_output()
        elif isinstance(pane, WhyPane):
            self._open_card(pane)
        else:
            self.go_to("why")

    def _open_card(self, pane: WhyPane) -> None:
        card = pane.card_here
        if card is not None and card.finding is not None:
            self.open_verdicts(identity(card.finding))
        elif card is None or card.where is None or not card.where.step:
            self.say("This card names no step.")
        else:
            self._to_step(card.where.step, f"Step {card.where.step} wrote that line.")

    def _to_step(self, step: int, words: str) -> None:
        self.select(step)
        self.go_to("diff")
        self.say(words)

    @on(WhyPane.Opened)
    def _card_clicked(self, event: WhyPane.Opened) -> None:
        self.open_verdicts(identity(event.finding))

    @on(ScoreBoard.Opened)
    def _constraints_clicked(self, event: ScoreBoard.Opened) -> None:
        if event.category is None:
            self.go_to("why")
        else:
            self.open_verdicts(event.category)

    def action_verdicts(self) -> None:
        self.open_verdicts(None)

    def open_verdicts(self, start: Identity | Category | None) -> None:
        """The structural verdicts on the selected step, beginning with a finding or a category."""
        lineage = stages(self.view, self.selected)
        if not lineage:
            self.say("No step is committed yet.")
            return
        shown = self.view.scored_at(self.selected)
        key = shown.key if shown is not None and shown.tree == lineage[0].tree else ""

        def jump(step: int) -> None:
            self._to_step(step, f"Step {step} brought that finding in.")

        from tui.screens.findings import FindingsPage

        self.app.push_screen(FindingsPage(self.handle, lineage, key, start, jump), self._marked)

    def _marked(self, _: None) -> None:
        self.marks = self.handle.marks.all()

    def action_back(self) -> None:
        if self.zoomed:
            self.zoomed = False
        elif self.base is not None:
            self.base = None
        elif self.tab != "steps" and not self.narrow:
            self.go_to("steps")
        elif self.narrow and self.tab != "diff":
            self.go_to("diff")

    @on(StepList.Selected)
    def _selected(self, event: StepList.Selected) -> None:
        self.select(event.step)

    @on(StepList.Opened)
    def _opened(self) -> None:
        self.go_to("diff")

    # --- in a pane -----------------------------------------------------------------------------------------------

    def action_hunk(self, direction: int) -> None:
        why = self.query_one(WhyPane)
        found = why.next_card(direction) if self.pane is why else self.query_one(DiffPane).next_hunk(direction)
        if not found:
            self.say("There is no further one." if direction > 0 else "This is the first one.")

    def action_wrap(self) -> None:
        pane = self.pane
        pane.wraps = not pane.wraps
        self.say("Long lines wrap." if pane.wraps else "Long lines run on; → scrolls.")

    def action_search(self) -> None:
        self.query_one(SearchBar).open(self.pane)

    @on(SearchBar.Closed)
    def _search_closed(self, event: SearchBar.Closed) -> None:
        event.target.focus()

    # --- copying -------------------------------------------------------------------------------------------------

    def action_copy(self) -> None:
        pane = self.pane
        step = self.view.step(self.selected)
        if isinstance(pane, StepPane) and step is not None and step.action is not None:
            self.copy(action_source(step.action), "of the action")
        elif isinstance(pane, DiffPane) and pane.diff is not None and pane.diff.diff.files:
            file = pane.diff.diff.files[pane.file_here]
            self.copy("\n".join(file.new or file.old), f"of {clean(file.path, one_line=True)}")
        else:
            self.copy(pane.text, "of this pane")

    def copy(self, text: str, of_what: str) -> None:
        """Put text on the clipboard and say how much it was."""
        if not text.strip():
            self.say("There is nothing to copy here.")
            return
        self.app.copy_to_clipboard(text)
        self.run_worker(lambda: copy_with_program(text), thread=True, group="copy", exit_on_error=False)
        lines = text.count("\n") + 1
        self.say(f"Copied {plural(lines, 'line')} {of_what} ({len(text):,} characters).")

    def action_copy_or_pause(self) -> None:
        selected = self.get_selected_text()
        if selected:
            self.copy(selected, "of what was selected")
            self.clear_selection()
        elif self.view.state in ("thinking", "running"):
            self.handle.pause()
            self.say("Paused. Space goes on.")
        else:
            self.say("Nothing is selected and nothing runs. q goes to the picker, Ctrl+Q leaves.")

    def action_copy_curl(self) -> None:
        exchange = self.query_one(WhyPane).exchange_here
        if exchange is None:
            self.say("No failed request is shown here.")
        else:
            self.copy(clean(exchange.curl), f"of curl for {clean(exchange.request, one_line=True)}")

    # --- pages ---------------------------------------------------------------------------------------------------

    def action_split(self) -> None:
        diff = self.query_one(DiffPane).diff
        if diff is None or not diff.left:
            self.say("There is nothing to compare here.")
        else:
            page = self._split_page()
            page.show(diff)
            self.app.push_screen(page)

    def _split_page(self) -> SplitPage:
        """The app's one page for it, made at the first look."""
        from tui.screens.split_page import SplitPage

        if not self.app.is_screen_installed(_SPLIT):
            self.app.install_screen(SplitPage(), _SPLIT)
        page = self.app.get_screen(_SPLIT)
        assert isinstance(page, SplitPage)
        return page

    def action_base(self) -> None:
        if self.view.steps:
            from tui.screens.base_page import BasePage

            self.app.push_screen(BasePage(self.view, self.selected), self._base_chosen)

    def _base_chosen(self, base: int | None) -> None:
        if base is not None:
            self.base = None if base < 0 else base

    def action_output(self) -> None:
        step = self.view.step(self.selected)
        if step is None or step.observed is None or not step.observed.output:
            self.say("This step has no output.")
            return
        rows = [Row(Content(line)) for line in clean_lines(step.observed.output)]
        self._open_page(f"Output of step {step.number}", rows)

    def action_server_log(self) -> None:
        pane = self.query_one(WhyPane)
        if pane.why is None:
            self.say("There is no server log for this step.")
            return
        exchange = pane.exchange_here
        log = exchange.log if exchange is not None and exchange.log.strip() else ""
        name = f"Server log during {clean(exchange.request, one_line=True)}" if exchange and log else "Server log"
        text = log or pane.why.log or pane.why.startup
        self._open_page(name, log_rows(text) if text else [Row(Content("The server logged nothing."))])

    def _open_page(self, name: str, rows: list[Row]) -> None:
        from tui.screens.page import PagerPage

        self.app.push_screen(PagerPage(name, rows))

    def action_task(self) -> None:
        from tui.view.briefs import whole_prompt

        task = self.handle.task
        self._open_page(f"Task: {clean(task.name, one_line=True)}", whole_prompt(task))

    def action_summary(self) -> None:
        from tui.screens.summary_page import SummaryPage

        self.app.push_screen(SummaryPage(self.view, live=self.handle.live, do=self._do_next))

    def _do_next(self, chosen: Next) -> None:
        match chosen.action:
            case "to_step":
                self._to_step(chosen.step, f"Step {chosen.step} is where the run lost most.")
            case "why":
                self.select(self.view.head)
                self.go_to("why")
            case "verdicts":
                self.select(self.view.head)
                self.open_verdicts(None)
            case "go_on":
                self.pending_bar.trouble = ""
                self.post_message(ContinueWanted(self.handle))
            case "leave":
                self.post_message(LeaveWanted())
