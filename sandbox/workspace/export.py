"""Turns a session's repository into one for people, whose `git log` reads like a story."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.workspace import commits
from sandbox.workspace.objects import ENVIRONMENT, Objects
from sandbox.workspace.refs import Refs

if TYPE_CHECKING:
    from git.exc import GitCommandError

_FULL = 1 << 16
"""Bytes: with less room than this left, what git could not write found none."""


def export(
    source: Path,
    objects: Objects,
    branches: Mapping[str, str],
    notes: Mapping[str, str],
    destination: Path,
    head: str | None,
) -> None:
    """Copy these branches (name, end) to `destination` with notes as trailers, and check `head` out.

    Raises FileExistsError, or OSError where the disk won't: then nothing is left of it.
    """
    from git import Git, Repo

    with _whole_or_nothing(destination):
        with Repo.init(destination, expand_vars=False, env=ENVIRONMENT, initial_branch="main") as repository:
            own = Path(repository.git_dir)
            _copy(source / "objects", own / "objects")
            rewritten = _Rewritten(objects, Objects(repository), notes)
            theirs = Refs(own)
            for name, tip in branches.items():
                theirs.write(f"refs/heads/{name}", rewritten.commit(tip))
            branch = next((name for name, tip in branches.items() if tip == head), "main")
            if head is not None and head not in branches.values():
                branch = "chosen"
                theirs.write(f"refs/heads/{branch}", rewritten.commit(head))
        # As after a clone of anybody's repository: no hooks, no filters, no settings but git's own.
        git = Git(destination)
        git.update_environment(**ENVIRONMENT)
        git.checkout("--quiet", "--force", branch)


@contextlib.contextmanager
def _whole_or_nothing(destination: Path) -> Iterator[None]:
    """What is written there in between stays if all of it is; an empty folder that was there stays in any case."""
    from git.exc import GitCommandError

    there = destination.exists()
    if there and any(destination.iterdir()):
        raise FileExistsError(f"{destination} is not empty")
    whole = False
    try:
        yield
        whole = True
    except GitCommandError as error:
        raise _refused(destination, error) from error
    finally:
        if not whole:
            shutil.rmtree(destination, ignore_errors=True)
        if there:
            destination.mkdir(exist_ok=True)


def _copy(source: Path, destination: Path) -> None:
    """Every file below, up to the first that can't be written: `shutil.copytree` would go on, and tell of each."""
    for folder, _, names in os.walk(source):
        into = destination / Path(folder).relative_to(source)
        into.mkdir(exist_ok=True)
        for name in names:
            shutil.copy2(Path(folder, name), into / name)


def _refused(destination: Path, error: GitCommandError) -> OSError:
    """Git says that it failed, and not always that the disk is full."""
    if shutil.disk_usage(destination).free < _FULL:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(destination))
    words = str(error.stderr).strip().removeprefix("stderr: ").strip("'")
    return OSError(errno.EIO, f"git could not make it: {words or f'it ended with {error.status}'}", str(destination))


class _Rewritten:
    """Commits with their notes as trailers, each written once."""

    def __init__(self, source: Objects, destination: Objects, notes: Mapping[str, str]) -> None:
        self._source = source
        self._destination = destination
        self._notes = notes
        self._known: dict[str, str] = {}

    def commit(self, tip: str) -> str:
        line = [tip]
        while line[-1] not in self._known and (parents := self._parse(line[-1]).parents):
            line.append(parents[0])
        for sha in reversed(line):
            if sha not in self._known:
                self._known[sha] = self._write(sha)
        return self._known[tip]

    def _write(self, sha: str) -> str:
        old = self._parse(sha)
        new = old._replace(
            parents=tuple(self._known[parent] for parent in old.parents),
            message=commits.with_trailers(old.message, self._notes.get(sha, "")),
        )
        return self._destination.store(b"commit", new.encode())

    def _parse(self, sha: str) -> commits.CommitText:
        return commits.parse(self._source.read(sha)[1])
