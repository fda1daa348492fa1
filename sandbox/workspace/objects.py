"""Git objects in a bare repository, written and read without a work tree, an index, or a git process."""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from git import Repo

ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_TEMPLATE_DIR": "",
}
"""For every git process: nobody's settings but the repository's own, and no template's hooks."""


def create(path: Path) -> Repo:
    """A new bare repository with a branch `main` to come. Raises FileExistsError where something is already."""
    from git import Repo

    if path.exists() and any(path.iterdir()):
        raise FileExistsError(f"{path} is not empty")
    Repo.init(path, bare=True, expand_vars=False, env=ENVIRONMENT, initial_branch="main").close()
    return open_repository(path)


def open_repository(path: Path) -> Repo:
    """An existing repository. Raises FileNotFoundError where there is none."""
    from git import Repo
    from git.exc import InvalidGitRepositoryError, NoSuchPathError
    from gitdb import GitDB

    try:
        return Repo(path, odbt=GitDB, expand_vars=False)
    except (InvalidGitRepositoryError, NoSuchPathError) as error:
        raise FileNotFoundError(f"{path} is no repository") from error


class Objects:
    """The object database of one repository; every method may be called from any thread. Shas are 40 hex digits."""

    def __init__(self, repository: Repo) -> None:
        self._database = repository.odb
        self._lock = threading.Lock()

    def store(self, kind: bytes, data: bytes) -> str:
        """Write an object (`blob`, `tree` or `commit`) if it is not there yet; returns its sha."""
        from gitdb import IStream
        from gitdb.util import bin_to_hex

        with self._lock:
            stream = self._database.store(IStream(kind, len(data), io.BytesIO(data)))
            return str(bin_to_hex(stream.binsha).decode())

    def read(self, sha: str) -> tuple[bytes, bytes]:
        """Kind and contents. Raises KeyError for what is not there."""
        from gitdb.exc import BadObject
        from gitdb.util import hex_to_bin

        with self._lock:
            try:
                stream = self._database.stream(hex_to_bin(sha.encode("ascii")))
                return bytes(stream.type), bytes(stream.read())
            except (BadObject, ValueError) as error:
                raise KeyError(sha) from error
