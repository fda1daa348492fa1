"""Verdicts that a person calls wrong, kept beside the journal; they change no score.

They have a file of their own, for the journal belongs to the thread that runs the session, and a session that only lies
on disk can be marked too. The file is replaced whole, so a killed process leaves the old one or the new one.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from sandbox.plain_file import open_plain
from sandbox.store.journal import CannotWrite
from tasks.scorecard import Category

FILE = "marks.json"
_LOCK = "marks.lock"
MOST = 500
REASON = 300
"""Characters of a reason: one line."""

_LARGEST = 16 << 20


class Mark(msgspec.Struct, frozen=True):
    """One verdict that a person calls wrong: a finding (`broken`), or a rule that passes but shouldn't (`kept`).

    `step` and `tree` are where it was marked; `path`, `line` and `message` are the finding's, empty for a kept rule.
    """

    step: int
    tree: str
    category: Category
    rule: str
    verdict: Literal["broken", "kept"]
    reason: str
    at: float
    path: str = ""
    line: int = 0
    message: str = ""

    @property
    def subject(self) -> tuple[str, ...]:
        """What is marked. A finding stays the same in later steps while lines move; a kept rule is of one tree."""
        if self.verdict == "broken":
            return self.rule, self.path, self.message
        return self.rule, self.tree


class _Kept(msgspec.Struct, frozen=True):
    """The file. `version` is that of its format."""

    marks: tuple[Mark, ...] = ()
    version: int = 1


class Marks:
    """The marks of the session in `folder`. Nothing that was read is trusted; what can't be read counts as absent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> tuple[Mark, ...]:
        """Every mark, in the order in which they were made."""
        try:
            with open_plain(self._folder / FILE) as file:
                kept = msgspec.json.decode(file.read(_LARGEST), type=_Kept)
        except (OSError, msgspec.MsgspecError, RecursionError):
            return ()
        return tuple(_bounded(mark) for mark in kept.marks[:MOST])

    def put(self, mark: Mark) -> tuple[Mark, ...]:
        """Keep a mark, in place of one on the same subject; all that there are then. Raises CannotWrite."""
        with self._alone():
            others = tuple(one for one in self.all() if one.subject != mark.subject)
            if len(others) >= MOST:
                raise CannotWrite(f"a session keeps at most {MOST} marks")
            return self._write((*others, _bounded(mark)))

    def take_away(self, subject: tuple[str, ...]) -> tuple[Mark, ...]:
        """Forget the mark on this subject; all that there are then. Raises CannotWrite."""
        with self._alone():
            return self._write(tuple(one for one in self.all() if one.subject != subject))

    def _write(self, marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
        try:
            handle, name = tempfile.mkstemp(dir=self._folder, prefix=".marks-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(msgspec.json.encode(_Kept(marks)))
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(name, self._folder / FILE)
            except OSError:
                os.unlink(name)
                raise
        except OSError as error:
            raise _cannot(self._folder, error) from error
        return marks

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Two screens on one session must not lose each other's marks. Raises CannotWrite."""
        try:
            lock = os.open(self._folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise _cannot(self._folder, error) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def one_line(text: str, most: int = REASON) -> str:
    """Foreign or typed words as one bounded line without anything that acts on a terminal."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text[: 4 * most])
    return " ".join(plain.split())[:most]


def _bounded(mark: Mark) -> Mark:
    return msgspec.structs.replace(
        mark,
        reason=one_line(mark.reason),
        rule=one_line(mark.rule, 80),
        path=mark.path[:1000],
        message=mark.message[:2000],
    )


def _cannot(folder: Path, error: OSError) -> CannotWrite:
    return CannotWrite(f"can't keep the mark in session {folder.name}: {error.strerror}")
