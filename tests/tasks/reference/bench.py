"""Where trees are scored by the dozen: the real judge in local boxes, the next box warming up while one is in use."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import pytest
from documented import Told

from sandbox.box.local_launcher import LocalLauncher
from sandbox.judge import hearing
from sandbox.judge.cache import ScoreCache
from sandbox.judge.judge import Judge
from sandbox.ports import BoxKind, BoxLimits, Channel, Entry, Launcher, Role
from sandbox.toolchain import toolchain
from tasks.scorecard import ScoreDetail, Structural, Verdict
from tasks.task import Task

RUNNER = "tasks/functional/runner.py"
WHOLE = """

def _shown(answer):
    return json.dumps({"type": answer.headers.get("content-type", ""), "body": answer.body.decode("utf-8", "replace")})
"""
"""Takes the place of the runner's own function, which cuts an answer for people to read."""


class Bench:
    """Judges by what their boxes must hold; the structural half is left out, for other tests are about it."""

    def __init__(self, folder: Path) -> None:
        self._cache = ScoreCache(folder)
        self._judges: dict[tuple[str, str | None, bool], Judge] = {}

    def score(self, task: Task, tree: dict[str, bytes], seed: int, *, whole: bool = False) -> ScoreDetail:
        """`whole`: each exchange's `response` is JSON with the whole body and its type (see `answers`)."""
        judge = self._judge(task, whole)
        once = threading.Event()

        def warm(done: int, total: int, phase: str) -> None:
            if phase == "running the suite" and not once.is_set():
                once.set()
                judge.prestart()

        return judge.score("0" * 40, entries(tree), seed, warm, fresh=True)

    def __enter__(self) -> Bench:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for judge in self._judges.values():
            judge.close()

    def _judge(self, task: Task, whole: bool) -> Judge:
        key = (task.language, task.database, whole)
        if key not in self._judges:
            if lacking := toolchain.missing(task):
                pytest.skip(f"not fetched yet: {lacking} (run `spar prepare --all`)")
            launcher: Launcher = LocalLauncher(toolchain.ensure(task))
            judge = Judge(Telling(launcher) if whole else launcher, task, self._cache)
            kept = Verdict(False, True)
            judge.structure = lambda entries: Structural(kept, kept, kept, kept)  # type: ignore[method-assign]
            self._judges[key] = judge
        return self._judges[key]


@dataclass(frozen=True)
class Telling:
    """A launcher whose judges hand on every answer whole, with its Content-Type."""

    inner: Launcher

    @property
    def kind(self) -> BoxKind:
        return self.inner.kind

    def environment(self) -> str:
        return self.inner.environment()

    def launch(self, program: bytes, role: Role, limits: BoxLimits) -> Channel:
        return self.inner.launch(_telling(program), role, limits)


def _telling(program: bytes) -> bytes:
    begin = program.index(b"PK\3\4")
    told = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(program[begin:])) as old, zipfile.ZipFile(told, "w") as new:
        for name in old.namelist():
            source = old.read(name)
            if name == RUNNER:
                assert source.count(b"def _shown(answer: Answer) -> str:") == 1, "the runner has moved on"
                source += WHOLE.encode()
            new.writestr(name, source)
    return program[:begin] + told.getvalue()


def hear_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the host keep answers of up to a MiB, where it would cut them."""
    monkeypatch.setattr(hearing, "EXCHANGE_TEXT", 1 << 20)


def answers(detail: ScoreDetail) -> Iterator[Told]:
    """Every answer of a score whose answers were told whole."""
    for exchange in detail.evidence.exchanges:
        told = json.loads(exchange.response) if exchange.status is not None else {"type": "", "body": ""}
        yield Told(exchange.method, exchange.path, exchange.status, told["type"], told["body"].encode())


def entries(tree: dict[str, bytes]) -> list[Entry]:
    return [
        Entry(path.encode(), 0o100755 if path == "run.sh" else 0o100644, data) for path, data in sorted(tree.items())
    ]
