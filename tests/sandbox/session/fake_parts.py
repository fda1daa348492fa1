"""Fakes for a session's parts: a box that is a dictionary, a workspace of counted commits, a scorer that says yes."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Event as Flag

from sandbox.actions import Action, Shell, WriteFile
from sandbox.agents.scripted import ScriptedAgent
from sandbox.events import Change, ScoreSummary, SessionStarted, StepScored
from sandbox.limits import Limits
from sandbox.ports import Agent, BoxDied, Commit, Entry, Observation, Proposal, ProposalStream, Snapshot, Transcript
from sandbox.session.parts import Parts, Report
from sandbox.store.journal import Journal
from sandbox.tapes.tape import Tape, TapeStep
from tasks import catalogue
from tasks.scorecard import Tally

WRITE = WriteFile("a.py", "x = 1\n")
SUMMARY = ScoreSummary(
    core=Tally(1, 290),
    extended=Tally(0, 120),
    groups={"users": Tally(1, 35)},
    findings={},
    required=("framework",),
    broken=(),
    a_percent=1 / 290,
    strict_a_percent=1 / 290,
    passed=False,
    served=True,
)


class DictBox:
    """Files in a dictionary; `sleep N` takes time, `die` kills the box."""

    kind = "local"

    def __init__(self) -> None:
        self.files: dict[bytes, bytes] = {}
        self._written: list[Entry] = []
        self.closed = False

    def fill(self, entries: Iterable[Entry]) -> None:
        self.files = {entry.path: entry.data for entry in entries}

    def execute(self, action: Action, stream: Callable[[str], None], cancel: Flag) -> Observation:
        match action:
            case WriteFile(path=path, content=content):
                self.files[path.encode()] = content.encode()
                self._written.append(Entry(path.encode(), 0o100644, content.encode()))
            case Shell(command="die"):
                raise BoxDied("The box died: killed.")
            case Shell(command=command) if command.startswith("sleep "):
                cancel.wait(float(command.split()[1]))
            case _:
                pass
        stream("did it\n")
        return Observation("did it", True, 0, 0.01)

    def snapshot(self) -> Snapshot:
        written, self._written = tuple(self._written), []
        return Snapshot(written, ())

    def close(self) -> None:
        self.closed = True


class ToldAgent:
    """Proposes a tape's steps as a model would: what it was told before each of them is in `told`."""

    name = "litellm"
    label = "a model"

    def __init__(self, tape: Tape) -> None:
        self.told: list[Transcript] = []
        self._tape = ScriptedAgent(tape)

    def propose(self, transcript: Transcript, stream: ProposalStream, cancel: Flag) -> Proposal:
        self.told.append(transcript)
        return self._tape.propose(transcript, stream, cancel)

    def close(self) -> None: ...


class CountedWorkspace:
    """Commits are numbered dictionaries."""

    def __init__(self) -> None:
        self.trees: dict[str, tuple[Entry, ...]] = {}

    def start(self, entries: Sequence[Entry], title: str) -> Commit:
        return self._keep(tuple(entries), ())

    def commit(self, parent: str, snapshot: Snapshot, title: str, step: int) -> Commit:
        files = {entry.path: entry for entry in self.trees[parent]}
        files.update({entry.path: entry for entry in snapshot.written})
        changes = tuple(Change(entry.path.decode(), "A", 1, 0) for entry in snapshot.written)
        return self._keep(tuple(files.values()), changes)

    def _keep(self, entries: tuple[Entry, ...], changes: tuple[Change, ...]) -> Commit:
        tree = hashlib.sha1(repr(sorted(entries, key=lambda e: e.path)).encode()).hexdigest()
        sha = f"{len(self.trees):040d}"
        self.trees[sha] = self.trees[tree] = entries
        return Commit(sha, tree, changes)

    def entries(self, tree: str) -> tuple[Entry, ...]:
        return self.trees[tree]

    def changes(self, old: str, new: str) -> tuple[Change, ...]:
        return ()

    def read(self, tree: str, path: str) -> bytes | None:
        return next((entry.data for entry in self.trees[tree] if entry.path == path.encode()), None)


class YesScorer:
    """Scores every tree at once, always the same."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.closed = False

    def start(self) -> None:
        return

    def submit(self, step: int, tree: str, *, fresh: bool = False) -> None:
        self._report(StepScored(step, tree, f"key-{tree}", SUMMARY))

    def wait(self) -> None:
        return

    def detail(self, key: str) -> None:
        return None

    def close(self) -> None:
        self.closed = True


def parts(
    folder: Path, agent: Agent, limits: Limits | None = None, box: Callable[[], DictBox] = DictBox
) -> tuple[Parts, SessionStarted]:
    """A new session of flask/none in `folder`, with its first event (journalled)."""
    workspace = CountedWorkspace()
    first = workspace.start((), "start")
    task = catalogue.find("flask/none")
    limits = limits or Limits()
    started = SessionStarted(
        "one",
        task.name,
        agent.name,
        agent.label,
        "local",
        "",
        7,
        limits,
        time.time(),
        first.sha,
        first.tree,
        prompt="do",
    )
    journal = Journal(folder)
    journal.append(started)
    return Parts("one", task, journal, workspace, box, agent, YesScorer, limits), started


def tape(*actions: Action) -> Tape:
    return Tape("test", "a test", tuple(TapeStep(f"step {n}", action) for n, action in enumerate(actions, 1)))
