"""Whole reference builds before the judge, in both kinds of box: everything passes, and a breach is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from boxes import KINDS, equipped

from sandbox.judge.cache import ScoreCache
from sandbox.judge.judge import Judge
from sandbox.own_base import as_entries
from sandbox.ports import BoxKind
from tasks.catalogue import find
from tasks.reference.compose import reference
from tasks.scorecard import ScoreDetail


@pytest.fixture
def score(tmp_path) -> Iterator[Callable[..., ScoreDetail]]:
    judges: list[Judge] = []

    def score(box: BoxKind, name: str) -> ScoreDetail:
        task = find(name)
        judges.append(Judge(equipped(box, task), task, ScoreCache(tmp_path)))
        return judges[-1].score(name, as_entries(reference(task)), 11)

    yield score
    for judge in judges:
        judge.close()


@pytest.mark.parametrize("box", KINDS)
@pytest.mark.parametrize(
    "name", ["flask/none", "flask/sqlite", pytest.param("flask/postgres", marks=pytest.mark.postgres), "koa/sqlite"]
)
def test_a_reference_passes_everything(box, name, score):
    detail = score(box, name)
    failed = [f"{a.id}: {a.reason}" for a in detail.card.functional.assertions if not a.passed]
    assert detail.evidence.startup == ""
    assert failed == []
    assert detail.card.passed


@pytest.mark.parametrize("box", KINDS)
def test_the_database_that_is_really_used_is_told(box, score):
    lines = score(box, "flask/sqlite").evidence.database
    assert any(line.startswith("SQLite file") and not line.endswith(" 0 tables") for line in lines)


@pytest.mark.parametrize("box", KINDS)
@pytest.mark.postgres
def test_an_app_with_another_database_than_the_prescribed_one_is_found_out(box, tmp_path):
    task = find("flask/postgres")
    judge = Judge(equipped(box, task), task, ScoreCache(tmp_path))
    try:
        detail = judge.score("other database", as_entries(reference(find("flask/sqlite"))), 11)
    finally:
        judge.close()
    failed = {a.id for a in detail.card.functional.assertions if not a.passed}
    assert detail.card.functional.core.passed == 290
    assert any("database" in name for name in failed)
    assert any(line.startswith("SQLite file") for line in detail.evidence.database)
    assert not detail.card.passed
