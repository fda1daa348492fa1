"""What the picker finds out off the UI thread, and not before the first frame: threads that import slow it down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message
from textual.worker import Worker, WorkerState

from sandbox.choices import Choices
from tasks.task import Task
from tui.screens.picker_base import PickerBase
from tui.view import briefs
from tui.view.own_list import OwnFile, own_files
from tui.view.picking import Best, bests
from tui.widgets.brief_panes import Judged, Told
from tui.widgets.top_line import TopLine

if TYPE_CHECKING:
    from sandbox.doctor.check import Check
    from sandbox.tapes.tape import Tape
    from tui.view.readiness import Readiness

_CORE = 290


class Looking(PickerBase):
    """Each look answers with a message; what was meant for another task comes too late and is left."""

    class Looked(Message):
        """What a task's run needs, in two parts: what files say, then (with `readiness`) what the machine says."""

        def __init__(
            self,
            task: Task,
            tapes: Sequence[Tape] = (),
            readiness: Readiness | None = None,
            rules: Sequence[briefs.RuleWords] = (),
            assertions: tuple[int, int] = (_CORE, 0),
            asked: Sequence[str] = (),
        ) -> None:
            super().__init__()
            self.task = task
            self.tapes = tapes
            self.readiness = readiness
            self.rules = rules
            self.assertions = assertions
            self.asked = asked

    class Known(Message):
        """A person's own runs and tasks, and which tasks have a recording with mistakes."""

        def __init__(self, found: dict[str, Best], recorded: frozenset[str], files: Sequence[OwnFile]) -> None:
            super().__init__()
            self.bests = found
            self.recorded = recorded
            self.files = files

    class Examined(Message):
        """The doctor is done."""

        def __init__(self, checks: Sequence[Check]) -> None:
            super().__init__()
            self.checks = checks

    @work(thread=True, exclusive=True, group="know", exit_on_error=False)
    def know(self) -> None:
        """Read a person's sessions and task files."""
        from sandbox.store.journal import JournalError
        from sandbox.store.session_store import SessionStore
        from sandbox.tapes.recorded import tasks_with_mistakes

        try:
            found = bests(SessionStore().summaries())
        except JournalError:  # The sessions' own screen says why.
            found = {}
        self.post_message(self.Known(found, tasks_with_mistakes(), own_files(self.named)))

    @work(thread=True, exclusive=True, group="examine", exit_on_error=False)
    def examine(self) -> None:
        """Ask the doctor."""
        from sandbox.doctor.examination import examine

        self.post_message(self.Examined(examine()))

    @work(thread=True, exclusive=True, group="look", exit_on_error=False)
    def look(self, task: Task, choices: Choices) -> None:
        """Read what a task asks and what judges it, then see what its run needs."""
        from sandbox.tapes.recorded import tapes
        from tasks.functional.specs import assertions
        from tasks.structural.rulebook import rules_for
        from tui.view.readiness import look

        rules = [(rule.category, rule.id, rule.title, rule.protects) for rule in rules_for(task)]
        extended = len(assertions(task.database is not None)) - _CORE
        found = tapes(task)
        self.post_message(self.Looked(task, found, None, rules, (_CORE, extended), briefs.asked(task)))
        self.post_message(self.Looked(task, found, look(choices, task)))

    @on(Worker.StateChanged)
    def _failed_to_look(self, event: Worker.StateChanged) -> None:
        """A look that broke says so: else its words would say for ever that it goes on."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            from tui.cli.errors import words_for

            self.say(f"✗ Looking failed: {words_for(event.worker.error)}", "$lost bold")

    @on(Known)
    def _known(self, message: Known) -> None:
        self.grid.know(message.bests, message.recorded, len(message.files))
        self.know_own(message.files, message.bests)

    @on(Examined)
    def _examined(self, message: Examined) -> None:
        self.query_one(TopLine).checks = message.checks

    @on(Looked)
    def _looked(self, message: Looked) -> None:
        if message.task != self.chosen:
            return
        self.tapes, self.readiness = message.tapes, message.readiness
        if message.readiness is None:
            self.query_one(Told).add(message.asked)
            self.query_one(Judged).of(message.task, message.assertions, message.rules)
        self.offer()
