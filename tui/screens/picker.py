"""The first screen: pick a task, read what it asks and what judges it, choose with what to run, start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import msgspec
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Static

from sandbox.choices import Choices, remember, remembered
from tasks import catalogue
from tasks.task import Task
from tui.bindings import PICKER
from tui.messages import Cancelled
from tui.text import clean
from tui.view import briefs
from tui.view.picking import Best, bests
from tui.widgets.field_line import FieldLine
from tui.widgets.fitting import Part, spread
from tui.widgets.key_bar import KeyBar
from tui.widgets.pane import Pane
from tui.widgets.run_options import RunOptions
from tui.widgets.tab_strip import TabStrip
from tui.widgets.task_grid import TaskGrid

if TYPE_CHECKING:
    from sandbox.doctor.check import Check
    from sandbox.session import LiveSession
    from sandbox.tape import Tape
    from tui.screens.starting import StartingScreen
    from tui.view.readiness import Readiness

NARROW = 110
LOW = 30
_SHORT = {"Docker engine": "Docker", "bubblewrap": "bubblewrap", "Node.js": "Node.js", "PostgreSQL": "PostgreSQL"}
_NAMES = {"told": "What the agent is told", "judged": "What judges it", "options": "Run with"}


class Told(Pane):
    NUMBER = 2
    NAME = "What the agent is told"


class Judged(Pane):
    NUMBER = 3
    NAME = "What judges it"


class PickerScreen(Screen[None]):
    """`choices` is what stands chosen now; it is remembered when a run starts."""

    CSS_PATH = "picker.tcss"
    BINDINGS: ClassVar[list[BindingType]] = PICKER
    AUTO_FOCUS = "TaskGrid"

    class Looked(Message):
        """What was looked up off the UI thread is there."""

        def __init__(
            self,
            task: Task,
            tapes: Sequence[Tape] = (),
            readiness: Readiness | None = None,
            rules: Sequence[tuple[str, str, str, str]] = (),
            assertions: tuple[int, int] = (290, 0),
        ) -> None:
            super().__init__()
            self.task = task
            self.tapes = tapes
            self.readiness = readiness
            self.rules = rules
            self.assertions = assertions

    class Known(Message):
        """A person's own runs, and which tasks have a recording with mistakes."""

        def __init__(self, found: dict[str, Best], recorded: frozenset[str]) -> None:
            super().__init__()
            self.bests = found
            self.recorded = recorded

    class Examined(Message):
        """The doctor is done."""

        def __init__(self, checks: Sequence[Check]) -> None:
            super().__init__()
            self.checks = checks

    tab: reactive[str] = reactive("told", init=False)

    def __init__(self) -> None:
        super().__init__()
        self.choices = self._last = remembered()
        self._checks: Sequence[Check] = ()
        self._tapes: Sequence[Tape] = ()
        self._readiness: Readiness | None = None
        self._seen = ""
        self._trouble = ""

    def compose(self) -> ComposeResult:
        yield Static(id="top", markup=False)
        yield TaskGrid(id="tasks")
        yield TabStrip(tuple((number, pane, words) for number, (pane, words) in enumerate(_NAMES.items(), start=2)))
        with Horizontal(id="panes"):
            yield Told(id="told", wraps=True)
            yield Judged(id="judged", wraps=True)
            yield RunOptions(id="options")
        yield FieldLine()
        yield Static("", id="message", markup=False)
        yield KeyBar()
        yield Static("terminal too small: Spar needs 60 x 15", id="too-small", markup=False)

    def on_mount(self) -> None:
        self.watch_tab()
        try:
            task = catalogue.find(self.choices.task)
        except catalogue.UnknownTask:
            task = catalogue.find(Choices().task)
        self.query_one(TaskGrid).go_to(task)
        self.call_after_refresh(self._examine)

    def on_screen_resume(self) -> None:
        self.call_after_refresh(self._know)
        if self._seen:
            self._look(self.chosen, self.choices)

    @property
    def chosen(self) -> Task:
        return self.query_one(TaskGrid).chosen

    # --- looking things up, off the UI thread, and not before the first frame: threads that import slow it down ---

    @work(thread=True, exclusive=True, group="know", exit_on_error=False)
    def _know(self) -> None:
        from sandbox.store import SessionStore
        from sandbox.tapes import tasks_with_mistakes

        self.post_message(self.Known(bests(SessionStore().summaries()), tasks_with_mistakes()))

    @work(thread=True, exclusive=True, group="examine", exit_on_error=False)
    def _examine(self) -> None:
        from sandbox.doctor.examination import examine

        self.post_message(self.Examined(examine()))

    @work(thread=True, exclusive=True, group="look", exit_on_error=False)
    def _look(self, task: Task, choices: Choices) -> None:
        from sandbox.tapes import tapes
        from tasks.functional.specs import assertions
        from tasks.structural.rulebook import rules_for
        from tui.view.readiness import look

        rules = [(rule.category, rule.id, rule.title, rule.protects) for rule in rules_for(task)]
        extended = len(assertions(task.database is not None)) - 290
        self.post_message(self.Looked(task, tapes(task), None, rules, (290, extended)))
        self.post_message(self.Looked(task, tapes(task), look(choices, task), rules, (290, extended)))

    @on(Known)
    def _known(self, message: Known) -> None:
        self.query_one(TaskGrid).know(message.bests, message.recorded)

    @on(Examined)
    def _examined(self, message: Examined) -> None:
        self._checks = message.checks
        self._draw_top()

    @on(Looked)
    def _looked(self, message: Looked) -> None:
        if message.task.name != self.chosen.name:
            return
        self._tapes, self._readiness = message.tapes, message.readiness
        if message.readiness is None:
            self.query_one(Judged).show(briefs.judged(message.task, message.assertions, message.rules), top=True)
        self._offer()

    @on(TaskGrid.Moved)
    def _moved(self, message: TaskGrid.Moved) -> None:
        if message.task.name == self._seen:
            return
        self._seen = message.task.name
        self.choices = msgspec.structs.replace(self.choices, task=message.task.name)
        self._readiness, self._trouble = None, ""
        told = self.query_one(Told)
        told.show(briefs.told(message.task), top=True)
        told.frame(hint="Enter whole prompt   d against L0")
        self.query_one(Judged).frame(hint="Enter all rules, with examples")
        self.call_after_refresh(lambda: self._look(self.chosen, self.choices))

    # --- choosing ---

    @on(RunOptions.Changed)
    def _changed(self, message: RunOptions.Changed) -> None:
        self.choices, self._trouble = message.choices, ""
        self._offer()
        self._look(self.chosen, self.choices)

    @on(RunOptions.Typed)
    def _typed(self, message: RunOptions.Typed) -> None:
        name = message.option.name
        if name == "model":
            from tui.screens.models import ModelsScreen

            self.app.push_screen(ModelsScreen(self.choices.model), self._model_chosen)
        else:
            now = getattr(self.choices, name) or ""
            self.query_one(FieldLine).ask(name, message.option.label, str(now), "http://127.0.0.1:8000/v1")

    def _model_chosen(self, name: str | None) -> None:
        if name is not None:
            self.choices = msgspec.structs.replace(self.choices, model=name)
            self._offer()

    @on(FieldLine.Answered)
    def _answered(self, message: FieldLine.Answered) -> None:
        if message.name == "filter":
            self.query_one(TaskGrid).focus()
            return
        self.choices = msgspec.structs.replace(self.choices, **{message.name: message.value.strip() or None})
        self.query_one(RunOptions).focus()
        self._offer()

    @on(FieldLine.GaveUp)
    def _gave_up(self, message: FieldLine.GaveUp) -> None:
        self.query_one(TaskGrid if message.name == "filter" else RunOptions).focus()

    @on(FieldLine.Changed)
    def _filtered(self, message: FieldLine.Changed) -> None:
        if message.name == "filter":
            self.query_one(TaskGrid).words = message.value

    def _offer(self) -> None:
        """Show the options with what stands chosen, and whether Start would work."""
        readiness, choices = self._readiness, self.choices
        words, why_not, notes = "Start", "", []
        if choices.agent == "litellm" and not choices.model:
            why_not = "Name a model first: go to Model and press Enter."
        elif readiness is not None and readiness.why_not:
            why_not = readiness.why_not
        if choices.agent == "scripted" and self._tapes:
            tape = next((tape for tape in self._tapes if tape.name == choices.tape), self._tapes[0])
            pace = f", about {len(tape.steps) * (choices.pace + 0.7):.0f} s" if choices.pace is not None else ""
            words = f"Start   {len(tape.steps)} steps{pace}"
            notes.append("Scripted: the words are old; the commands run for real.")
        if readiness is not None and not readiness.why_not:
            notes.append(f"{readiness.fetch} Box: {readiness.box}.")
        as_before = self._last != Choices() and msgspec.structs.replace(choices, task=self._last.task) == self._last
        self.query_one(RunOptions).offer(choices, self._tapes, (words, why_not), tuple(notes), as_before=as_before)
        if self._trouble:  # Stays until something else is chosen, or Start is pressed again.
            self._say(self._trouble, "$lost bold")
        elif why_not:
            self._say(why_not, "$waiting")
        elif readiness is None:
            self._say("Looking at what this run needs…", "$quiet")
        else:
            self._say(f"Ready: g starts {self.chosen.name}. {readiness.fetch}", "$quiet")

    def _say(self, words: str, style: str) -> None:
        self.query_one("#message", Static).update(Content(clean(words, one_line=True)).stylize(style))

    # --- keys ---

    def action_pane(self, number: int) -> None:
        pane = ("tasks", *_NAMES)[number - 1]
        if pane in _NAMES:
            self.tab = pane
        self.query_one(f"#{pane}").focus()

    def watch_tab(self) -> None:
        for name in _NAMES:
            self.query_one(f"#{name}").set_class(name == self.tab, "-shown")
        self.query_one(TabStrip).chosen = self.tab

    @on(TabStrip.Chosen)
    def _tab_chosen(self, message: TabStrip.Chosen) -> None:
        self.tab = message.pane
        self.query_one(f"#{message.pane}").focus()

    @on(TaskGrid.Opened)
    def action_open(self) -> None:
        """Enter: from the grid to the options; there, what the cursor is on; in the texts, the whole text."""
        focused = self.focused
        if isinstance(focused, RunOptions):
            focused.open()
        elif isinstance(focused, Told):
            self._page(f"Prompt of {self.chosen.name}", briefs.whole_prompt(self.chosen))
        elif isinstance(focused, Judged):
            self._page(f"Rules for {self.chosen.name}", briefs.all_rules(self.chosen))
        else:
            self.action_pane(4)

    def action_difference(self) -> None:
        self._page(f"{self.chosen.name} against L0", briefs.against_l0(self.chosen))

    def _page(self, name: str, rows: Sequence[object]) -> None:
        from tui.screens.workbench_pages import PagerPage

        self.app.push_screen(PagerPage(name, rows))  # type: ignore[arg-type]

    def action_other_kind(self) -> None:
        self.query_one(TaskGrid).other_kind()

    def action_filter(self) -> None:
        grid = self.query_one(TaskGrid)
        self.query_one(FieldLine).ask("filter", "Find", grid.words, "words of a task's name, such as: express orm")

    def action_back(self) -> None:
        field, grid = self.query_one(FieldLine), self.query_one(TaskGrid)
        if field.display:
            field.close()
        grid.words = ""
        grid.focus()

    def action_sessions(self) -> None:
        from tui.screens.sessions import SessionsScreen

        self.app.push_screen(SessionsScreen())

    def action_keys(self) -> None:
        from tui.screens.keys import KeysScreen

        self.app.push_screen(KeysScreen(), self._keys_left)

    def _keys_left(self, _: None) -> None:
        self._examine()

    def action_doctor(self) -> None:
        from tui.screens.doctor import DoctorScreen

        self.app.push_screen(DoctorScreen())

    @on(RunOptions.Started)
    def action_start(self) -> None:
        readiness = self._readiness
        if self.choices.agent == "litellm" and not self.choices.model:
            self._say("Name a model first: pane 4, Model, Enter.", "$waiting")
            return
        if readiness is not None and readiness.why_not:
            self._say(readiness.why_not, "$waiting")
            return
        from tui.screens.starting import StartingScreen

        self._trouble = ""
        starting = StartingScreen(self.chosen.name)
        self.app.push_screen(starting)
        self._begin(self.choices, starting)

    @work(thread=True, exclusive=True, group="begin", exit_on_error=False)
    def _begin(self, choices: Choices, starting: StartingScreen) -> None:
        from sandbox.start import begin
        from tui.cli.errors import words_for

        def progress(words: str, share: float | None) -> None:
            if starting.cancelled:
                raise Cancelled
            self.app.call_from_thread(starting.tell, words, share)

        try:
            session = begin(choices, progress, lively=True)
        except Cancelled:
            return
        except Exception as error:
            self.app.call_from_thread(self._failed, starting, words_for(error))
            return
        if starting.cancelled:
            session.close()
            return
        remember(choices)
        self._last = choices
        self.app.call_from_thread(self._begun, starting, session, choices)

    def _begun(self, starting: StartingScreen, session: LiveSession, choices: Choices) -> None:
        if starting.cancelled:  # Between the last look at this and now.
            self.run_worker(session.close, thread=True, group="close", exit_on_error=False)
            return
        if self.app.screen is not starting:
            self.notify("The run that you started is ready.", markup=False)
        while self.app.screen is not starting:
            self.app.pop_screen()
        starting.dismiss(False)
        pace = choices.pace if choices.agent == "scripted" else 0.0
        self.app.open_session(session, pace=pace)  # type: ignore[attr-defined]

    def _failed(self, starting: StartingScreen, words: str) -> None:
        if starting.cancelled:
            return
        while self.app.screen is not starting:
            self.app.pop_screen()
        starting.dismiss(False)
        self._trouble = words
        self._say(words, "$lost bold")
        self.notify(clean(words), title="It did not start", severity="error", timeout=12, markup=False)

    # --- drawing ---

    def on_resize(self) -> None:
        width, height = self.size
        self.set_class(width < NARROW, "-narrow")
        self.set_class(height < LOW, "-low")
        self.set_class(width < 60 or height < 15, "-small")
        self._draw_top()

    def _draw_top(self) -> None:
        self.query_one("#top", Static).update(top_line(self._checks, self.size.width))


def top_line(checks: Sequence[Check], width: int) -> Content:
    """`Spar  new run`, and what this machine has; what matters least is left out where room is short."""
    left: list[Part] = [(Content(" Spar").stylize("bold $accent"), 0), ("new run", 4)]
    if not checks:
        return spread([*left, (Content("looking at this machine…").stylize("$quiet"), 1)], [], width)
    right: list[Part] = []
    for check in checks:
        if name := _SHORT.get(check.name):
            mark = ("✓", "$gained") if check.state == "ok" else ("✗", "$waiting")
            right.append((Content.assemble((f"{name} ", "$quiet"), mark), 3 if name == "bubblewrap" else 1))
        elif check.name == "model keys":
            keys = clean(check.detail, one_line=True)
            right.append((Content.assemble(("keys: ", "$quiet"), keys if len(keys) <= 40 else f"{keys[:39]}…", " "), 2))
    return spread(left, right, width)
