"""The failures of a score: each root cause once, with everything that fell because of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tasks.diagnosis.asked import Asked, Cause, Story
from tasks.diagnosis.categories import split
from tasks.diagnosis.causes import cause
from tasks.diagnosis.endpoints import endpoint
from tasks.diagnosis.explain import NEARLY
from tasks.diagnosis.extended import cause_of_rule
from tasks.diagnosis.known import recognise
from tasks.diagnosis.traces import Trace, traces
from tasks.scorecard import Assertion, Evidence, Exchange, Failure, Functional, Structural, Where
from tasks.task import Task

_MOST = 24


def failures(
    task: Task, functional: Functional, structural: Structural, evidence: Evidence, paths: Collection[str]
) -> tuple[Failure, ...]:
    """The root causes of what failed, the most important first; nothing where nothing failed."""
    fell = tuple(assertion for assertion in functional.assertions if not assertion.passed)
    broken = tuple(_violations(structural))
    if not evidence.served:
        return (_never_up(evidence, fell, paths), *broken)
    causes = tuple(_root_causes(task, functional.assertions, fell, evidence, paths))
    whole = functional.core.total and functional.core.passed >= NEARLY * functional.core.total
    return ((*broken, *causes) if whole else (*causes, *broken))[:_MOST]


def _violations(structural: Structural) -> Iterable[Failure]:
    for name in structural.broken():
        verdict = structural.verdicts()[name]
        first = verdict.findings[0] if verdict.findings else None
        yield Failure(
            "constraint_violation",
            None,
            f"{name.capitalize()} is required and broken" + (f": {first.message}" if first else "."),
            tuple(
                f"{finding.path}:{finding.line} {finding.rule}: {finding.message}" for finding in verdict.findings[:8]
            ),
            max((finding.confidence for finding in verdict.findings), default=0.9),
            (),
            Where(first.path, first.line) if first else None,
            first.mend if first else "",
        )


def _never_up(evidence: Evidence, fell: tuple[Assertion, ...], paths: Collection[str]) -> Failure:
    log = f"{evidence.server_log}\n{evidence.startup}"
    found = traces(log, paths)
    trace = found[-1] if found else None
    known = recognise(trace.text) if trace else recognise(log)
    reasons = [line for line in (evidence.startup.strip(), trace.text if trace else "") if line]
    return Failure(
        "server_startup_failure",
        None,
        known.title if known else "The server never became healthy.",
        tuple(reasons),
        0.95 if known else 0.85,
        tuple(assertion.id for assertion in fell),
        _where(trace),
        known.mend if known else "Run `bash run.sh` and read what it prints; it must answer GET /api/health-check.",
    )


def _where(trace: Trace | None) -> Where | None:
    frame = trace.innermost if trace else None
    return Where(frame.path, frame.line) if frame else None


def _root_causes(
    task: Task,
    assertions: tuple[Assertion, ...],
    fell: tuple[Assertion, ...],
    evidence: Evidence,
    paths: Collection[str],
) -> Iterable[Failure]:
    """Failed requests grouped by cause; consequences go with the cause of the assertion that they name."""
    exchanges = {exchange.request: exchange for exchange in evidence.exchanges}
    story = Story(task.framework.name, tuple(_asked(assertions, exchanges, paths)))
    by_name = {one.name: one for one in story.asked}
    failed = {assertion.id for assertion in fell}
    causes: dict[str, Cause] = {}
    fallen: dict[str, list[str]] = {}
    key_of: dict[str, str] = {}
    for assertion in fell:
        if assertion.caused_by in failed:
            continue
        why = _cause(assertion, by_name.get(assertion.request), story)
        causes.setdefault(why.key, why)
        fallen.setdefault(why.key, []).append(assertion.id)
        key_of[assertion.id] = why.key
    for assertion in fell:
        if assertion.caused_by in failed and (key := key_of.get(str(assertion.caused_by))):
            fallen[key].append(assertion.id)
    for key in sorted(causes, key=lambda key: -len(fallen[key])):
        yield _failure(causes[key], tuple(fallen[key]))


def _cause(assertion: Assertion, asked: Asked | None, story: Story) -> Cause:
    """By the request as a whole where it failed badly, else by the rule that the assertion checks."""
    if assertion.tier == "extended" and (asked is None or asked.status is None or asked.status < 500):
        return cause_of_rule(assertion)
    return cause(asked, story) if asked else cause_of_rule(assertion)


def _asked(
    assertions: tuple[Assertion, ...], exchanges: dict[str, Exchange], paths: Collection[str]
) -> Iterable[Asked]:
    counts: dict[str, list[int]] = {}
    for assertion in assertions:
        count = counts.setdefault(assertion.request, [0, 0])
        count[0] += not assertion.passed
        count[1] += 1
    for name, (failed, total) in counts.items():
        seen = exchanges.get(name)
        if seen is None:
            yield Asked(name, endpoint("", None, name), None, failed, total)
        else:
            log = seen.log if failed else ""
            kind = endpoint(seen.method, seen.path, name)
            yield Asked(name, kind, seen.status, failed, total, traces(log, paths), log)


def _failure(why: Cause, fallen: tuple[str, ...]) -> Failure:
    category, subcategory = split(why.category)
    return Failure(
        category, subcategory, why.title, (why.reason,), round(why.sure, 2), fallen, _where(why.trace), why.mend
    )
