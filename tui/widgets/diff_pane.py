"""What the selected step changed, against its parent or any other step."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive

from sandbox.actions import Shell
from tui.text import clean, clean_lines
from tui.view.step_view import StepView
from tui.widgets.diff_rows import FILE, HUNK, DrawnDiff, with_heads
from tui.widgets.row import Row
from tui.widgets.run_pane import RunPane
from tui.wording import cut_middle

_BOTH_NUMBERS_FROM = 66


class DiffPane(RunPane):
    """Draws a diff that was made elsewhere; until it is there, says what is being made."""

    NUMBER = 4
    NAME = "Diff"

    diff: reactive[DrawnDiff | None] = reactive(None, init=False, repaint=False, always_update=True)
    ends: reactive[str] = reactive("", init=False, repaint=False)
    problem: reactive[str] = reactive("", init=False, repaint=False)

    def watch_diff(self) -> None:
        self.redraw()

    def watch_ends(self) -> None:
        self.redraw()

    def watch_problem(self) -> None:
        self.redraw()

    def inputs(self) -> tuple[object, ...]:
        step = self.view.step(self.selected)
        return id(self.diff), self.ends, self.problem, step.status if step else None, self.selected

    def draw(self) -> None:
        step = self.view.step(self.selected)
        diff = self.diff
        if self.problem:
            self.show([Row(Content(self.problem).stylize("$lost"), wraps=True)], top=True)
        elif diff is None:
            words = ("comparing…",) if self.ends else _nothing(step, proposed=False)
            self.show([Row(Content(line).stylize("$quiet"), wraps=True) for line in words], top=True)
        elif diff.diff.proposed and step is not None and isinstance(step.action, Shell):
            self.show(_command_rows(step.action), top=self._shown is not diff)
        elif diff.unified:
            numbered = diff.unified if self.text_width >= _BOTH_NUMBERS_FROM else diff.narrow
            rows = with_heads(numbered, diff.files, diff.diff.files, self.text_width)
            self.show(rows, top=self._shown is not diff)
        else:
            if step is not None and step.action is None and step.parent:
                step = self.view.step(step.parent)  # Whose comparison stays in sight meanwhile.
            self.show(
                [
                    Row(Content(line).stylize("$quiet"), wraps=True)
                    for line in _nothing(step, proposed=diff.diff.proposed)
                ],
                top=True,
            )
        self._shown = diff
        self._frame_it()

    _shown: DrawnDiff | None = None

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._frame_it()

    def _frame_it(self) -> None:
        diff = self.diff
        name = "Diff"
        hint = ""
        if diff is not None and diff.diff.files:
            here = self.file_here
            count = len(diff.diff.files)
            if count > 1 or self.scroll_offset.y > 0:
                file = diff.diff.files[here]
                path = cut_middle(clean(file.path, one_line=True), max(self.text_width - 40, 12))
                name = f"Diff  {path}  {here + 1} of {count}"
            wrap = "no wrap" if self.wraps else "wrap"
            hint = f"[ ] hunk  b base  v split  w {wrap}"
        step = self.view.step(self.selected)
        running = step is not None and step.status in ("running", "ran")
        not_yet = "running" if running else "not run yet"
        about = f"{self.ends}, {not_yet}" if diff is not None and diff.diff.proposed else self.ends
        self.frame(about, name=name, hint=hint)

    @property
    def file_here(self) -> int:
        """Which file of the diff the top line belongs to."""
        if self.diff is None:
            return 0
        top = self.top_row
        return max((place for place, row in enumerate(self.diff.files) if row <= top), default=0)

    def next_hunk(self, direction: int) -> bool:
        """Go to the next or previous hunk; False where there is none."""
        return self.jump((HUNK,), direction) or self.jump((FILE,), direction)


def _command_rows(command: Shell) -> list[Row]:
    """A command that waits, whole: a person decides on it, so nothing of it may be out of sight."""
    lines = [Row(Content(line), Content("  "), wraps=True) for line in clean_lines(command.command)]
    lines[0] = Row(lines[0].body, Content("$ ").stylize("$quiet"), wraps=True)
    return [
        *lines,
        Row(Content("")),
        Row(Content("What it changes is seen after it ran.").stylize("$quiet"), wraps=True),
    ]


def _nothing(step: StepView | None, *, proposed: bool) -> tuple[str, ...]:
    if step is None:
        return ("Nothing to compare yet: the first step's changes appear here.",)
    if proposed:
        return ("A command: what it changes is seen after it ran.",)
    if step.status == "sent back":
        return ("Sent back: nothing ran.",)
    if step.committed is None:
        return ("The changes appear here once the step is committed.",)
    return ("No file changed in this step.", "", "b  compare with another step")
