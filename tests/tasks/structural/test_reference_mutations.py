"""Breaks planted into the reference builds, each in five disguises, are found; the untouched builds have no finding."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tasks.catalogue import all_tasks, find, frameworks
from tasks.reference.compose import reference
from tasks.structural.cache import FactCache
from tasks.structural.verify import verify
from tasks.task import Language

HERE = Path(__file__).parent / "mutations"
MUTATIONS: dict[Language, dict[str, dict[str, Any]]] = {
    "python": tomllib.loads((HERE / "python.toml").read_text()),
    "node": tomllib.loads((HERE / "node.toml").read_text()),
}
CACHE = FactCache()
PLANTED = [
    pytest.param(framework.name, rule, index, id=f"{framework.name}-{rule}-{index + 1}")
    for framework in frameworks().values()
    for rule, mutation in MUTATIONS[framework.language].items()
    for index in range(len(mutation["codes"]))
]


def filled_in(code: str, framework: str, language: Language, database: str) -> str:
    """The mutation with the other engine's driver and another framework's package in their places."""
    if language == "python":
        other = ("flask", "Flask", "__name__") if framework != "flask" else ("fastapi", "FastAPI", "")
        names = {"package": other[0], "maker": other[1], "args": other[2]}
        wrong = {"driver": "psycopg2", "address": "host=postgres", "url": "postgresql://postgres/x"}
        if database == "postgres":
            wrong = {"driver": "sqlite3", "address": "x.db", "url": "sqlite:///x.db"}
        names |= wrong
    else:
        names = {"driver": "pg", "made": "pg.Pool", "address": "", "url": "postgres://postgres/x", "package": "pg"}
        if database == "postgres":
            names = {"driver": "Db", "made": "Db", "address": "x.db", "url": "sqlite:x.db", "package": "better-sqlite3"}
        if "make" in code or "need('{package}'))()" in code:
            names = {"package": "koa" if framework != "koa" else "express", "new": "new " if framework != "koa" else ""}
    for name, text in names.items():
        code = code.replace("{" + name + "}", text)
    return code


@pytest.mark.parametrize(("framework", "rule", "index"), PLANTED)
@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_a_planted_break_is_found_where_it_is(framework: str, rule: str, index: int, database: str) -> None:
    task = find(f"{framework}/clean+{database}+orm")
    mutation = MUTATIONS[task.language][rule]
    files = reference(task)
    where = mutation["where"]
    lines_before = files[where].count(b"\n")
    code = filled_in(mutation["codes"][index], framework, task.language, database)
    files[where] += code.encode()
    verdict = verify(files, task, CACHE).verdicts()[mutation["category"]]
    places = [(finding.path, finding.rule) for finding in verdict.findings if finding.line > lines_before]
    assert (where, rule) in places, code


@pytest.mark.parametrize("name", list(all_tasks()))
def test_a_reference_build_has_no_findings(name: str) -> None:
    task = find(name)
    verdicts = verify(reference(task), task, CACHE).verdicts()
    assert [finding for verdict in verdicts.values() for finding in verdict.findings] == []
