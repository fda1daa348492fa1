"""What a person may want to do after reading a run's summary, each with its key: decided without a terminal."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

import msgspec

from tui.text import clean
from tui.view.run_keys import standing
from tui.view.run_view import RunView
from tui.view.step_view import StepView
from tui.view.story import scored_line
from tui.wording import plural, signed

Action = Literal["to_step", "why", "verdicts", "go_on", "leave"]


class Next(msgspec.Struct, frozen=True):
    """One thing to do. `step` is the one that `to_step` means."""

    key: str
    words: str
    action: Action
    step: int = 0


def next_steps(view: RunView, *, live: bool) -> tuple[Next, ...]:
    """What to do next, the likeliest first. `live`: a thread of this process drives the run."""
    found: list[Next] = []
    shown = view.scored_at(view.head)
    score = shown.score if shown is not None else None
    if score is not None and not view.not_yet(view.head):
        fall = deepest_fall(view)
        if fall is not None:
            so_far = " so far" if any(step.scoring is not None for step in view.lineage(view.head)) else ""
            words = f"the diff of step {fall.number}: the deepest fall{so_far}, {signed(fall.change or 0)}"
            found.append(Next("Enter", words, "to_step", fall.number))
        if score.failures:
            found.append(Next("5", f"why it fails: {plural(len(score.failures), 'cause')}, each with its mend", "why"))
        if score.broken:
            broken = clean(" and ".join(score.broken), one_line=True)
            found.append(Next("V", f"what breaks {broken}, drawn", "verdicts"))
    match standing(view, live=live):
        case "ended" | "cut off":
            where = f"from step {view.head}" if view.head else "from its start"
            found.append(Next("Space", f"continue {where}", "go_on"))
        case "complete":
            found.append(Next("q", "the picker: another task, or this one with another agent", "leave"))
        case _:
            pass
    return tuple(found)


def deepest_fall(view: RunView) -> StepView | None:
    """The step on the way to the end that lost most assertions, None where none lost any.

    Only steps whose change is their own: without a score of the step before, it may have been that one.
    """
    line = scored_line(view, view.head)
    own = [step for before, step in pairwise(line) if step.parent == before.number]
    fallen = [step for step in own if (step.change or 0) < 0]
    return min(fallen, key=lambda step: step.change or 0, default=None)
