"""Real boxes of both kinds for the safety tests; the host sees what came out of them through a workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event

import boxes
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


@pytest.fixture
def image() -> str:
    return boxes.image()


@pytest.fixture(params=boxes.KINDS)
def launcher(request: pytest.FixtureRequest) -> DockerLauncher | LocalLauncher:
    """Each kind of box that is a wall."""
    return boxes.walled(request.param)


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
def kept(box: PortedBox, workspace: GitWorkspace) -> Callable[[], dict[bytes, Entry]]:
    """Takes a snapshot, commits it, and gives back the files that git then holds, by path."""

    def keep() -> dict[bytes, Entry]:
        start = workspace.start([Entry(b"app.py", 0o100644, b"print('hello')\n")], "start")
        commit = workspace.commit(start.sha, box.snapshot(), "step", 1)
        return {entry.path: entry for entry in workspace.entries(commit.sha)}

    return keep
