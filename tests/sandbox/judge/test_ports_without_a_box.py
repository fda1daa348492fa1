"""Without a box the program's own port has to be free, whichever it is; the task's may be in use."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import msgspec
import pytest

from sandbox import launching
from sandbox.ports import EnvironmentLacks, Launcher
from tasks import catalogue


@pytest.fixture
def taken(monkeypatch) -> Iterator[int]:
    """A port that something listens on, on a machine without bubblewrap."""
    monkeypatch.setattr(launching, "bubblewrap_available", lambda: "it is not there")
    monkeypatch.setattr("sandbox.toolchain.toolchain.ensure", lambda task, progress, recording: None)
    with socket.create_server(("", 0)) as server:
        yield server.getsockname()[1]


def launcher(port: int | None = None, task_port: int = 8080) -> Launcher:
    task = catalogue.find("flask/none")
    framework = msgspec.structs.replace(task.framework, port=task_port)
    task = msgspec.structs.replace(task, framework=framework)
    return launching.make_launcher(task, "local", lambda words, share: None, unsafe=True, port=port)


def test_the_programs_own_port_is_needed(taken):
    with pytest.raises(EnvironmentLacks, match=f"port {taken} is in use"):
        launcher(port=taken)


def test_the_tasks_port_is_needed_where_nobody_says_otherwise(taken):
    with pytest.raises(EnvironmentLacks, match=f"port {taken} is in use"):
        launcher(task_port=taken)


def test_a_port_that_nothing_will_use_may_be_taken(taken):
    with socket.create_server(("", 0)) as other:
        free = other.getsockname()[1]
    assert launcher(port=free, task_port=taken).kind == "local"
