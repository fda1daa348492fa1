"""The journal of one session: events as lines, on disk before anybody sees them, whole again after any crash.

The first line is a header with the format's version. One `write` puts one line at the end of the file, so a killed
process leaves at most one torn line, which reading names and writing cuts off. What is cut off is kept beside it.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec

from sandbox.events import Event, decode, encode
from sandbox.plain_file import descriptor_of, open_plain

FILE = "journal.jsonl"
CUT = "journal.cut"
"""Where bytes go that a journal ends before: nobody reads them, but they may be all that is left of something."""
VERSION = 1
_PATIENCE_S = 0.5
"""Who only looks whether a journal is in use holds its lock for an instant: that must not keep a writer out."""


class Header(msgspec.Struct, frozen=True):
    """The first line of a journal."""

    spar: str = "journal"
    version: int = VERSION


class JournalError(RuntimeError):
    """The journal can't be read or written; one line for a person."""


class CannotWrite(JournalError):
    """The disk is full, read-only or gone: nothing is wrong with what was asked."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The events of a journal up to its last whole line; `torn` says in words what was cut off, or is empty."""

    events: tuple[Event, ...]
    torn: str
    size: int


def read(folder: Path) -> Reading:
    """Everything that a journal says, as far as it can be trusted.

    Raises JournalError when there is no journal, or one of another version.
    """
    try:
        with open_plain(folder / FILE) as file:
            raw = file.read()
    except OSError as error:
        raise JournalError(f"no session lies in {folder}: {error.strerror}") from error
    lines = raw.split(b"\n")
    if len(lines) == 1:
        raise JournalError(f"{folder.name} is not a session: its journal has no header")
    _check_header(lines[0], folder)
    events: list[Event] = []
    size = len(lines[0]) + 1
    for number, line in enumerate(lines[1:-1], start=2):
        try:
            events.append(decode(line))
        except (msgspec.MsgspecError, RecursionError):
            return Reading(tuple(events), f"line {number} can't be read; the session ends before it", size)
        size += len(line) + 1
    torn = f"the last line was half written ({len(lines[-1])} bytes cut off)" if lines[-1] else ""
    return Reading(tuple(events), torn, size)


def _check_header(line: bytes, folder: Path) -> None:
    try:
        header = msgspec.json.decode(line, type=Header)
    except msgspec.MsgspecError as error:
        raise JournalError(f"{folder.name} is not a session: its journal has no header") from error
    if header.version > VERSION:
        raise JournalError(f"{folder.name} was written by a newer Spar (journal version {header.version})")


class Journal:
    """The one writer of a session's journal. Holds the session's lock until closed."""

    def __init__(self, folder: Path) -> None:
        """A new journal. Raises JournalError where there is one, or the disk won't."""
        self._folder = folder
        self._file = _opened(folder, os.O_CREAT | os.O_EXCL)
        try:
            self._write(msgspec.json.encode(Header()))
        except JournalError:
            self.close()
            raise

    @classmethod
    def continued(cls, folder: Path) -> tuple[Journal, Reading]:
        """An existing journal cut to what can be trusted, and what it says.

        Read under its lock, so that nobody can have written more meanwhile. Raises JournalError when another process
        writes to it, as `read` does, or the disk won't.
        """
        journal = cls.__new__(cls)
        journal._folder = folder
        journal._file = _opened(folder, 0)
        try:
            reading = read(folder)
            journal._cut(reading.size)
        except JournalError:
            journal.close()
            raise
        return journal, reading

    @property
    def folder(self) -> Path:
        """The session's folder."""
        return self._folder

    def _cut(self, size: int) -> None:
        """End the file here; what stood after it is kept aside, where there is room for it."""
        try:
            with open_plain(self._folder / FILE) as file:
                file.seek(size)
                tail = file.read()
            if tail:
                with contextlib.suppress(OSError), (self._folder / CUT).open("ab") as aside:
                    aside.write(b"# cut off at %.0f\n%s\n" % (time.time(), tail))
                os.ftruncate(self._file, size)
        except OSError as error:
            raise CannotWrite(f"can't write to session {self._folder.name}: {error.strerror}") from error

    def append(self, event: Event) -> None:
        """Put one event at the end. Raises JournalError when the disk is full or gone; then nothing was added."""
        self._write(encode(event))

    def _write(self, line: bytes) -> None:
        data = line + b"\n"
        try:
            start = os.lseek(self._file, 0, os.SEEK_END)
            written = os.write(self._file, data)
            if written < len(data):
                os.ftruncate(self._file, start)
                raise CannotWrite("can't write the journal: the disk is full")
        except OSError as error:
            raise CannotWrite(f"can't write the journal: {(error.strerror or str(error)).lower()}") from error

    def close(self) -> None:
        """Release the lock; may be called twice."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _opened(folder: Path, flags: int) -> int:
    """The journal's file, locked. Raises JournalError."""
    try:
        file = descriptor_of(folder / FILE, os.O_WRONLY | os.O_APPEND | flags)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.EINVAL):
            raise JournalError(f"no session lies in {folder}: {error.strerror}") from error
        raise CannotWrite(f"can't write to session {folder.name}: {error.strerror}") from error
    patient_until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return file
        except OSError as error:
            if time.monotonic() > patient_until:
                os.close(file)
                raise JournalError(
                    f"session {folder.name} is being run by another Spar; stop it there, or look at it with `spar open`"
                ) from error
            time.sleep(0.02)


def locked(folder: Path) -> bool:
    """Does a living process write to this session now?"""
    try:
        file = descriptor_of(folder / FILE, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(file)
    return False
