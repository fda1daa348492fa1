"""The git repository in a session's folder: made, or opened again, with lines for people where that fails."""

from __future__ import annotations

from pathlib import Path

from sandbox.ports import EnvironmentLacks
from sandbox.store.journal import CannotWrite, JournalError
from sandbox.workspace.git_workspace import GitWorkspace

_NAME = "repo.git"


def make_repository(folder: Path) -> GitWorkspace:
    """A new, empty one. Raises EnvironmentLacks without git, CannotWrite where the disk won't."""
    try:
        from git.exc import GitCommandError

        try:
            return GitWorkspace.create(folder / _NAME)
        except GitCommandError as error:
            raise CannotWrite(f"git can't make a repository in {folder}: {str(error.stderr).strip()}") from error
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
