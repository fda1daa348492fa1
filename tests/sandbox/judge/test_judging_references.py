"""Whole reference builds before the judge, in both kinds of box: everything passes, and a breach is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from sandbox.judge.cache import ScoreCache
from sandbox.judge.judge import Judge
from sandbox.ports import Entry, Launcher
from tasks.catalogue import find
from tasks.reference.compose import reference
from tasks.scorecard import ScoreDetail
from tasks.task import Task


def local(task: Task) -> Launcher:
    from sandbox.box.local_launcher import LocalLauncher
    from sandbox.toolchain import toolchain

    lacking = toolchain.missing(task)
    if lacking:
        pytest.skip(f"not fetched yet: {lacking}")
    return LocalLauncher(toolchain.ensure(task))


def docker(task: Task) -> Launcher:
    from sandbox.box.docker_launcher import DockerLauncher
    from sandbox.image import image

    return DockerLauncher(image.tag())


BOXES = [
    pytest.param(docker, id="docker", marks=pytest.mark.docker),
    pytest.param(local, id="bubblewrap", marks=pytest.mark.bubblewrap),
]


def entries_of(task: Task) -> list[Entry]:
    return [
        Entry(path.encode(), 0o100755 if path == "run.sh" else 0o100644, data) for path, data in reference(task).items()
    ]


@pytest.fixture
def score(tmp_path) -> Iterator[Callable[..., ScoreDetail]]:
    judges: list[Judge] = []

    def score(box: Callable[[Task], Launcher], name: str) -> ScoreDetail:
        task = find(name)
        judges.append(Judge(box(task), task, ScoreCache(tmp_path)))
        return judges[-1].score(name, entries_of(task), 11)

    yield score
    for judge in judges:
        judge.close()


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize(
    "name", ["flask/none", "flask/sqlite", pytest.param("flask/postgres", marks=pytest.mark.postgres), "koa/sqlite"]
)
def test_a_reference_passes_everything(box, name, score):
    detail = score(box, name)
    failed = [f"{a.id}: {a.reason}" for a in detail.card.functional.assertions if not a.passed]
    assert detail.evidence.startup == ""
    assert failed == []
    assert detail.card.passed


@pytest.mark.parametrize("box", BOXES)
def test_the_database_that_is_really_used_is_told(box, score):
    lines = score(box, "flask/sqlite").evidence.database
    assert any(line.startswith("SQLite file") and not line.endswith(" 0 tables") for line in lines)


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.postgres
def test_an_app_with_another_database_than_the_prescribed_one_is_found_out(box, tmp_path):
    task = find("flask/postgres")
    judge = Judge(box(task), task, ScoreCache(tmp_path))
    try:
        detail = judge.score("other database", entries_of(find("flask/sqlite")), 11)
    finally:
        judge.close()
    failed = {a.id for a in detail.card.functional.assertions if not a.passed}
    assert detail.card.functional.core.passed == 290
    assert any("database" in name for name in failed)
    assert any(line.startswith("SQLite file") for line in detail.evidence.database)
    assert not detail.card.passed
