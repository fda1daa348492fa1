"""Boxes for tests: both kinds that are walls, each with the marker of what it needs, and one without any wall."""

from __future__ import annotations

import dataclasses
import os
import sys
from pathlib import Path

import pytest

from sandbox.box.docker_launcher import DockerLauncher
from sandbox.box.local_launcher import LocalLauncher
from sandbox.image.image import tag
from sandbox.ports import BoxKind
from sandbox.toolchain import toolchain
from sandbox.toolchain.toolchain import Toolchain
from tasks.task import Task

KINDS = [pytest.param("docker", marks=pytest.mark.docker), pytest.param("local", marks=pytest.mark.bubblewrap)]
"""Values of a parameter: each kind of box that is a wall."""

_PREFIX = Path(sys.prefix)
OWN_PYTHON = Toolchain((str(_PREFIX / "bin"),), (_PREFIX, Path(sys.base_prefix)), None, None, None, "test")
"""The interpreter that runs the test, and nothing else."""


def image() -> str:
    """The image of Docker boxes: what SPAR_TEST_IMAGE names, or Spar's own."""
    return os.environ.get("SPAR_TEST_IMAGE") or tag()


def walled(kind: BoxKind, tools: Toolchain = OWN_PYTHON) -> DockerLauncher | LocalLauncher:
    """Boxes with nothing fetched for them."""
    return DockerLauncher(image()) if kind == "docker" else LocalLauncher(tools)


def equipped(kind: BoxKind, task: Task) -> DockerLauncher | LocalLauncher:
    """Boxes with what programs of this task need; where that isn't fetched yet, the test is skipped."""
    if kind == "docker":
        return DockerLauncher(image())
    if lacking := toolchain.missing(task):
        pytest.skip(f"not fetched yet: {lacking} (run `spar prepare --all`)")
    return LocalLauncher(toolchain.ensure(task))


def bare() -> LocalLauncher:
    """Boxes without walls: they need nothing and start in a tenth of a second."""
    return LocalLauncher(dataclasses.replace(OWN_PYTHON, readonly=()), unsafe=True)
