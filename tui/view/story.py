"""What a finished run tells at a glance: its curve, and the step where each group came whole or broke."""

from __future__ import annotations

import msgspec

from tui.view.run_view import RunView
from tui.view.step_view import StepView


class TurningPoint(msgspec.Struct, frozen=True):
    """One group's story on one branch. Steps: first whole, last time broken after that, whole again; None: never."""

    group: str
    whole: int | None
    broke: int | None = None
    mended: int | None = None


def scored_line(view: RunView, number: int) -> list[StepView]:
    """The scored steps of the branch that ends at `number`, oldest first."""
    return [step for step in view.lineage(number) if step.score is not None][::-1]


def curve(view: RunView, number: int, width: int) -> list[float | None]:
    """At most `width` heights (0 to 1; None: no server yet) of core's pass rate up to `number`, for a sparkline.

    Where there are more scores than columns, each column is the last score of its share.
    """
    heights: list[float | None] = []
    served = False
    for step in scored_line(view, number):
        assert step.score is not None
        served = served or step.score.served
        heights.append(step.score.a_percent if served else None)
    if len(heights) <= width:
        return heights
    return [heights[(column + 1) * len(heights) // width - 1] for column in range(width)]


def turning_points(view: RunView, number: int) -> tuple[TurningPoint, ...]:
    """The story of every group along the branch that ends at `number`, in the groups' order."""
    points: dict[str, TurningPoint] = {}
    for step in scored_line(view, number):
        assert step.score is not None
        for group, tally in step.score.groups.items():
            point = points.get(group, TurningPoint(group, None))
            whole = tally.total > 0 and tally.passed == tally.total
            points[group] = _next(point, step.number, whole=whole)
    return tuple(points.values())


def group_changes(step: StepView, base: StepView | None) -> dict[str, int]:
    """Assertions gained or lost by group against `base`, `extended` among them; empty without a score."""
    if step.score is None:
        return {}
    before = base.score if base else None
    changes = {
        group: tally.passed - (before.groups[group].passed if before and group in before.groups else 0)
        for group, tally in step.score.groups.items()
    }
    changes["extended"] = step.score.extended.passed - (before.extended.passed if before else 0)
    return changes


def _next(point: TurningPoint, number: int, *, whole: bool) -> TurningPoint:
    is_whole = point.whole is not None and (point.broke is None or point.mended is not None)
    if whole and point.whole is None:
        return msgspec.structs.replace(point, whole=number)
    if whole and not is_whole:
        return msgspec.structs.replace(point, mended=number)
    if not whole and is_whole:
        return msgspec.structs.replace(point, broke=number, mended=None)
    return point
