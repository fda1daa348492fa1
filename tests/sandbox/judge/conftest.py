"""A judge's box without walls: the packed program in a plain subprocess, for apps that these tests wrote themselves."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec
import pytest

from sandbox.box.program import bootstrap
from sandbox.judge.cache import ScoreCache
from sandbox.judge.judge import Judge
from sandbox.own_base import as_entries
from sandbox.ports import BoxLimits, Entry, Role
from tasks import catalogue
from tasks.scorecard import Structural, Verdict
from tasks.task import Task


class PlainChannel:
    """A pipe to one subprocess and the folder that it works in."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.process = process
        self.folder = folder
        self.stdin: BinaryIO = process.stdin
        self.stdout: BinaryIO = process.stdout

    def why_dead(self) -> str:
        return f"status {self.process.wait(5)}"

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.stdin.close()
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class PlainLauncher:
    """Starts programs as subprocesses of this one; `variables` go on top of their environment."""

    kind = "local"

    def __init__(self, **variables: str) -> None:
        self.variables = variables
        self.launched: list[PlainChannel] = []

    def environment(self) -> str:
        return "plain"

    def launch(self, program: bytes, role: Role, limits: BoxLimits) -> PlainChannel:
        folder = Path(tempfile.mkdtemp(prefix="spar-judge-test-"))
        folder.chmod(0o755)
        for name in ("tree", "scratch", "home"):
            (folder / name).mkdir()
            (folder / name).chmod(0o1777)
        inside = {
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), "/usr/bin", "/bin")),
            "SPAR_TREE": str(folder / "tree"),
            "SPAR_SCRATCH": str(folder / "scratch"),
            "HOME": str(folder / "home"),
            "LANG": "C.UTF-8",
            **self.variables,
        }
        python = shutil.which("python3", path=inside["PATH"]) or sys.executable
        process = subprocess.Popen(
            [python, "-I", "-c", bootstrap()], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=inside, cwd=folder
        )
        channel = PlainChannel(process, folder)
        channel.stdin.write(b"%d\n%s" % (len(program), program))
        channel.stdin.flush()
        self.launched.append(channel)
        return channel

    def close(self) -> None:
        for channel in self.launched:
            channel.close()


@pytest.fixture
def launcher() -> Iterator[PlainLauncher]:
    made = PlainLauncher()
    yield made
    made.close()


@pytest.fixture
def task_at() -> Callable[[str], Task]:
    """A shipped task, its app listening on a port that is free on this machine."""

    def at(name: str) -> Task:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        task = catalogue.find(name)
        return msgspec.structs.replace(task, framework=msgspec.structs.replace(task.framework, port=port))

    return at


@pytest.fixture
def tree() -> Callable[[dict[str, str]], tuple[Entry, ...]]:
    """Entries of a tree from a mapping: name -> text; `run.sh` is executable."""
    return lambda files: as_entries({name: text.encode() for name, text in files.items()})


def functional_only(judge: Judge) -> Judge:
    """The judge with the structural half taken for granted: these trees are about the other half."""
    kept = Verdict(False, True)
    judge.structure = lambda entries: Structural(kept, kept, kept, kept)  # type: ignore[method-assign]
    return judge


@pytest.fixture
def judge_for(launcher: PlainLauncher, tmp_path: Path) -> Iterator[Callable[..., Judge]]:
    """A judge of one task with a cache of its own, in plain boxes."""
    made: list[Judge] = []

    def judge(task: Task, by: PlainLauncher | None = None) -> Judge:
        made.append(functional_only(Judge(by or launcher, task, ScoreCache(tmp_path / "scores"))))
        return made[-1]

    yield judge
    for one in made:
        one.close()
