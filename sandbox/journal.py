"""The journal of one session: events as lines, on disk before anybody sees them, whole again after any crash.

The first line is a header with the format's version. One `write` puts one line at the end of the file, so a killed
process leaves at most one torn line, which reading names and writing cuts off.
"""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path

import msgspec

from sandbox.events import Event, decode, encode

FILE = "journal.jsonl"
VERSION = 1


class Header(msgspec.Struct, frozen=True):
    """The first line of a journal."""

    spar: str = "journal"
    version: int = VERSION


class JournalError(RuntimeError):
    """The journal can't be read or written; one line for a person."""


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
        raw = (folder / FILE).read_bytes()
    except OSError as error:
        raise JournalError(f"no session lies in {folder.name}: {error.strerror}") from error
    lines = raw.split(b"\n")
    _check_header(lines[0], folder)
    events: list[Event] = []
    size = len(lines[0]) + 1
    for number, line in enumerate(lines[1:-1], start=2):
        try:
            events.append(decode(line))
        except msgspec.MsgspecError:
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

    def __init__(self, folder: Path, *, size: int | None = None) -> None:
        """Open a new journal, or an existing one cut to its trusted `size`.

        Raises JournalError when another process writes to it, or the disk won't.
        """
        try:
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | (os.O_EXCL if size is None else 0)
            self._file = os.open(folder / FILE, flags, 0o600)
        except OSError as error:
            raise JournalError(f"can't write to session {folder.name}: {error.strerror}") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            raise JournalError(f"session {folder.name} is being run by another Spar") from error
        if size is None:
            self._write(msgspec.json.encode(Header()))
        else:
            os.ftruncate(self._file, size)

    def append(self, event: Event) -> None:
        """Put one event at the end. Raises JournalError when the disk is full or gone; then nothing was added."""
        self._write(encode(event))

    def _write(self, line: bytes) -> None:
        start = os.lseek(self._file, 0, os.SEEK_END)
        data = line + b"\n"
        try:
            written = os.write(self._file, data)
        except OSError as error:
            raise JournalError(f"can't write the journal: {error.strerror}") from error
        if written < len(data):
            os.ftruncate(self._file, start)
            raise JournalError("can't write the journal: the disk is full")

    def close(self) -> None:
        """Release the lock; may be called twice."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def locked(folder: Path) -> bool:
    """Does a living process write to this session now?"""
    try:
        file = os.open(folder / FILE, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(file)
    return False
