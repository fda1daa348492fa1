"""A workspace with nothing in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.workspace.git_workspace import GitWorkspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[GitWorkspace]:
    made = GitWorkspace.create(tmp_path / "workspace")
    yield made
    made.close()
