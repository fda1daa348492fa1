"""The git repository in a session's folder: made, or opened again, with lines for people where that fails."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.ports import EnvironmentLacks
from sandbox.store.journal import CannotWrite, JournalError
from sandbox.workspace.git_workspace import GitWorkspace

if TYPE_CHECKING:
    from git.exc import GitCommandError

_NAME = "repo.git"
_FULL = 1 << 16
"""Bytes: less than an empty repository takes."""


def make_repository(folder: Path) -> GitWorkspace:
    """A new, empty one. Raises EnvironmentLacks without git, CannotWrite where the disk won't."""
    try:
        from git.exc import GitCommandError

        try:
            return GitWorkspace.create(folder / _NAME)
        except GitCommandError as error:
            raise CannotWrite(f"git can't make a repository in {folder}: {_why(folder, error)}") from error
    except ImportError as error:
        raise EnvironmentLacks("git is not installed", "install git") from error


def open_repository(folder: Path) -> GitWorkspace:
    """That of an earlier session. Raises EnvironmentLacks without git, JournalError where it is gone."""
    try:
        return GitWorkspace.open(folder / _NAME)
    except ImportError as error:
        raise EnvironmentLacks("git is not installed", "install git") from error
    except FileNotFoundError as error:
        raise JournalError(f"session {folder.name} has lost its repository; only `spar sessions` knows it") from error


def _why(folder: Path, error: GitCommandError) -> str:
    """Git says that it failed to write, and not that the disk is full."""
    if shutil.disk_usage(folder).free < _FULL:
        return "the disk is full; free some space, or let SPAR_DATA name another folder"
    return str(error.stderr).strip().removeprefix("stderr: ").strip("'")
