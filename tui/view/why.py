"""Why a score is what it is: one card a root cause, joined from the scorecard and its evidence."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from tasks.scorecard import Assertion, Exchange, Failure, Finding, ScoreDetail, Where

ReadLine = Callable[[Where], str]
"""The source text of one line, empty where it can't be read."""

ReadStep = Callable[[Where], int | None]
"""The step that wrote a line; 0: it was there at the start; None: not known."""

_FOREIGN = re.compile(
    r"site-packages|dist-packages|node_modules|node:internal|/lib/python3|<frozen |<string>|/usr/lib/"
)
_PYTHON_FRAME = re.compile(r'^\s*File "([^"]+)", line (\d+), in (.+)$')
_NODE_FRAME = re.compile(r"^\s+at .*[(\s]((?:file://)?/[^():]+:\d+:\d+)\)?$")
_ERROR = re.compile(r"^[\w.]*(?:Error|Exception|Missing\w*|Greenlet|Warning|Refused|Exit|Interrupt)\b.*$")
_FRAMES_KEPT = 6


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One root cause, or one broken rule. `frames` are the traceback's lines in the app's own files, innermost last."""

    title: str
    label: str
    reasons: tuple[str, ...] = ()
    confidence: float | None = None
    where: Where | None = None
    source: str = ""
    exchange: Exchange | None = None
    frames: tuple[str, ...] = ()
    fallen: tuple[Assertion, ...] = ()
    mend: str = ""
    finding: Finding | None = None

    @property
    def rule(self) -> bool:
        """It is about a structural rule."""
        return self.finding is not None


class Why(msgspec.Struct, frozen=True):
    """Every card of one score, causes first. `log` is the server's whole log, `startup` its end if it never served."""

    cards: tuple[Card, ...]
    log: str
    startup: str = ""


def why(detail: ScoreDetail, read_line: ReadLine, read_step: ReadStep = lambda _: None) -> Why:
    """The cards of a score. Reads source lines and their history, so call it on a worker thread."""
    exchanges = {exchange.request: exchange for exchange in detail.evidence.exchanges}
    assertions = {assertion.id: assertion for assertion in detail.card.functional.assertions}
    cards = [_cause(failure, exchanges, assertions, detail, read_line, read_step) for failure in detail.card.failures]
    for category, verdict in detail.card.structural.verdicts().items():
        for finding in verdict.findings:
            where = Where(finding.path, finding.line)
            cards.append(
                Card(
                    title=finding.message, label=f"{category}: {finding.rule}", where=where, source=read_line(where),
                    mend=finding.mend, finding=finding,
                    confidence=finding.confidence if finding.confidence < 1 else None,
                )
            )  # fmt: skip
    return Why(tuple(cards), detail.evidence.server_log, detail.evidence.startup)


def own_frames(log: str) -> tuple[str, ...]:
    """The last traceback of a log, cut to the app's own frames: `path:line in name`, then the error's own line."""
    frames: list[str] = []
    error = ""
    for line in log.splitlines():
        if line.startswith("Traceback "):
            frames, error = [], ""
        elif found := _PYTHON_FRAME.match(line):
            if not _FOREIGN.search(found[1]):
                frames.append(f"{_short(found[1])}:{found[2]} in {found[3]}")
        elif found := _NODE_FRAME.match(line):
            if not _FOREIGN.search(found[1]):
                frames.append(_short(found[1]))
        elif _ERROR.match(line):
            error = line.strip()
    return (*frames[-_FRAMES_KEPT:], error) if error else tuple(frames[-_FRAMES_KEPT:])


def _short(path: str) -> str:
    return path.removeprefix("file://").removeprefix("/workspace/")


def _cause(
    failure: Failure,
    exchanges: dict[str, Exchange],
    assertions: dict[str, Assertion],
    detail: ScoreDetail,
    read_line: ReadLine,
    read_step: ReadStep,
) -> Card:
    fallen = tuple(assertions[name] for name in failure.assertions if name in assertions)
    exchange = next((exchanges[one.request] for one in fallen if one.request in exchanges), None)
    log = exchange.log if exchange else ""
    if not detail.evidence.served:
        log = detail.evidence.startup
    where = failure.where
    if where is not None and where.step is None:
        where = msgspec.structs.replace(where, step=read_step(where))
    return Card(
        title=failure.title,
        label=failure.subcategory or failure.category,
        reasons=failure.reasons,
        confidence=failure.confidence,
        where=where,
        source=read_line(where) if where else "",
        exchange=exchange,
        frames=own_frames(log),
        fallen=fallen,
        mend=failure.mend,
    )
