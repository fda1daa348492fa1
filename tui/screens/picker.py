"""The first screen: pick a task, read what it asks and what judges it, choose with what to run, start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.widgets import Static

from sandbox.choices import Choices
from tasks import catalogue
from tui.bindings.picker import PICKER
from tui.screens.picker_own import OwnKeys
from tui.screens.picker_start import Beginning
from tui.text import clean
from tui.view import briefs
from tui.view.own_list import chosen_as
from tui.view.picking import KINDS, Kind
from tui.widgets.brief_panes import Judged, Told
from tui.widgets.field_line import FILTER, FieldLine
from tui.widgets.key_bar import KeyBar
from tui.widgets.run_options import RunOptions
from tui.widgets.tab_strip import TabStrip
from tui.widgets.task_grid import TaskGrid
from tui.widgets.top_line import TopLine

NARROW = 110
LOW = 30
LOWEST = 20
_NAMES = {"told": Told.NAME, "judged": Judged.NAME, "options": RunOptions.NAME}


class PickerScreen(OwnKeys, Beginning):
    """Places the panes, and turns keys and messages into choices."""

    CSS_PATH = "picker.tcss"
    BINDINGS: ClassVar[list[BindingType]] = PICKER
    AUTO_FOCUS = "#grid.-shown, #own.-shown"

    tab: reactive[str] = reactive("told", init=False)

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield TaskGrid(id="grid")
        yield TabStrip(tuple((number, pane, words) for number, (pane, words) in enumerate(_NAMES.items(), start=2)))
        with Horizontal(id="panes"):
            yield Told(id="told")
            yield Judged(id="judged")
            yield RunOptions(id="options")
        yield FieldLine()
        yield Static("", id="message", markup=False)
        yield KeyBar()
        yield Static("terminal too small: Spar needs 60 x 15", id="too-small", markup=False)

    def on_mount(self) -> None:
        self.watch_tab()
        self.begin_with(self.choices.task)
        self.call_after_refresh(self.examine)

    def on_screen_resume(self) -> None:
        self.call_after_refresh(self.know)
        if (task := self.chosen) is not None and self.tapes:
            self.look(task, self.choices)

    # --- choosing ---

    def on_own_task_list_moved(self) -> None:
        """By its name: `@on` would import the list before it is asked for."""
        self._moved()

    @on(TaskGrid.Moved)
    def _moved(self) -> None:
        task = self.chosen
        if task is not None and chosen_as(task) == self.choices.task and self.query_one(Told).about == task:
            return
        self.readiness, self.trouble, self.tapes = None, "", ()
        if task is None:
            self.query_one(Told).of_file(self.own_file)
            self.query_one(Judged).of_nothing()
            self.offer()
            return
        self.choices = msgspec.structs.replace(self.choices, task=chosen_as(task))
        self.query_one(Told).of(task)
        self.call_after_refresh(self._look_at_chosen)

    def _look_at_chosen(self) -> None:
        if (task := self.chosen) is not None:
            self.look(task, self.choices)

    @on(RunOptions.Changed)
    def _changed(self, message: RunOptions.Changed) -> None:
        self._choose(message.choices)

    def _choose(self, choices: Choices) -> None:
        self.choices, self.trouble = choices, ""
        self.offer()
        self._look_at_chosen()

    @on(RunOptions.Typed)
    def _typed(self, message: RunOptions.Typed) -> None:
        name = message.option.name
        if name == "model":
            from tui.screens.models import ModelsScreen

            self.app.push_screen(ModelsScreen(self.choices.model), self._model_chosen)
        else:
            now = getattr(self.choices, name) or ""
            place, keys = "http://127.0.0.1:8000/v1", "Enter take it   Esc back, nothing is changed"
            self.query_one(FieldLine).ask(name, message.option.label, str(now), place, keys=keys)

    def _model_chosen(self, name: str | None) -> None:
        if name is not None:
            self._choose(msgspec.structs.replace(self.choices, model=name))

    @on(FieldLine.Answered)
    def _answered(self, message: FieldLine.Answered) -> None:
        if message.name == "filter":
            self.action_pane(1)
            return
        self._choose(msgspec.structs.replace(self.choices, **{message.name: message.value.strip() or None}))
        self.query_one(RunOptions).focus()

    @on(FieldLine.GaveUp)
    def _gave_up(self, message: FieldLine.GaveUp) -> None:
        self.action_pane(1 if message.name == "filter" else 4)

    @on(FieldLine.Changed)
    def _filtered(self, message: FieldLine.Changed) -> None:
        if message.name == "filter":
            self._filter(message.value)

    def _filter(self, words: str) -> None:
        (self.own_list if self.kind == "own" else self.grid).words = words

    # --- keys ---

    def action_pane(self, number: int) -> None:
        if number == 1:
            (self.own_list if self.kind == "own" else self.grid).focus()
            return
        self.tab = list(_NAMES)[number - 2]
        self.query_one(f"#{self.tab}").focus()

    def watch_tab(self) -> None:
        for name in _NAMES:
            self.query_one(f"#{name}").set_class(name == self.tab, "-shown")
        self.query_one(TabStrip).chosen = self.tab

    @on(TabStrip.Chosen)
    def _tab_chosen(self, message: TabStrip.Chosen) -> None:
        self.tab = message.pane
        self.query_one(f"#{message.pane}").focus()

    @on(TaskGrid.Opened)
    @on(RunOptions.Picked)
    def action_open(self) -> None:
        """Enter: from the tasks to the options; there, what the cursor is on; in the texts, the whole text."""
        focused, task = self.focused, self.chosen
        if isinstance(focused, RunOptions):
            focused.pick()
        elif isinstance(focused, Told) and task is not None:
            self._page(f"Prompt of {clean(task.name, one_line=True)}", briefs.whole_prompt(task))
        elif isinstance(focused, Judged) and task is not None:
            self._page(f"Rules for {clean(task.name, one_line=True)}", briefs.all_rules(task))
        elif task is not None:
            self.action_pane(4)
        elif self.own_file is not None:
            self.action_edit_task()

    def action_difference(self) -> None:
        if (task := self.chosen) is not None:
            self._page(f"{clean(task.name, one_line=True)} against L0", briefs.against_l0(task))

    def _page(self, name: str, rows: Sequence[object]) -> None:
        from tui.screens.page import PagerPage

        self.app.push_screen(PagerPage(name, rows))  # type: ignore[arg-type]

    def action_kind(self, kind: Kind) -> None:
        """Show the tasks of a kind, from its first one on."""
        before = self.focused is None or self.focused.id in ("grid", "own")
        self._filter("")
        self.show_kind(kind)
        if kind == "own":
            self.own_list.tell()
            self.know()
        else:
            self.grid.show_kind(kind)
        if before:
            self.action_pane(1)

    def action_other_kind(self) -> None:
        self.action_kind(KINDS[(KINDS.index(self.kind) + 1) % len(KINDS)])

    def action_filter(self) -> None:
        shown = self.own_list if self.kind == "own" else self.grid
        self.query_one(FieldLine).ask("filter", "Find", shown.words, "words of names, such as: koa orm", keys=FILTER)

    def action_back(self) -> None:
        field = self.query_one(FieldLine)
        if field.display:
            field.close()
        self._filter("")
        self.action_pane(1)

    def action_sessions(self) -> None:
        from tui.screens.sessions import SessionsScreen

        self.app.push_screen(SessionsScreen())

    def action_keys(self) -> None:
        from tui.screens.keys import KeysScreen

        self.app.push_screen(KeysScreen(), self._keys_left)

    def _keys_left(self, _: None) -> None:
        self.examine()

    def action_doctor(self) -> None:
        from tui.screens.doctor import DoctorScreen

        self.app.push_screen(DoctorScreen())

    def on_resize(self) -> None:
        width, height = self.size
        self.set_class(width < NARROW, "-narrow")
        self.set_class(height < LOW, "-low")
        self.set_class(height < LOWEST, "-lowest")
        self.set_class(width < 60 or height < 15, "-small")

    def begin_with(self, name: str) -> None:
        """Put the cursor on a task as choices name it; on the default one where there is none."""
        try:
            task = catalogue.find(name)
        except catalogue.UnknownTask:
            task = catalogue.find(Choices().task)
        if self.named or task.own is not None:
            self.begin_with_own(task)
        else:
            self.show_kind("feature" if task.feature else "greenfield")
            self.grid.go_to(task)
