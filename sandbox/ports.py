"""What a session needs from the outside, on one page. Adapters say by what means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from threading import Event as Flag
from typing import BinaryIO, Literal, Protocol, runtime_checkable

from sandbox.actions import Action
from sandbox.events import Change, StepObserved, Usage
from sandbox.limits import Limits

BoxKind = Literal["docker", "local"]
Role = Literal["agent", "judge"]


class EnvironmentLacks(RuntimeError):
    """The machine lacks something. `str()` is one line that says what, `remedy` one that says how to get it. Exit 3."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy


class BoxDied(RuntimeError):
    """The box ended under us (killed, out of memory, disk full, lost connection); the message says why, in words."""


class AgentFailed(RuntimeError):
    """The agent cannot go on (no key, unknown model, provider down after retries); one line for a person."""


class Cancelled(Exception):
    """A person paused or stopped while this was under way."""


# --- the agent ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Turn:
    """One past step as the agent sees it; `reply`: the observation, a correction or a person's words.

    `refused`: a person sent the action back, and it never ran.
    """

    thought: str
    action: Action
    reply: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything an agent may know: the prompt, the turns so far on this branch, what the run may still use."""

    prompt: str
    turns: tuple[Turn, ...] = ()
    left: Limits = field(default_factory=lambda: Limits(None, None, None, None))


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the agent wants to do next. `notices` are words for the person (retries, shortened context)."""

    thought: str
    action: Action
    usage: Usage = field(default_factory=Usage)
    notices: tuple[str, ...] = ()


ProposalStream = Callable[[Literal["thought", "action"], str], None]
"""Takes fragments of a thought or an action as they arrive."""


class Agent(Protocol):
    """Proposes the next action."""

    @property
    def name(self) -> str:
        """`scripted`, `human` or `litellm`: what the journal and the screen call it."""

    @property
    def label(self) -> str:
        """For people: `recorded: three mistakes, repaired (scripted)`, `you`, `claude-sonnet-4-5, tools`."""

    def propose(self, transcript: Transcript, stream: ProposalStream, cancel: Flag) -> Proposal:
        """The next step. Raises AgentFailed, or Cancelled soon (100 ms) after `cancel` is set."""

    def close(self) -> None:
        """Let go of worker processes and connections; may be called twice."""


# --- the box -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a tree. `path` raw bytes with `/`; mode as git has it: 0o100644, 0o100755 or 0o120000 (a symlink)."""

    path: bytes
    mode: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What changed in the box since the last snapshot; `left_out` are lines for people about what limits kept away."""

    written: tuple[Entry, ...]
    deleted: tuple[bytes, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Observation:
    """What an action gave back; fields as in StepObserved."""

    output: str
    ok: bool
    exit_status: int | None
    seconds: float
    timed_out: bool = False
    cut: int = 0

    def event(self, step: int) -> StepObserved:
        return StepObserved(step, self.output, self.ok, self.exit_status, self.seconds, self.timed_out, self.cut)


class Box(Protocol):
    """Where an agent's commands run: one isolated place with the tree in it. Every method may raise BoxDied."""

    @property
    def kind(self) -> BoxKind: ...

    def fill(self, entries: Iterable[Entry]) -> None:
        """Make the box's tree exactly this (called once, on a fresh box)."""

    def execute(self, action: Action, stream: Callable[[str], None], cancel: Flag) -> Observation:
        """Carry out one action; a set `cancel` ends its process group and returns what came so far."""

    def snapshot(self) -> Snapshot:
        """What changed since `fill` or the last snapshot."""

    def close(self) -> None:
        """End everything in the box and remove it; may be called twice."""


class Channel(Protocol):
    """The pipe to one program that runs as a box's only entrance."""

    @property
    def stdin(self) -> BinaryIO: ...

    @property
    def stdout(self) -> BinaryIO: ...

    def why_dead(self) -> str:
        """Words for a pipe that broke: exit status, out of memory, the end of standard error."""

    def close(self) -> None:
        """End the box; may be called twice."""


@runtime_checkable
class Networked(Protocol):
    """A channel whose box can be given a network for a while; without this a box never has one."""

    def network(self, on: bool) -> None:
        """Give or take it. Raises BoxDied, so that a box which kept its network is not used on."""


@dataclass(frozen=True, slots=True)
class BoxLimits:
    """Caps on one box. Bytes, seconds, counts."""

    memory: int = 1 << 30
    processes: int = 256
    disk: int = 512 << 20
    command_seconds: float = 120.0
    output: int = 64 << 10


class Launcher(Protocol):
    """Starts fresh boxes of one kind: `python3 -I` on a zipped program, isolated, with nothing but a pipe."""

    @property
    def kind(self) -> BoxKind: ...

    def environment(self) -> str:
        """The digest of the image or toolchain: part of the score cache's key, named in each session."""

    def launch(self, program: bytes, role: Role, limits: BoxLimits) -> Channel:
        """Start `program` (a zip with `__main__.py`) in a fresh box. Raises EnvironmentLacks or BoxDied."""


# --- the workspace -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the session's bare repository."""

    sha: str
    tree: str
    changes: tuple[Change, ...]


class Workspace(Protocol):
    """The files as git sees them: a bare repository that no agent can write to."""

    def start(self, entries: Sequence[Entry], title: str) -> Commit:
        """The first commit of a session."""

    def commit(self, parent: str, snapshot: Snapshot, title: str, step: int) -> Commit:
        """A step's commit on top of `parent` (a sha); empty snapshots make empty commits."""

    def entries(self, tree: str) -> tuple[Entry, ...]:
        """Every file of a tree or commit."""

    def changes(self, old: str, new: str) -> tuple[Change, ...]:
        """What differs between two trees or commits."""

    def read(self, tree: str, path: str) -> bytes | None:
        """One file's contents, None where it isn't there."""


# --- the gate ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """Let it run; `instead` replaces the action."""

    instead: Action | None = None


@dataclass(frozen=True, slots=True)
class SendBack:
    """Do not run it; tell the agent these words."""

    words: str


@dataclass(frozen=True, slots=True)
class Stop:
    """End the run here."""

    words: str = "stopped"


Decision = Run | SendBack | Stop


class Gate(Protocol):
    """Decides whether a proposed action runs, waits, is edited or is sent back; the debugger is a gate."""

    def before(self, step: int, proposal: Proposal) -> Decision:
        """May block until a person has decided."""

    def after(self, step: int, change: Snapshot) -> Literal["keep", "hold"]:
        """`hold` stops the run before this step's commit."""
