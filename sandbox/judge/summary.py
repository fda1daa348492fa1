"""A score in the few figures that the journal keeps."""

from __future__ import annotations

from sandbox.events import ScoreSummary
from tasks.scorecard import CATEGORIES, Category, ScoreDetail, Structural, Tally


def summary(detail: ScoreDetail, *, cached: bool) -> ScoreSummary:
    """What StepScored carries."""
    card = detail.card
    return ScoreSummary(
        core=card.functional.core,
        extended=card.functional.extended,
        groups=_groups(detail),
        findings=findings(card.structural),
        required=required(card.structural),
        broken=card.structural.broken(),
        a_percent=card.a_percent,
        strict_a_percent=card.strict_a_percent,
        passed=card.passed,
        served=detail.evidence.served,
        failures=tuple(failure.title for failure in card.failures),
        seconds=card.timings.get("total_s", 0.0),
        cached=cached,
    )


def findings(structural: Structural) -> dict[Category, int]:
    """How many places break each category."""
    verdicts = structural.verdicts()
    return {name: len(verdicts[name].findings) for name in CATEGORIES}


def required(structural: Structural) -> tuple[Category, ...]:
    """The categories that the task demands."""
    verdicts = structural.verdicts()
    return tuple(name for name in CATEGORIES if verdicts[name].required)


def _groups(detail: ScoreDetail) -> dict[str, Tally]:
    groups: dict[str, Tally] = {}
    for assertion in detail.card.functional.assertions:
        if assertion.tier == "core":
            old = groups.get(assertion.group, Tally(0, 0))
            groups[assertion.group] = Tally(old.passed + assertion.passed, old.total + 1)
    return groups
