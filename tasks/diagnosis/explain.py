"""The root cause of a failed score, from evidence alone: the upstream one, not what follows from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from tasks import catalogue
from tasks.diagnosis.asked import Asked, Cause, Story
from tasks.diagnosis.categories import split
from tasks.diagnosis.causes import cause
from tasks.diagnosis.consequences import roots
from tasks.diagnosis.endpoints import TOTALS, Endpoint, endpoint
from tasks.diagnosis.evidence import EvidenceFile, Explanation, RequestSeen, VerdictSeen
from tasks.diagnosis.log_lines import telling
from tasks.diagnosis.never_up import never_up
from tasks.diagnosis.tail import circles, declared, gave_up, ran_out, untried
from tasks.diagnosis.traces import traces

NEARLY = 0.88
"""From this share of passed assertions on, a program works "or nearly"."""

_FIRST = 1.5
"""How much more the first root weighs than a later one, which might be its consequence after all."""

_LIST_WITH_ITEMS = 17
_LIST = 5
_MOST_REQUESTS = 2_000


def explain(evidence: EvidenceFile) -> Explanation:
    """The category, the subcategory of a logic error, the reasons in words, and how sure that is."""
    log, tail = evidence.server_log or "", evidence.transcript_tail or ""
    framework = catalogue.frameworks().get((evidence.task or "").partition("/")[0].strip().lower())
    story = Story(framework, _asked(evidence.requests[:_MOST_REQUESTS], log))
    broken = _broken(evidence.structural)
    passed = _share_passed(story.asked)
    if not any(one.status is not None for one in story.asked):
        return never_up(story, log, tail)
    if tail and passed < NEARLY and (circle := circles(tail)):
        return _said("stuck_in_loop", (f"The run ends in circles: {circle}",), 0.85)
    if broken and passed >= NEARLY:
        words = f"{passed:.0%} of the assertions pass, but {', '.join(broken)} is required and broken."
        return _said("constraint_violation", (words,), 0.95 if passed == 1.0 else 0.85)
    best, sure, reasons = _upstream(story)
    if tail and passed < NEARLY and (ended := _ended_early(best, tail, story)):
        return _said("premature_termination", (f"The run ended early: {ended}", *reasons), 0.75)
    if broken:
        reasons = (*reasons, f"Besides, {', '.join(broken)} is required and broken.")
    return _said(best, reasons, sure)


def _said(category: str, reasons: tuple[str, ...], sure: float) -> Explanation:
    name, subcategory = split(category)
    return Explanation(category=name, subcategory=subcategory, reasons=reasons, confidence=round(sure, 2))


def _asked(requests: list[RequestSeen], log: str) -> tuple[Asked, ...]:
    found, told = traces(log), telling(log)
    asked: list[Asked] = []
    created = False
    for request in requests:
        kind = endpoint(request.method, request.path, request.name)
        label = request.name or f"{request.method} {request.path or ''}".strip()
        total = _total(kind, request, created)
        failed = _failed(request, total)
        asked.append(
            Asked(
                label, kind, request.status, failed, total, found, told, request.path or "", request.total is not None
            )
        )
        created = created or kind == "create"
    return tuple(asked)


def _total(kind: Endpoint, request: RequestSeen, created: bool) -> int:
    """As told, else as the core tier has it."""
    if request.total is not None:
        return max(request.total, 0)
    known = TOTALS.get(kind, (_LIST_WITH_ITEMS if created else _LIST) if kind == "list" else 0)
    return max(known, request.failed)


def _failed(request: RequestSeen, total: int) -> int:
    """Where no assertion was counted, an error status still says that the request failed."""
    return max(request.failed, 0) or int(not total and (request.status is None or request.status >= 300))


def _broken(structural: Mapping[str, VerdictSeen] | None) -> list[str]:
    return [name for name, verdict in (structural or {}).items() if verdict.required and not verdict.compliant]


def _share_passed(asked: tuple[Asked, ...]) -> float:
    total = sum(one.total for one in asked)
    if not total:
        return sum(not one.failed for one in asked) / len(asked) if asked else 0.0
    return 1.0 - min(total, sum(one.failed for one in asked if one.total)) / total


def _ended_early(best: str, tail: str, story: Story) -> str | None:
    """Words of an early end, where the program shows one: something isn't written, or nobody knows what is wrong."""
    if best in ("incomplete_implementation", "other"):
        untested = untried(tail) if declared(tail) else None
        return ran_out(tail) or gave_up(tail) or untested
    quiet = not any(not trace.handled for one in story.asked[:1] for trace in one.traces)
    return gave_up(tail) if quiet else None


def _upstream(story: Story) -> tuple[str, float, tuple[str, ...]]:
    """The category that carries most weight among the roots, how sure, and why."""
    weights: defaultdict[str, float] = defaultdict(float)
    causes: defaultdict[str, list[Cause]] = defaultdict(list)
    factor = _FIRST
    first = roots(story)
    for one in first:
        why = cause(one, story)
        weights[why.category] += factor * why.sure * max(one.failed, 1) ** 0.5
        causes[why.category].append(why)
        factor = 1.0
    if not weights:
        return "other", 0.3, ("No assertion failed.",)
    best = max(weights, key=lambda name: weights[name])
    share = weights[best] / sum(weights.values())
    mine = causes[best]
    sure = max(one.sure for one in mine) * (0.55 + 0.45 * share)
    titles = dict.fromkeys(one.title for one in mine)
    follow = sum(1 for one in story.asked if one.failed) - len(first)
    return best, sure, (*list(titles)[:3], mine[0].reason, *_others(len(mine), follow))


def _others(many: int, follow: int) -> tuple[str, ...]:
    said: list[str] = []
    if many > 1:
        said.append(f"{many - 1} more request{'s fail' if many > 2 else ' fails'} in the same way.")
    if follow:
        said.append(f"{follow} failed request{'s follow' if follow > 1 else ' follows'} from earlier ones.")
    return tuple(said)
