"""What the page of verdicts does off the screen's thread: it reads, traces and keeps, and a message answers each."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual.message import Message

from sandbox.handle import SessionHandle
from sandbox.introduced import Identity, Stage
from sandbox.judge.structure import StructureVerifier
from sandbox.store.journal import CannotWrite
from sandbox.store.marks import Mark
from tui.text import clean
from tui.view.verdicts import Judged, Verdicts, read_verdicts, since_when


class Read(Message):
    """The verdicts and a person's marks are there, or `problem` says why not."""

    def __init__(self, verdicts: Verdicts | None, marks: tuple[Mark, ...] = (), problem: str = "") -> None:
        super().__init__()
        self.verdicts = verdicts
        self.marks = marks
        self.problem = problem


class Traced(Message):
    """The steps that brought the findings are known."""

    def __init__(self, since: dict[Identity, int]) -> None:
        super().__init__()
        self.since = since


class Kept(Message):
    """The marks as they are on disk now; None where they couldn't be changed, and `words` say why."""

    def __init__(self, marks: tuple[Mark, ...] | None, words: str) -> None:
        super().__init__()
        self.marks = marks
        self.words = words


def read(handle: SessionHandle, lineage: list[Stage], key: str, answer: Callable[[Message], object]) -> None:
    """Judge the newest stage of a lineage, then find where each finding came in. Never raises."""
    stage = lineage[0]
    verifier = StructureVerifier(handle.task)
    try:
        marks = handle.marks.all()
        verdicts = read_verdicts(handle, stage.step, stage.tree, key, verifier)
    except Exception as error:  # git, a damaged repository: the page says so and stays alive
        answer(Read(None, problem=f"{type(error).__name__}: {error}"))
        return
    answer(Read(verdicts, marks))
    try:
        since = since_when(handle, verdicts, lineage, verifier)
    except Exception:  # an older tree can't be read: then the step isn't known
        since = {}
    answer(Traced(since))


def keep(change: Callable[[], tuple[Mark, ...]], words: str, answer: Callable[[Message], object]) -> None:
    """Change the marks and say so; what is said to be kept is on disk."""
    try:
        answer(Kept(change(), words))
    except CannotWrite as error:
        answer(Kept(None, clean(str(error), one_line=True)))


def mark_for(one: Judged, verdicts: Verdicts, reason: str) -> Mark:
    """A person's word that this verdict is wrong, from now on."""
    finding = one.finding
    return Mark(
        verdicts.step, verdicts.tree, one.category, one.id, "broken" if finding else "kept", reason, time.time(),
        finding.path if finding else "", finding.line if finding else 0, finding.message if finding else "",
    )  # fmt: skip
