"""Where a score's failures come from: one place that knows who explains them."""

from __future__ import annotations

from tasks.diagnosis import diagnose
from tasks.scorecard import Evidence, Failure, Functional, Structural
from tasks.task import Task


def failures(
    task: Task, functional: Functional, structural: Structural, evidence: Evidence, files: dict[str, bytes]
) -> tuple[Failure, ...]:
    """The root causes of what failed, most important first; nothing where nothing failed."""
    return diagnose.failures(task, functional, structural, evidence, files)
