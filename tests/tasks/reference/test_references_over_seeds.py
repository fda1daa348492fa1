"""No assertion ever fails on a correct build, whatever the names and texts of a score, and no answer is undocumented.

Four builds by default; SPAR_ALL_SEEDS=1 takes every build there is, which is most of an hour.
"""

from __future__ import annotations

import os
from collections import defaultdict

import pytest
from bench import Bench, answers, hear_all
from documented import Document

from tasks.catalogue import all_tasks, find
from tasks.reference.compose import reference
from tasks.task import Task

SEEDS = range(1, 21)
FOUR = ("aiohttp/sqlite", "django/postgres", "express/sqlite+orm", "fastify/postgres")


def builds() -> dict[str, list[str]]:
    """Each build that differs from the others, under one of its tasks: the suite sees no other difference."""
    same: dict[tuple[str, str | None, tuple[tuple[str, bytes], ...]], list[str]] = defaultdict(list)
    for name, task in all_tasks().items():
        same[task.framework.name, task.database, tuple(reference(task).items())].append(name)
    return {names[0]: names for names in same.values()}


def marked(task: Task) -> list[pytest.MarkDecorator]:
    marks = [pytest.mark.bubblewrap, pytest.mark.long]
    marks += [pytest.mark.node] if task.language == "node" else []
    marks += [pytest.mark.postgres] if task.database == "postgres" else []
    return marks


CHOSEN = tuple(builds()) if os.environ.get("SPAR_ALL_SEEDS") else FOUR


def test_every_task_is_one_of_40_builds() -> None:
    assert len(builds()) == 40
    assert sorted(name for names in builds().values() for name in names) == sorted(all_tasks())
    assert set(FOUR) <= set(builds())


@pytest.mark.parametrize("name", [pytest.param(name, marks=marked(find(name))) for name in CHOSEN])
def test_a_build_passes_with_every_seed(bench: Bench, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    hear_all(monkeypatch)
    task, document = find(name), Document()
    for seed in SEEDS:
        detail = bench.score(task, reference(task), seed, whole=True)
        failed = {one.id: one.reason for one in detail.card.functional.assertions if not one.passed}
        assert failed == {}, (seed, detail.evidence.startup)
        assert document.troubles(answers(detail)) == [], seed
