"""The list of steps: what each did and what it won or lost; the cursor is the selected step."""

from __future__ import annotations

import msgspec
from textual.content import Content
from textual.message import Message

from sandbox.actions import EditFile, WriteFile
from tui.text import clean
from tui.view.run_view import RunView
from tui.view.step_view import StepView, score_state
from tui.widgets.line_view import LineView
from tui.widgets.row import Row
from tui.widgets.run_pane import RunPane
from tui.wording import cut, cut_middle, icon, score_mark, title

_FOLDED_FROM = 4
_MARK_WIDTH = 6
_HERE = Content("▸").stylize("$accent")
_ELSEWHERE = Content(" ")


class StepList(RunPane):
    """Every step in one line. Posts `Selected` when the person moves; arriving steps move nothing."""

    NUMBER = 1
    NAME = "Steps"

    class Selected(Message):
        """The person chose another step."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    class Opened(Message):
        """The person pressed Enter on the selected step."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._made: dict[int, tuple[StepView, int, bool, Row]] = {}
        self._unfolded = False
        self._row_of: dict[int, int] = {}

    def inputs(self) -> tuple[object, ...]:
        view = self.view
        idle = None if view.steps else (view.state, view.detail, view.started)
        return view.steps, view.over, self.selected, self._unfolded, idle

    def draw(self) -> None:
        view, width = self.view, self.text_width
        folded = 0 if self._unfolded else leading_without_server(view)
        rows = [self._fold_row(folded, width)] if folded else []
        rows += [self._row(view.steps[number], width - 1) for number in range(folded, len(view.steps))]
        if not view.steps:
            self.show([Row(Content(line).stylize("$quiet"), wraps=True) for line in empty_words(view)])
        self._folded = folded
        if view.steps:
            place = self.selected - max(folded - 1, 0) - 1
            self.cursor = 0 if self.selected <= folded else min(place, len(rows) - 1)
            rows[self.cursor] = msgspec.structs.replace(rows[self.cursor], gutter=_HERE)
            self.show(rows)
            self.show_row(self.cursor)
        self.frame(
            "score change" if width > 24 else "",
            hint=f"step {self.selected} of {len(view.steps)}" if view.steps else "",
        )

    _folded = 0

    def _row(self, step: StepView, width: int) -> Row:
        never = self.view.never_served
        made = self._made.get(step.number)
        if made is not None and made[0] is step and made[1] == width and made[2] == never:
            return made[3]
        before = "watching" if self.view.watches else "thinking"
        row = Row(step_line(step, width, never=never, before=before), _ELSEWHERE, key=step.number)
        self._made[step.number] = (step, width, never, row)
        return row

    def _fold_row(self, count: int, width: int) -> Row:
        here = f", at {self.selected}" if self.selected <= count else ""
        text = f"1-{count}  · no server yet  ({count} steps{here})"
        return Row(Content(cut(text, width - 1)).stylize("$quiet"), _ELSEWHERE, key=-1)

    # --- keys ----------------------------------------------------------------------------------------------------

    def action_scroll_up(self) -> None:
        self._move(-1)

    def action_scroll_down(self) -> None:
        self._move(1)

    def action_page_up(self) -> None:
        self._move(-max(self.content_size.height - 1, 1))

    def action_page_down(self) -> None:
        self._move(max(self.content_size.height - 1, 1))

    def action_scroll_home(self) -> None:
        self._move(-len(self.view.steps))

    def action_scroll_end(self) -> None:
        self._move(len(self.view.steps))

    def find(self, direction: int = 1) -> bool:
        found = super().find(direction)
        if found and self.cursor is not None and isinstance(key := self.rows[self.cursor].key, int):
            self.post_message(self.Selected(self._folded if key == -1 else key))
        return found

    def end_search(self) -> None:
        pass

    def _move(self, by: int) -> None:
        if self.view.steps:
            self.post_message(self.Selected(min(max(self.selected + by, 1), len(self.view.steps))))

    def open(self) -> None:
        """Enter: unfold the folded steps if the cursor is on them, else open the selected step."""
        if self._folded and self.selected <= self._folded:
            self._unfolded = True
            self.redraw()
        elif self._unfolded and self.selected <= leading_without_server(self.view):
            self._unfolded = False
            self.redraw()
        else:
            self.post_message(self.Opened())

    def on_line_view_chosen(self, event: LineView.Chosen) -> None:
        event.stop()
        if isinstance(event.row.key, int):
            self.post_message(self.Selected(self._folded if event.row.key == -1 else event.row.key))


def step_line(step: StepView, width: int, *, never: bool, before: str = "thinking") -> Content:
    """One step in `width` cells: number, what it does (`before` that is known), its score's mark at the right edge.

    A title that would be cut gives way to the file that is written: a model's sentences all begin alike.
    """
    mark, tone = score_mark(step, never=never)
    if step.status == "waiting":
        mark, tone = "waiting", "$waiting"
    elif step.status == "sent back":
        mark, tone = "back", "$quiet"
    elif step.status == "running":
        mark, tone = "running", "$waiting"
    branch = f"↳{step.parent} " if step.parent != step.number - 1 else ""
    head = f"{step.number:>2} {icon(step)} {branch}"
    room = width - len(head) - max(len(mark), _MARK_WIDTH) - 1
    words, action = title(step, before=before), step.action
    path = clean(action.path, one_line=True) if isinstance(action, WriteFile | EditFile) else ""
    if path and len(words) > room:
        words = path
    on_path = words == path
    name = (cut_middle if on_path else cut)(words, max(room, 4))
    content = Content(f"{head}{name}")
    gap = max(width - content.cell_length - len(mark), 1)
    quiet = step.status in ("thinking", "sent back")
    return Content.assemble(
        content.stylize("$quiet") if quiet else content.stylize("$quiet", 0, len(str(step.number)) + 1),
        " " * gap,
        (mark, tone),
    )


def leading_without_server(view: RunView) -> int:
    """How many steps at the start never had a server, once one has: they fold into one line (0: too few to fold)."""
    for count, step in enumerate(view.steps):
        if step.score is not None and step.score.served:
            return count if count >= _FOLDED_FROM else 0
        if score_state(step) not in ("no server yet", "not scored", "nothing to score"):
            return 0
    return 0


def empty_words(view: RunView) -> tuple[str, ...]:
    """What an empty list says: what will fill it, and the key."""
    if view.state == "loading":
        return ("Opening the session…",)
    if view.state == "starting":
        return (f"{view.detail or 'Starting the box'}…", "", "Steps appear here as the agent acts.")
    if view.over:
        return ("No step: the run ended before its first one.", "", "What ended it stands below on the right.")
    return ("No step yet.", "", "Space lets the agent run, s lets it act once.")
