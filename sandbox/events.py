"""A run is a story told in events; each is journalled before anybody sees it.

Event names are in the past tense: it has happened. Journal lines are these structs as JSON, one a line, `type` first.
What is provisional (a stream's fragments, a score under way) is a `Provisional`, is never written, and may be dropped.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from sandbox.actions import Action
from sandbox.limits import Limits
from tasks.scorecard import Category, Tally


class Usage(msgspec.Struct, frozen=True):
    """What one model call used. `cost` in US dollars, None if unknown; `context` 0 to 1 of the window."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    cost: float | None = 0.0
    context: float | None = None


class Change(msgspec.Struct, frozen=True):
    """One changed path of a step. `status`: A added, M modified, D deleted, T type or mode; lines None if binary."""

    path: str
    status: Literal["A", "M", "D", "T"]
    added: int | None
    removed: int | None


class SessionStarted(msgspec.Struct, frozen=True, tag=True):
    """A run began: everything needed to understand and to continue it."""

    id: str
    task: str
    agent: str
    label: str
    box: Literal["docker", "local"]
    environment: str
    seed: int
    limits: Limits
    at: float
    commit: str
    tree: str
    model: str | None = None
    scaffold: Literal["bash", "tools"] | None = None
    prompt: str = ""
    api_base: str | None = None


class SessionContinued(msgspec.Struct, frozen=True, tag=True):
    """A stopped or interrupted session was taken up again at `step`; `lost` names what the fresh box no longer has."""

    step: int
    at: float
    agent: str
    label: str
    limits: Limits
    lost: str = ""


class StepProposed(msgspec.Struct, frozen=True, tag=True):
    """The agent said what it wants to do next. `parent` is the step it builds on (0: the start)."""

    step: int
    parent: int
    thought: str
    action: Action
    at: float
    usage: Usage = Usage()


class ProposalEdited(msgspec.Struct, frozen=True, tag=True):
    """A person changed the action before it ran."""

    step: int
    action: Action


class SentBack(msgspec.Struct, frozen=True, tag=True):
    """A person refused the action with words for the agent; nothing ran."""

    step: int
    words: str


class StepObserved(msgspec.Struct, frozen=True, tag=True):
    """The action ran. `output` is bounded: `cut` bytes were cut from its middle. `ok`: exit 0, or the tool worked."""

    step: int
    output: str
    ok: bool
    exit_status: int | None
    seconds: float
    timed_out: bool = False
    cut: int = 0


class StepCommitted(msgspec.Struct, frozen=True, tag=True):
    """The step's work is a commit (an empty one where nothing changed). `left_out`: what limits kept from the tree."""

    step: int
    parent: int
    commit: str
    tree: str
    title: str
    changes: tuple[Change, ...]
    at: float
    left_out: tuple[str, ...] = ()


class ScoreSummary(msgspec.Struct, frozen=True):
    """A scorecard's figures, small enough for the journal. `groups` by name, core tier; `failures` are titles.

    `served`: the server became healthy. `broken`: required categories that are violated.
    """

    core: Tally
    extended: Tally
    groups: dict[str, Tally]
    findings: dict[Category, int]
    required: tuple[Category, ...]
    broken: tuple[Category, ...]
    a_percent: float
    strict_a_percent: float
    passed: bool
    served: bool
    failures: tuple[str, ...] = ()
    seconds: float = 0.0
    cached: bool = False


class StructureVerified(msgspec.Struct, frozen=True, tag=True):
    """The structural half of a step's score, which is there at once."""

    step: int
    tree: str
    findings: dict[Category, int]
    required: tuple[Category, ...]
    broken: tuple[Category, ...]


class StepScored(msgspec.Struct, frozen=True, tag=True):
    """A step's whole score; details lie in the score cache under `key`."""

    step: int
    tree: str
    key: str
    summary: ScoreSummary


class StepNotJudged(msgspec.Struct, frozen=True, tag=True):
    """The environment failed, not the program: never a zero. `reason` in words, with what to do."""

    step: int
    tree: str
    reason: str


class Noticed(msgspec.Struct, frozen=True, tag=True):
    """Something a person should know (a retry, a shortened context, a lost box), in words."""

    step: int
    text: str


Outcome = Literal[
    "submitted", "stopped", "interrupted", "steps", "budget", "tokens", "time", "agent_failed", "box_failed"
]


class RunEnded(msgspec.Struct, frozen=True, tag=True):
    """The run is over. `words` say why; the session can be continued unless the agent submitted."""

    outcome: Outcome
    words: str
    steps: int
    at: float


Event = (
    SessionStarted
    | SessionContinued
    | StepProposed
    | ProposalEdited
    | SentBack
    | StepObserved
    | StepCommitted
    | StructureVerified
    | StepScored
    | StepNotJudged
    | Noticed
    | RunEnded
)


class Streamed(msgspec.Struct, frozen=True, tag=True):
    """A fragment of a thought, an action or a command's output, as it arrives."""

    step: int
    part: Literal["thought", "action", "output"]
    text: str


class Scoring(msgspec.Struct, frozen=True, tag=True):
    """A score under way: queued (0 of 0), or `done` of `total`; `phase` in words (`starting server`)."""

    step: int
    done: int
    total: int
    phase: str = ""


class StateChanged(msgspec.Struct, frozen=True, tag=True):
    """What the session's thread is doing now; `waiting` means that a person must decide on `pending`."""

    state: Literal["starting", "thinking", "running", "waiting", "paused", "scoring", "ended", "elsewhere"]
    step: int
    pending: Action | None = None
    thought: str = ""
    detail: str = ""


Provisional = Streamed | Scoring | StateChanged

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def encode(event: Event) -> bytes:
    """One journal line, without its newline."""
    return _encoder.encode(event)


def decode(line: bytes) -> Event:
    """The event of one journal line. Raises msgspec.ValidationError or msgspec.DecodeError."""
    return _decoder.decode(line)
