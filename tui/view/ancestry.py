"""Changes of score along the tree of steps: always against the nearest scored ancestor, corrected as gaps fill."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from tui.view.pages import Pages
from tui.view.step_view import StepView

Steps = Pages[StepView]


def lineage(steps: Steps, number: int) -> Iterator[StepView]:
    """The step itself, its parent, and so on to the first step."""
    while 0 < number <= len(steps):
        step = steps[number - 1]
        yield step
        if step.parent >= number:
            return
        number = step.parent


def nearest_scored(steps: Steps, number: int) -> StepView | None:
    """The nearest scored ancestor of a step, not the step itself; None where the start is nearest."""
    for step in lineage(steps, number):
        if step.number != number and step.score is not None:
            return step
    return None


def with_changes(steps: Steps, number: int) -> Steps:
    """The same steps after `number` got a score: its own change, and those of the scored steps that build on it."""
    steps = _measured(steps, number)
    waiting = list(steps[number - 1].children)
    while waiting:
        child = waiting.pop()
        before = steps[child - 1]
        if before.score is None:
            waiting.extend(before.children)
            continue
        steps = _measured(steps, child)
        if steps[child - 1].served_before != before.served_before and not before.score.served:
            waiting.extend(before.children)
    return steps


def _measured(steps: Steps, number: int) -> Steps:
    step = steps[number - 1]
    base = nearest_scored(steps, number)
    passed = step.score.core.passed if step.score else 0
    before = base.score.core.passed if base and base.score else 0
    served = base is not None and (base.served_before or (base.score is not None and base.score.served))
    measured = msgspec.structs.replace(
        step, base=base.number if base else 0, change=passed - before, served_before=served
    )
    return steps.with_item(number - 1, measured)
