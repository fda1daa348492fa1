"""Real boxes of both kinds for the safety tests; the host sees what came out of them through a workspace."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest

from sandbox.actions import Shell
from sandbox.box.docker_launcher import DockerLauncher
from sandbox.box.local_launcher import LocalLauncher
from sandbox.box.open_box import open_box
from sandbox.box.ported_box import PortedBox
from sandbox.ports import BoxLimits, Entry, Observation
from sandbox.workspace.git_workspace import GitWorkspace
from tasks.catalogue import find

LIMITS = BoxLimits(memory=256 << 20, processes=64, disk=64 << 20, command_seconds=60.0, output=16 << 10)


@dataclass(frozen=True)
class OwnPython:
    """The toolchain of a test: the interpreter that runs it."""

    path: tuple[str, ...] = (str(Path(sys.prefix) / "bin"),)
    readonly: tuple[Path, ...] = (Path(sys.prefix), Path(sys.base_prefix))
    node_modules: Path | None = None
    postgres: Path | None = None
    postgres_data: Path | None = None
    digest: str = "test"


@pytest.fixture
def image() -> str:
    """The image of Docker boxes: what SPAR_TEST_IMAGE names, or Spar's own."""
    if named := os.environ.get("SPAR_TEST_IMAGE"):
        return named
    from sandbox.image.image import tag

    return tag()


@pytest.fixture(
    params=[
        pytest.param("docker", marks=pytest.mark.docker),
        pytest.param("local", marks=pytest.mark.bubblewrap),
    ]
)
def launcher(request: pytest.FixtureRequest, image: str) -> DockerLauncher | LocalLauncher:
    """Each kind of box that is a wall."""
    return DockerLauncher(image) if request.param == "docker" else LocalLauncher(OwnPython())


@pytest.fixture
def box(launcher: DockerLauncher | LocalLauncher) -> Iterator[PortedBox]:
    """A box with one file in its tree."""
    opened = open_box(launcher, find("flask/none"), LIMITS)
    opened.fill([Entry(b"app.py", 0o100644, b"print('hello')\n")])
    yield opened
    opened.close()


@pytest.fixture
def run(box: PortedBox) -> Callable[..., Observation]:
    """Runs one shell command in the box."""

    def run_command(command: str, timeout: float | None = None) -> Observation:
        return box.execute(Shell(command, timeout), lambda text: None, Event())

    return run_command


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[GitWorkspace]:
    made = GitWorkspace.create(tmp_path / "workspace")
    yield made
    made.close()


@pytest.fixture
def kept(box: PortedBox, workspace: GitWorkspace) -> Callable[[], dict[bytes, Entry]]:
    """Takes a snapshot, commits it, and gives back the files that git then holds, by path."""

    def keep() -> dict[bytes, Entry]:
        start = workspace.start([Entry(b"app.py", 0o100644, b"print('hello')\n")], "start")
        commit = workspace.commit(start.sha, box.snapshot(), "step", 1)
        return {entry.path: entry for entry in workspace.entries(commit.sha)}

    return keep
