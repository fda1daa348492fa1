"""The steps in one line, for screens too small for the list."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive

from tui.view.run_view import RunView
from tui.view.step_view import StepView
from tui.widgets.told_line import ToldLine
from tui.wording import score_mark


class Ribbon(ToldLine):
    """The selected step in brackets with as many neighbours as fit; never takes focus."""

    DEFAULT_CSS = "Ribbon { height: 1; padding: 0 1; }"

    view: reactive[RunView] = reactive(RunView, init=False, always_update=True, repaint=False)
    selected: reactive[int] = reactive(0, repaint=False)

    def watch_view(self) -> None:
        self.renew()

    def watch_selected(self) -> None:
        self.renew()

    def inputs(self) -> tuple[object, ...]:
        return self.view.steps, self.view.outcome, self.view.served, self.selected

    def words(self) -> Content:
        return ribbon(self.view, self.selected, self.content_size.width)


def ribbon(view: RunView, selected: int, width: int) -> Content:
    """` 12 = │[13 −96]│ 14 waiting`: the selected step far enough right that those after it are seen too."""
    if not view.steps:
        words = "no step: the run ended before its first" if view.over else "no step yet: Space lets the agent run"
        return Content(words).stylize("$quiet")
    cells = {selected: _cell(view, selected, here=True)}
    used = len(cells[selected].plain)
    first = last = selected
    while True:
        after = _cell(view, last + 1) if last < len(view.steps) else None
        before = _cell(view, first - 1) if first > 1 else None
        if after is not None and last - selected < 2 and used + len(after.plain) + 1 <= width:
            last += 1
            cells[last] = after
            used += len(after.plain) + 1
        elif before is not None and used + len(before.plain) + 1 <= width:
            first -= 1
            cells[first] = before
            used += len(before.plain) + 1
        elif after is not None and used + len(after.plain) + 1 <= width:
            last += 1
            cells[last] = after
            used += len(after.plain) + 1
        else:
            break
    return Content("│").join(cells[number] for number in range(first, last + 1))


def _cell(view: RunView, number: int, *, here: bool = False) -> Content:
    step = view.step(number)
    if step is None:
        return Content(" start ")
    mark, tone = _mark(step, view)
    left, right = ("[", "]") if here else (" ", " ")
    cell = Content.assemble(f"{left}{number}", (f" {mark}" if mark else "", tone), right)
    return cell.stylize("bold reverse") if here else cell


def _mark(step: StepView, view: RunView) -> tuple[str, str]:
    if step.status in ("waiting", "running", "thinking"):
        return step.status, "$waiting"
    return score_mark(step, never=view.never_served)
