"""A session that breaks its layers twice: an upward import comes with step 3, a skipped layer with step 4."""

from __future__ import annotations

from scripted_handle import MemoryWorkspace, ScriptedHandle

from sandbox.actions import WriteFile
from sandbox.events import (
    Change,
    Event,
    RunEnded,
    ScoreSummary,
    SessionStarted,
    StepCommitted,
    StepObserved,
    StepProposed,
    StepScored,
    StructureVerified,
)
from sandbox.judge.summary import findings
from sandbox.limits import Limits
from tasks.catalogue import find
from tasks.reference.compose import reference
from tasks.scorecard import Evidence, Functional, Scorecard, ScoreDetail, Structural, Tally
from tasks.structural.verify import verify

TASK = "flask/clean"
ARTICLE = "app/models/article.py"
TAGS = "app/routes/tags.py"


def trees() -> dict[str, dict[str, bytes]]:
    """The tree after each step, and the empty start."""
    whole = reference(find(TASK))
    first = {path: data for path, data in whole.items() if path != TAGS}
    upward = whole[ARTICLE].replace(
        b"from dataclasses import", b"from app.services.slugs import (\n    slugify,\n)\nfrom dataclasses import", 1
    )
    assert b"app.services" in upward
    skipped = b"from app.repositories.tags import TagRepository\n" + whole[TAGS]
    third = {**whole, ARTICLE: upward}
    return {"t0": {}, "t1": first, "t2": whole, "t3": third, "t4": {**third, TAGS: skipped}}


def _card(structural: Structural) -> ScoreDetail:
    broken = bool(structural.broken())
    card = Scorecard(
        task=TASK, seed=7, functional=Functional(Tally(290, 290), Tally(120, 120)), structural=structural,
        a_percent=1.0, strict_a_percent=0.0 if broken else 1.0, passed=not broken, failures=(), timings={},
    )  # fmt: skip
    return ScoreDetail(card, Evidence())


def broken_session(*, over: bool = True) -> ScriptedHandle:
    """Four steps, each scored; the last two break the architecture."""
    task, told = find(TASK), trees()
    titles = ("the app", "tags", "slugs in the model", "tags without a service")
    paths = ("run.sh", TAGS, ARTICLE, TAGS)
    at = 1_800_000_000.0
    events: list[Event] = [
        SessionStarted(
            "s2", TASK, "litellm", "claude-sonnet-4-5, tools", "docker", "image:1", 7, Limits(), at, "c0", "t0"
        )
    ]
    details: dict[str, ScoreDetail] = {}
    for number, (title, path) in enumerate(zip(titles, paths, strict=True), 1):
        at += 9
        tree = f"t{number}"
        content = told[tree][path].decode()
        structural = verify(told[tree], task)
        required = ("framework", "architecture")
        counts = findings(structural)
        events += [
            StepProposed(number, number - 1, f"Now {title}.", WriteFile(path, content), at),
            StepObserved(number, "ok", True, 0, 0.1),
            StepCommitted(number, number - 1, f"c{number}", tree, title, (Change(path, "M", 3, 0),), at + 1),
            StructureVerified(number, tree, counts, required, structural.broken()),
        ]
        details[f"k{number}"] = _card(structural)
        score = details[f"k{number}"].card
        summary = ScoreSummary(
            core=Tally(290, 290), extended=Tally(120, 120), groups={"users": Tally(35, 35), "tags": Tally(3, 3)},
            findings=counts, required=required, broken=structural.broken(), a_percent=1.0,
            strict_a_percent=score.strict_a_percent, passed=score.passed, served=True, seconds=1.9,
        )  # fmt: skip
        events.append(StepScored(number, tree, f"k{number}", summary))
    if over:
        events.append(RunEnded("steps", "The limit of 4 steps is reached.", 4, at + 9))
    return ScriptedHandle(events, (), MemoryWorkspace(told), details, task=TASK, live=False)
