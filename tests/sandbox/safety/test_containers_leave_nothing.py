"""What a container says is read from its pipe, and kept by nobody: endless output must not fill the engine's disk."""

from __future__ import annotations

import pytest

from sandbox.box.docker_engine import engine
from sandbox.box.docker_launcher import DockerLauncher
from sandbox.box.program import pack
from sandbox.ports import BoxLimits, Role


@pytest.mark.docker
@pytest.mark.parametrize("role", ["agent", "judge"])
def test_the_engine_keeps_no_log_of_a_box(image: str, role: Role) -> None:
    channel = DockerLauncher(image).launch(pack("porter"), role, BoxLimits())
    try:
        assert engine().containers.get(channel.id).attrs["HostConfig"]["LogConfig"]["Type"] == "none"
    finally:
        channel.close()
