"""Python references before the real judge, in the local box: the best that a task can be scored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bench import Telling, answers, hear_all
from documented import Document

from sandbox.box.local_launcher import LocalLauncher
from sandbox.judge.cache import ScoreCache
from sandbox.judge.judge import Judge
from sandbox.ports import Entry
from sandbox.toolchain import toolchain
from tasks.catalogue import all_tasks, find
from tasks.reference import compose
from tasks.scorecard import ScoreDetail
from tasks.task import Task

pytestmark = pytest.mark.bubblewrap

TASKS = {name: task for name, task in all_tasks().items() if task.language == "python"}
FEATURES = [name for name, task in TASKS.items() if task.feature is not None]
QUICK = ("flask/none", "fastapi/clean", "django/sqlite", "aiohttp/sqlite+orm")
"""One of each framework, and of each way to keep data but PostgreSQL."""


def marked(name: str) -> list[pytest.MarkDecorator]:
    markers = [pytest.mark.postgres] if TASKS[name].database == "postgres" else []
    return markers if name in QUICK else [*markers, pytest.mark.long]


def entries(tree: dict[str, bytes]) -> list[Entry]:
    return [Entry(path.encode(), 0o100644, data) for path, data in tree.items()]


@contextmanager
def judging(task: Task, folder: Path) -> Iterator[Judge]:
    """A judge whose exchanges hold every answer whole, where the host hears all."""
    if lacking := toolchain.missing(task):
        pytest.skip(f"not fetched yet: {lacking} (run `spar prepare --all`)")
    judge = Judge(Telling(LocalLauncher(toolchain.ensure(task))), task, ScoreCache(folder))
    try:
        yield judge
    finally:
        judge.close()


def score(task: Task, tree: dict[str, bytes], folder: Path, seed: int = 11) -> ScoreDetail:
    with judging(task, folder) as judge:
        return judge.score("0" * 40, entries(tree), seed, fresh=True)


@pytest.mark.parametrize("name", [pytest.param(name, marks=marked(name)) for name in TASKS])
def test_a_reference_passes_everything_and_answers_as_documented(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear_all(monkeypatch)
    task, document = find(name), Document()
    detail = score(task, compose.reference(task), tmp_path)
    failed = [(one.id, one.reason) for one in detail.card.functional.assertions if not one.passed]
    assert failed == [], detail.evidence.startup + detail.evidence.server_log[-4000:]
    assert detail.card.passed
    assert "Traceback" not in detail.evidence.server_log
    assert document.troubles(answers(detail)) == []
    assert document.seen == document.promised()


@pytest.mark.long
@pytest.mark.parametrize("name", FEATURES)
def test_a_base_serves_and_says_404_where_its_feature_was(name: str, tmp_path: Path) -> None:
    task = find(name)
    detail = score(task, compose.base(task), tmp_path)
    assert detail.evidence.served, detail.evidence.startup
    assert task.feature is not None
    core = [one for one in detail.card.functional.assertions if one.tier == "core"]
    fallen = {one.group for one in core if not one.passed}
    assert set(task.feature.groups) <= fallen
    assert all(one.passed for one in core if one.group == "users")
    assert {exchange.status for exchange in detail.evidence.exchanges} <= {200, 201, 204, 401, 403, 404, 422}
    assert "Traceback" not in detail.evidence.server_log
