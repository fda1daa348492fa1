"""What is called here has places of its own, and nothing that a test began runs on after it."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from spar_calls import places, started


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sessions and settings lie in this folder; the toolchain stays where it is."""
    for name, value in places(tmp_path).items():
        monkeypatch.setenv(name, value)
    return tmp_path


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts `spar` with some words; what a failed test leaves running is killed."""
    with contextlib.ExitStack() as children:

        def begin(*arguments: object) -> subprocess.Popen[str]:
            child = children.enter_context(started(*arguments))
            children.callback(child.kill)
            return child

        yield begin
