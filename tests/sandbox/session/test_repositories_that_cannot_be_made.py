"""Why git can't make a session's repository, in words for a person."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from git.exc import GitCommandError

from sandbox.store import repository
from sandbox.store.journal import CannotWrite
from sandbox.workspace.git_workspace import GitWorkspace


@pytest.mark.parametrize(("free", "words"), [(0, "the disk is full"), (1 << 30, ": fatal: no$")])
def test_a_full_disk_is_said_and_other_reasons_are_gits_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, words: str
) -> None:
    def fail(path: Path) -> GitWorkspace:
        raise GitCommandError("init", 128, b"fatal: no")

    monkeypatch.setattr(GitWorkspace, "create", fail)
    monkeypatch.setattr(repository.shutil, "disk_usage", lambda folder: SimpleNamespace(free=free))
    with pytest.raises(CannotWrite, match=words):
        repository.make_repository(tmp_path)
