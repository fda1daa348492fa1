"""A whole session in one file, to hand on or to ship: the journal, the repository's objects, and the scores in full.

What comes in is not trusted: names, sizes and the journal are checked before anything is written, and nothing is run.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from sandbox.events import SessionStarted, StepScored
from sandbox.judge.cache import ScoreCache
from sandbox.store import journal, marks, session_program, session_task
from sandbox.store.session_store import FOREIGN, SessionStore

SCORES = "scores"
_FILES = 50_000
_BYTES = 256 << 20
_TOP = ("journal.jsonl", "repo.git", SCORES, session_task.FILE, session_program.FILE, marks.FILE)


_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 1
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError, ValueError)
"""What zipfile raises for a file with a flipped byte anywhere, the methods aside that only others' files use."""


class BadSessionFile(journal.JournalError):
    """The file holds no session that can be taken in; one line that says why."""


def write(folder: Path, file: Path) -> None:
    """Put the session in `folder` into one zip file, its scores from the cache along.

    Raises JournalError, OSError: then what stood there before still does.
    """
    events = journal.read(folder).events
    if not events or not isinstance(events[0], SessionStarted):
        raise journal.JournalError(f"session {folder.name} ended before its first step; there is nothing to export")
    with tempfile.TemporaryDirectory(prefix="spar-export-") as temporary:
        scores = ScoreCache(Path(temporary) / SCORES)
        known = ScoreCache()
        own = ScoreCache(folder / SCORES)
        for key in {event.key for event in events if isinstance(event, StepScored)}:
            detail = known.get(key, events[0].seed) or own.get(key, events[0].seed)
            if detail is not None:
                scores.put(key, detail)
        half = file.with_name(f".spar-{secrets.token_hex(4)}")
        try:
            _pack(half, folder, Path(temporary))
            os.replace(half, file)
        finally:
            half.unlink(missing_ok=True)


def _pack(file: Path, folder: Path, scores: Path) -> None:
    """The session's own files, with the scores of that other folder in place of its own."""
    with zipfile.ZipFile(file, "x", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for root in (folder, scores):
            for path in sorted(root.rglob("*")):
                name = path.relative_to(root)
                if path.is_file() and name.parts[0] in _TOP and not (root == folder and name.parts[0] == SCORES):
                    # A fixed date: the same session makes the same file.
                    info = zipfile.ZipInfo(str(PurePosixPath(name)), (2026, 1, 1, 0, 0, 0))
                    info.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(info, path.read_bytes())


def take_in(file: Path, store: SessionStore) -> Path:
    """The folder of the session in `file`, unpacked into the store unless it is there already.

    Raises BadSessionFile where the file is none, too large, or names paths that no session has.
    """
    if file.exists() and not file.is_file():  # opening a pipe would wait for somebody who writes
        raise BadSessionFile(f"{file} is no file")
    try:
        with zipfile.ZipFile(file) as archive:
            members = [info for info in archive.infolist() if not info.filename.endswith("/")]
            _check(members, file)
            store.root.mkdir(parents=True, exist_ok=True)
            temporary = Path(tempfile.mkdtemp(dir=store.root, prefix=".taking-in-"))
            try:
                return _unpack(archive, members, temporary, store)
            except journal.JournalError as error:
                raise BadSessionFile(str(error).replace(temporary.name, file.name)) from error
            finally:
                shutil.rmtree(temporary, ignore_errors=True)
    except _BROKEN as error:
        raise BadSessionFile(f"{file} holds no session: {error}") from error
    except OSError as error:
        words = f"{file} can't be taken in: {error.strerror or error}"
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
        raise (journal.CannotWrite(words) if full else BadSessionFile(words)) from error


def _check(members: list[zipfile.ZipInfo], file: Path) -> None:
    if len(members) > _FILES or sum(info.file_size for info in members) > _BYTES:
        raise BadSessionFile(f"{file} is too large for a session")
    if journal.FILE not in {info.filename for info in members}:
        raise BadSessionFile(f"{file} holds no session: there is no {journal.FILE} in it")
    for info in members:
        if info.compress_type not in _METHODS or info.flag_bits & _ENCRYPTED:
            raise BadSessionFile(
                f"{file} holds no session: {info.filename[:80]!r} is encrypted, or packed in a rare way"
            )
        path = PurePosixPath(info.filename)
        link = stat.S_ISLNK(info.external_attr >> 16)
        if (
            link
            or path.is_absolute()
            or ".." in path.parts
            or not path.parts
            or path.parts[0] not in _TOP
            or path.parts == ("repo.git",)
        ):
            raise BadSessionFile(f"{file} holds no session: it names {info.filename[:80]!r}")


def _unpack(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], temporary: Path, store: SessionStore) -> Path:
    for info in members:
        path = PurePosixPath(info.filename)
        if path.parts[0] == "repo.git" and path.parts[1] not in ("objects", "refs", "HEAD", "packed-refs"):
            continue  # settings and hooks are never taken from elsewhere
        if path.parts[:3] == ("repo.git", "objects", "info"):
            continue  # nor is what sends git to objects of other repositories on this machine
        target = temporary.joinpath(*path.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(archive.read(info))
    (temporary / FOREIGN).touch()
    started = journal.read(temporary).events[:1]
    if not started or not isinstance(started[0], SessionStarted):
        raise BadSessionFile("the file's session ended before its first step")
    name = "".join(c if c.isalnum() or c in "-_." else "_" for c in started[0].id)[:100] or "session"
    target = store.root / name.lstrip(".")
    if not target.exists():
        _give_settings(temporary / "repo.git")
        os.replace(temporary, target)
    return target


def _give_settings(repository: Path) -> None:
    """A bare repository's own settings, and nothing else."""
    repository.mkdir(exist_ok=True)
    (repository / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = true\n", encoding="ascii")
    for folder in ("objects", "refs"):
        (repository / folder).mkdir(exist_ok=True)
    if not (repository / "HEAD").exists():
        (repository / "HEAD").write_text("ref: refs/heads/main\n", encoding="ascii")
