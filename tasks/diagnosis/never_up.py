"""Nothing was answered at all: the server never started, died at its first request, or was never written."""

from __future__ import annotations

import re

from tasks.diagnosis.asked import Story
from tasks.diagnosis.categories import split
from tasks.diagnosis.causes import cause
from tasks.diagnosis.evidence import Explanation
from tasks.diagnosis.known import recognise
from tasks.diagnosis.log_lines import telling
from tasks.diagnosis.raised import best
from tasks.diagnosis.tail import circles, declared, gave_up, ran_out
from tasks.diagnosis.traces import Trace, traces

NEVER = "The server never answered."
_HEALTHY = re.compile(
    r"health[-_]?check\S* ?\S* ?(?:HTTP/[\d.]+\"? )?(?:- )?200|(?:POST|GET) /api/\S+ (?:HTTP/[\d.]+\"? )?200"
)
_UNWRITTEN = re.compile(r"run\.sh'?: (?:No such file|not found)|no run\.sh")
"""What a shell says where nobody wrote a start script at all."""

_LISTENS = re.compile(r"(?:[Ll]isten\w*|[Rr]unning|started|http://)\D{0,60}?(?::|port )(?P<port>\d{4,5})")


def never_up(story: Story, log: str, tail: str) -> Explanation:
    """The explanation where no request has a status."""
    found = tuple(trace for trace in traces(log) if not trace.handled)
    if line := circles(tail):
        return _said("stuck_in_loop", (NEVER, f"The run ends in circles: {line}"), 0.8)
    if _HEALTHY.search(log) and story.asked:
        return _died(story)
    told = telling(log)
    broke = any(not _UNWRITTEN.search(line) for line in told.splitlines())
    if not broke and not _listening(log) and (words := ran_out(tail) or gave_up(tail) or declared(tail)):
        return _said("premature_termination", (NEVER, f"The run ended early: {words}"), 0.75)
    return _startup(found, log, told)


def _startup(found: tuple[Trace, ...], log: str, told: str) -> Explanation:
    reasons = [NEVER]
    known = best(found[-1]) if found else recognise(told)
    if found:
        reasons.append(f"Its log ends in {found[-1].text}")
    if known:
        reasons.append(known.title)
        if known.category == "other":
            return _said("other", tuple(reasons), 0.6)
    if port := _listening(log):
        reasons.append(f"It listened on port {port}.")
    return _said("server_startup_failure", tuple(reasons), 0.95 if known or found else 0.85)


def _listening(log: str) -> str | None:
    """The port that the log says the server listens on."""
    match = _LISTENS.search(log[:64_000])
    return match["port"] if match else None


def _died(story: Story) -> Explanation:
    """It was healthy, and answered nothing afterwards."""
    why = cause(story.asked[0], story)
    return _said(
        why.category, ("The server became healthy, and then answered nothing.", why.title, why.reason), why.sure * 0.85
    )


def _said(category: str, reasons: tuple[str, ...], sure: float) -> Explanation:
    name, subcategory = split(category)
    return Explanation(category=name, subcategory=subcategory, reasons=reasons, confidence=round(sure, 2))
