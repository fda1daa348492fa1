"""The Node.js reference builds before the judge: everything passes; bases lack their feature and no more."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from bench import Telling, answers, hear_all
from documented import Document
from node_builds import TASKS

from sandbox.judge.cache import ScoreCache
from sandbox.judge.judge import Judge
from sandbox.ports import Entry
from tasks.catalogue import find
from tasks.reference.compose import base, reference
from tasks.scorecard import ScoreDetail
from tasks.task import Task

pytestmark = [pytest.mark.node, pytest.mark.bubblewrap]

SHORT = {"express/sqlite", "fastify/clean+postgres+orm", "hono/clean+sqlite+orm", "koa/none"}
"""One of each framework and each kind of storage; the others run with --long."""

Score = Callable[[Task, dict[str, bytes]], ScoreDetail]


def marked(task: Task) -> object:
    marks = [pytest.mark.postgres] if task.database == "postgres" else []
    return pytest.param(task.name, marks=marks if task.name in SHORT else [*marks, pytest.mark.long])


@pytest.fixture
def score(tmp_path, monkeypatch) -> Iterator[Score]:
    """Scores a tree; the exchanges hold every answer whole."""
    from sandbox.box.local_launcher import LocalLauncher
    from sandbox.toolchain import toolchain

    hear_all(monkeypatch)
    judges: list[Judge] = []

    def score(task: Task, tree: dict[str, bytes]) -> ScoreDetail:
        judges.append(Judge(Telling(LocalLauncher(toolchain.ensure(task))), task, ScoreCache(tmp_path)))
        entries = [Entry(path.encode(), 0o100644, data) for path, data in tree.items()]
        return judges[-1].score("tree", entries, 11)

    yield score
    for judge in judges:
        judge.close()


@pytest.mark.parametrize("name", [marked(task) for task in TASKS if not task.feature])
def test_a_node_reference_passes_everything_and_answers_as_documented(name, score):
    document = Document()
    detail = score(find(name), reference(find(name)))
    failed = [f"{a.id}: {a.reason}" for a in detail.card.functional.assertions if not a.passed]
    assert detail.evidence.startup == ""
    assert failed == []
    assert detail.card.passed
    assert document.troubles(answers(detail)) == []
    assert document.seen == document.promised()


@pytest.mark.long
@pytest.mark.parametrize("name", [task.name for task in TASKS if task.feature])
def test_a_base_works_and_answers_404_where_its_feature_was(name, score):
    task = find(name)
    gone = {"comments": "/comments", "profiles": "/api/profiles", "tags": "/api/tags", "articles": "/api/articles"}
    detail = score(task, base(task))
    assert detail.evidence.served
    assert {a.group for a in detail.card.functional.assertions if a.tier == "core" and not a.passed}
    for exchange in detail.evidence.exchanges:
        if any(gone[part] in exchange.path for part in task.feature.removed):
            assert exchange.status == 404 or (exchange.status == 401 and "comments" in exchange.path), exchange
            assert "errors" in json.loads(json.loads(exchange.response)["body"])
        else:
            assert exchange.status is not None
            assert exchange.status < 500, exchange
