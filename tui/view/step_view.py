"""One step as the screen needs to know it, and the one score state that it shows."""

from __future__ import annotations

from typing import Literal

import msgspec

from sandbox.actions import Action
from sandbox.events import ScoreSummary, Scoring, StepCommitted, StepObserved, StructureVerified, Usage
from tasks.scorecard import Tally

Status = Literal["thinking", "proposed", "waiting", "running", "ran", "committed", "sent back"]
ScoreState = Literal[
    "not scored", "queued", "scoring", "scored", "no server yet", "could not start", "not judged", "nothing to score"
]


class StepView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything known about one step. `base` is the nearest scored ancestor (0: the start, which scores nothing).

    `change` is the core assertions gained or lost against `base`, None while this step has no score.
    `served_before` tells whether any scored ancestor had a healthy server.
    """

    number: int
    parent: int = 0
    status: Status = "thinking"
    thought: str = ""
    action: Action | None = None
    edited: bool = False
    words: str = ""
    at: float = 0.0
    usage: Usage = Usage()
    observed: StepObserved | None = None
    committed: StepCommitted | None = None
    structure: StructureVerified | None = None
    score: ScoreSummary | None = None
    key: str = ""
    scoring: Scoring | None = None
    not_judged: str = ""
    base: int = 0
    change: int | None = None
    served_before: bool = False
    children: tuple[int, ...] = ()

    @property
    def tree(self) -> str | None:
        """The git tree after this step, None before its commit."""
        return self.committed.tree if self.committed else None

    @property
    def core(self) -> Tally | None:
        return self.score.core if self.score else None

    @property
    def done(self) -> bool:
        """Nothing more happens in this step by itself."""
        return self.status in ("committed", "sent back")


def score_state(step: StepView, *, never: bool = False) -> ScoreState:
    """The one score state that a step shows. `never`: the run has ended without any server, so "not yet" is over.

    Not yet is not failed: a step without a server is neutral until an ancestor had one.
    """
    if step.scoring is not None:
        return "scoring" if step.scoring.total or step.scoring.phase else "queued"
    if step.score is not None:
        if step.score.served:
            return "scored"
        return "could not start" if step.served_before or never else "no server yet"
    if step.not_judged:
        return "not judged"
    if step.status == "sent back":
        return "nothing to score"
    return "not scored"
