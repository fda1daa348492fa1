"""The failures of a score: each root cause once, with everything that fell because of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tasks.diagnosis.asked import Asked, Cause, Story
from tasks.diagnosis.categories import split
from tasks.diagnosis.endpoints import endpoint
from tasks.diagnosis.explain import NEARLY
from tasks.diagnosis.groups import Groups
from tasks.diagnosis.known import recognise
from tasks.diagnosis.log_lines import lines, telling
from tasks.diagnosis.raised import best
from tasks.diagnosis.traces import Trace, traces
from tasks.scorecard import Assertion, Category, Evidence, Exchange, Failure, Functional, Structural, Where
from tasks.task import Task

_MOST = 24
_IMPORTED = re.compile(r"Cannot find module '(?P<what>[^']+)' imported from (?P<by>\S+)")


def failures(
    task: Task, functional: Functional, structural: Structural, evidence: Evidence, files: Mapping[str, bytes]
) -> tuple[Failure, ...]:
    """The root causes of what failed, the most important first; nothing where nothing failed."""
    fell = tuple(assertion for assertion in functional.assertions if not assertion.passed)
    broken = tuple(_violations(structural))
    if not evidence.served:
        return (_never_up(evidence, fell, files), *broken)
    causes = tuple(_root_causes(task, functional.assertions, fell, evidence, files))
    whole = functional.core.total and functional.core.passed >= NEARLY * functional.core.total
    return ((*broken, *causes) if whole else (*causes, *broken))[:_MOST]


_NAMES: dict[Category, str] = {
    "framework": "Framework", "architecture": "Architecture", "database": "Database", "orm": "ORM"
}  # fmt: skip


def _violations(structural: Structural) -> Iterable[Failure]:
    for name in structural.broken():
        verdict = structural.verdicts()[name]
        first = verdict.findings[0] if verdict.findings else None
        yield Failure(
            "constraint_violation",
            None,
            f"{_NAMES[name]} is required and broken" + (f": {first.message}" if first else "."),
            tuple(
                f"{finding.path}:{finding.line} {finding.rule}: {finding.message}" for finding in verdict.findings[:8]
            ),
            max((finding.confidence for finding in verdict.findings), default=0.9),
            (),
            Where(first.path, first.line) if first else None,
            first.mend if first else "",
        )


_NO_RUN_SH = "there is no run.sh"
"""What the judge says where nobody named another way to start the program."""


_UNHEALTHY = "The server never became healthy."
_LOOK = (
    "Start it by hand (run.sh, unless another command was named), read what it prints, and ask for its health check."
)
_LOOK_INSTALL = "Run the install step by hand, read what it prints, and mend it or what it installs."
_INSTALL = "the install step"
"""How the judge's words begin where it never came to a start."""
_HEALTH = re.compile(r"GET (?P<path>/\S*) answers (?P<status>\d{3}) instead of (?P<wanted>200|less than 500)")
_LAST, _LONGEST = 3, 300
"""Lines of a log in which nothing was recognised that are shown: an installer says there what it lacked."""


def _never_up(evidence: Evidence, fell: tuple[Assertion, ...], files: Mapping[str, bytes]) -> Failure:
    names = tuple(assertion.id for assertion in fell)
    if "run.sh" not in files and (not evidence.startup or evidence.startup.startswith(_NO_RUN_SH)):
        return Failure(
            "server_startup_failure", None, "No run.sh yet: nothing starts the server.",
            ("The judge starts the program with run.sh, and the tree has none so far.",), 0.95, names, None,
            "Write run.sh when there is something to start; until then every assertion counts as failed.",
        )  # fmt: skip
    log = f"{evidence.server_log}\n{evidence.startup}"
    found = tuple(trace for trace in traces(log, files) if not trace.handled)
    trace = found[-1] if found else None
    known = best(trace) if trace else recognise(telling(log))
    last = [line[:_LONGEST] for line in lines(evidence.server_log) if line.strip()][-_LAST:]
    reasons = [line for line in (evidence.startup.strip(), *([trace.text] if trace else last)) if line]
    title, look = _without_a_trace(evidence.startup)
    return Failure(
        "server_startup_failure",
        None,
        known.title if known else title,
        tuple(reasons),
        0.95 if known else 0.85,
        names,
        _where(trace) or _importer(trace, files),
        known.mend if known else look,
    )


def _without_a_trace(startup: str) -> tuple[str, str]:
    """What happened and what to do about it, as far as the judge's own words go."""
    if startup.startswith(_INSTALL):
        return "The install step failed.", _LOOK_INSTALL
    if unhealthy := _HEALTH.search(startup):
        path, status, wanted = unhealthy["path"][:_LONGEST], unhealthy["status"], unhealthy["wanted"]
        mend = f"Answer GET {path} with {wanted} as soon as the server is ready: nothing is asked before that."
        return f"A server runs, but GET {path} answers {status} instead of {wanted}.", mend
    return _UNHEALTHY, _LOOK


def _importer(trace: Trace | None, files: Mapping[str, bytes]) -> Where | None:
    """Node.js names the file that imports what is not there, but not the line."""
    match = _IMPORTED.search(trace.text) if trace else None
    if match is None:
        return None
    path = next((path for path in files if match["by"].endswith(f"/{path}")), None)
    if path is None:
        return None
    name = match["what"].rpartition("/")[2].encode()
    lines = files[path].splitlines()
    found = (number for number, line in enumerate(lines, 1) if name in line and (b"import" in line or b"from" in line))
    return Where(path, next(found, 1))


def _where(trace: Trace | None) -> Where | None:
    frame = trace.innermost if trace else None
    return Where(frame.path, frame.line) if frame else None


def _root_causes(
    task: Task,
    assertions: tuple[Assertion, ...],
    fell: tuple[Assertion, ...],
    evidence: Evidence,
    files: Mapping[str, bytes],
) -> Iterable[Failure]:
    """Failed requests grouped by cause; consequences go with the cause of the assertion that they name."""
    # A label may stand for several exchanges; the last one is where it failed.
    exchanges = {exchange.request: exchange for exchange in evidence.exchanges}
    story = Story(task.framework, tuple(_asked(assertions, exchanges, files)))
    groups = Groups()
    failed = {assertion.id for assertion in fell}
    by_name = {one.name: one for one in story.asked}
    for assertion in fell:
        if assertion.caused_by not in failed:
            groups.add(assertion, by_name.get(assertion.request), story)
    for assertion in fell:
        if assertion.caused_by in failed:
            groups.follow(assertion)
    for why, names in groups.by_weight(len(fell)):
        yield _failure(why, names)


def _asked(
    assertions: tuple[Assertion, ...], exchanges: dict[str, Exchange], files: Mapping[str, bytes]
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
            yield Asked(
                name,
                kind,
                seen.status,
                failed,
                total,
                traces(log, files),
                telling(log),
                seen.path,
                answer=seen.response,
            )


def _failure(why: Cause, fallen: tuple[str, ...]) -> Failure:
    category, subcategory = split(why.category)
    return Failure(
        category, subcategory, why.title, (why.reason,), round(why.sure, 2), fallen, _where(why.trace), why.mend
    )
