"""The root cause of a failed score, from evidence alone: the upstream one, not what follows from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from tasks.diagnosis.asked import Asked, Cause, Story
from tasks.diagnosis.categories import split
from tasks.diagnosis.causes import cause
from tasks.diagnosis.endpoints import endpoint
from tasks.diagnosis.evidence import EvidenceFile, Explanation, VerdictSeen
from tasks.diagnosis.known import recognise
from tasks.diagnosis.tail import circles, gave_up, ran_out
from tasks.diagnosis.traces import Trace, traces

NEARLY = 0.9
"""From this share of passed assertions on, a program works "or nearly"."""

NEVER = "The server never answered."
_UPSTREAM = 3.0
"""How much more the first failing request weighs than a later one: those may be its consequences."""


def explain(evidence: EvidenceFile) -> Explanation:
    """The category, the subcategory of a logic error, the reasons in words, and how sure that is."""
    log, tail = evidence.server_log or "", evidence.transcript_tail or ""
    found = traces(log)
    asked = tuple(
        Asked(
            request.name or f"{request.method} {request.path}",
            endpoint(request.method, request.path, request.name),
            request.status,
            _failed(request.failed, request.total, request.status),
            request.total or 0,
            found,
            log,
        )
        for request in evidence.requests
    )
    story = Story((evidence.task or "").partition("/")[0], asked)
    broken = _broken(evidence.structural)
    passed = _share_passed(asked)
    if not any(one.status is not None for one in asked):
        return _never_up(found, log, tail)
    if tail and passed < NEARLY and (circle := circles(tail)):
        return _said("stuck_in_loop", None, (f"The run ends in circles: {circle}",), 0.85)
    if broken and passed >= NEARLY:
        words = f"{passed:.0%} of the assertions pass, but {', '.join(broken)} is required and broken."
        return _said("constraint_violation", None, (words,), 0.95 if passed == 1.0 else 0.85)
    best, sure, reasons = _upstream(story)
    if best == "incomplete_implementation" and (words := ran_out(tail) or gave_up(tail)):
        return _said("premature_termination", None, (*reasons, f"The run ended early: {words}"), 0.75)
    if broken:
        reasons = (*reasons, f"Besides, {', '.join(broken)} is required and broken.")
    category, subcategory = split(best)
    return _said(category, subcategory, reasons, round(sure, 2))


def _said(category: str, subcategory: str | None, reasons: tuple[str, ...], sure: float) -> Explanation:
    return Explanation(category=category, subcategory=subcategory, reasons=reasons, confidence=sure)


def _failed(failed: int, total: int | None, status: int | None) -> int:
    """Where no assertion was counted, an error status still says that the request failed."""
    return failed or int(not total and (status is None or status >= 400))


def _broken(structural: Mapping[str, VerdictSeen] | None) -> list[str]:
    return [name for name, verdict in (structural or {}).items() if verdict.required and not verdict.compliant]


def _share_passed(asked: tuple[Asked, ...]) -> float:
    total = sum(one.total or 1 for one in asked)
    return 1.0 - sum(one.failed for one in asked) / total if total else 0.0


def _never_up(found: tuple[Trace, ...], log: str, tail: str) -> Explanation:
    """Nothing was answered at all."""
    if line := circles(tail):
        return _said("stuck_in_loop", None, (NEVER, f"The run ends in circles: {line}"), 0.8)
    if not log.strip() and (words := ran_out(tail) or gave_up(tail)):
        return _said("premature_termination", None, (NEVER, f"The run ended early: {words}"), 0.75)
    reasons = [NEVER]
    known = recognise(found[-1].text) if found else recognise(log)
    if found:
        reasons.append(f"Its log ends in {found[-1].text}")
    if known:
        reasons.append(known.title)
    return _said("server_startup_failure", None, tuple(reasons), 0.95 if known or found else 0.85)


def _upstream(story: Story) -> tuple[str, float, tuple[str, ...]]:
    """The category that carries most weight, how sure, and why."""
    weights: defaultdict[str, float] = defaultdict(float)
    causes: defaultdict[str, list[Cause]] = defaultdict(list)
    factor = _UPSTREAM
    for one in story.asked:
        if not one.failed:
            continue
        why = cause(one, story)
        weights[why.category] += factor * why.sure * max(one.failed, 1) ** 0.5
        causes[why.category].append(why)
        factor = 1.0
    if not weights:
        return "other", 0.3, ("No assertion failed.",)
    best = max(weights, key=lambda name: weights[name])
    share = weights[best] / sum(weights.values())
    mine = causes[best]
    sure = max(one.sure for one in mine) * (0.6 + 0.4 * share)
    titles = dict.fromkeys(one.title for one in mine)
    return best, sure, (*list(titles)[:3], mine[0].reason, *_others(len(mine)))


def _others(many: int) -> tuple[str, ...]:
    return (f"{many - 1} more requests fail in the same way.",) if many > 1 else ()
