"""The `spar` program, apps for it to judge, and one whole recorded run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from spar_calls import PROGRAM, Said, Spar, call
from trees import written_reference


@pytest.fixture
def spar(tmp_path: Path) -> Spar:
    """Call it; the words are arguments, keywords are environment variables."""
    return lambda *arguments, **more: call(tmp_path, *arguments, **more)


@pytest.fixture
def program() -> Path:
    return PROGRAM


@pytest.fixture
def app(tmp_path: Path) -> Path:
    return written_reference(tmp_path / "app", "flask/none")


@pytest.fixture
def without_bubblewrap(tmp_path: Path) -> dict[str, str]:
    """An environment in which there is neither bubblewrap nor Docker."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for folder in os.environ["PATH"].split(os.pathsep)[::-1]:
        for tool in ("git", "bash", "sh", "python3", "env"):
            if (Path(folder) / tool).exists():
                (tools / tool).unlink(missing_ok=True)
                (tools / tool).symlink_to(Path(folder) / tool)
    return {"PATH": str(tools), "DOCKER_HOST": "unix:///no/such.sock"}


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said]:
    """A whole recorded run of flask/none in a local box: where its folders are, and what it said."""
    folder = tmp_path_factory.mktemp("recorded")
    arguments = ("run", "flask/none", "--tape", "straight", "--seed", "7", "--box", "local", "--json")
    return folder, call(folder, *arguments)
