"""What tests of several rooms begin with: a workspace with nothing in it, and boxes without walls."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from boxes import bare

from sandbox.box.local_launcher import LocalLauncher
from sandbox.workspace.git_workspace import GitWorkspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[GitWorkspace]:
    made = GitWorkspace.create(tmp_path / "workspace")
    yield made
    made.close()


@pytest.fixture
def bare_launcher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalLauncher:
    """Its boxes take turns with each other, and not with those of every other test on this machine."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return bare()
