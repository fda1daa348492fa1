"""Containers whose owner is gone are removed by whoever starts next; those of the living stay."""

from __future__ import annotations

import subprocess
import sys

import pytest
from waiting import until

from sandbox.box import docker_engine
from sandbox.box.docker_launcher import DockerLauncher
from sandbox.box.program import pack
from sandbox.ports import BoxLimits

CRASH = """
import os
from sandbox.box.docker_launcher import DockerLauncher
from sandbox.box.program import pack
from sandbox.ports import BoxLimits
channel = DockerLauncher({image!r}).launch(pack("porter"), "agent", BoxLimits())
print(channel.id, flush=True)
os.kill(os.getpid(), 9)
"""


@pytest.mark.docker
def test_a_killed_owners_container_is_swept_and_ours_stays(image: str) -> None:
    crashed = subprocess.run(
        [sys.executable, "-c", CRASH.format(image=image)], capture_output=True, text=True, check=False
    )
    assert crashed.returncode == -9
    theirs = crashed.stdout.strip()
    ours = DockerLauncher(image).launch(pack("porter"), "agent", BoxLimits())
    try:
        docker_engine.sweep()
        left = {container.id for container in docker_engine.engine().containers.list(all=True, ignore_removed=True)}
        assert theirs not in left
        assert ours.id in left
    finally:
        ours.close()


@pytest.mark.docker
def test_a_container_of_another_machine_stays_until_it_has_stopped_for_a_while(
    image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    launcher = DockerLauncher(image)
    monkeypatch.setattr(docker_engine, "_machine", lambda: "elsewhere")
    channel = launcher.launch(pack("porter"), "agent", BoxLimits())
    monkeypatch.undo()
    try:
        docker_engine.sweep()
        container = docker_engine.engine().containers.get(channel.id)
        assert container.status == "running"
        container.kill()
        docker_engine.sweep()
        container.reload()
        monkeypatch.setattr(docker_engine, "ABANDONED", -60.0)
        until(docker_engine.sweep)
    finally:
        channel.close()
