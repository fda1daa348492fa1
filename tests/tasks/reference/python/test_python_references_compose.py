"""Every Python reference, laid together: whole, tidy, by the rules, and free of what laid it."""

from __future__ import annotations

import ast
import functools
import re
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

from tasks.catalogue import all_tasks
from tasks.reference import compose
from tasks.structural.cache import FactCache
from tasks.structural.verify import verify

TASKS = {name: task for name, task in all_tasks().items() if task.language == "python"}
FEATURES = {name: task for name, task in TASKS.items() if task.feature is not None}
LAYERS = ("app/routes/", "app/services/", "app/repositories/", "app/models/")
IMPORTED_AS = {"pyjwt": "jwt"}
"""Packages that are imported by another name than they are installed by."""
STARTED = {"gunicorn", "uvicorn"}
"""Packages that run.sh starts and nobody imports."""
LINT = ("--isolated", "--line-length", "120", "--quiet")
RULES = ("--select", "E,F,W,I,B,UP,C4,SIM,N", "--ignore", "SIM105,SIM108,N818")

reference = functools.cache(lambda name: compose.reference(TASKS[name]))
base = functools.cache(lambda name: compose.base(TASKS[name]))
facts = FactCache()


def everywhere(name: str) -> list[dict[str, bytes]]:
    """The reference, and for a feature task its base too."""
    return [tree for tree in (reference(name), base(name)) if tree]


def python_files(tree: dict[str, bytes]) -> dict[str, ast.Module]:
    return {path: ast.parse(data, path) for path, data in tree.items() if path.endswith(".py")}


@pytest.mark.parametrize("name", TASKS)
def test_a_reference_has_all_four_layers_and_what_starts_it(name: str) -> None:
    for tree in everywhere(name):
        assert {"run.sh", "requirements.txt"} <= set(tree)
        for layer in LAYERS:
            assert (
                any(path.startswith(layer) and b"class " in data for path, data in tree.items()) or layer == LAYERS[0]
            )
            assert any(path.startswith(layer) for path in tree)
        assert re.search(rb"^exec ", tree["run.sh"], re.MULTILINE), "the server runs in the foreground, as the shell"
        assert tree["run.sh"].startswith(b"#!/bin/sh\n")


@pytest.mark.parametrize("name", TASKS)
def test_no_mark_and_no_cache_reaches_a_build(name: str) -> None:
    for tree in everywhere(name):
        assert [path for path, data in tree.items() if b"spar:" in data or "__pycache__" in path] == []


@pytest.mark.parametrize("name", TASKS)
def test_the_structural_rules_find_nothing(name: str) -> None:
    for tree in everywhere(name):
        verdicts = verify(tree, TASKS[name], facts).verdicts()
        assert [finding for verdict in verdicts.values() for finding in verdict.findings] == []


@pytest.mark.parametrize("name", TASKS)
def test_requirements_are_the_packages_in_use_at_the_images_versions(name: str) -> None:
    image = resources.files("sandbox.image").joinpath("requirements.txt").read_text().split()
    for tree in everywhere(name):
        lines = tree["requirements.txt"].decode().split()
        pinned = {re.split(r"[\[=]", line)[0]: line for line in lines}
        offered = {re.split(r"[\[=]", line)[0]: re.sub(r"\[.*\]", "", line) for line in image}
        assert {package: re.sub(r"\[.*\]", "", line) for package, line in pinned.items()} == {
            package: offered[package] for package in pinned
        }
        assert lines == sorted(lines)
        assert foreign_imports(tree) - {"starlette"} == {
            IMPORTED_AS.get(package, package) for package in pinned if package not in STARTED
        } | ({"werkzeug"} if name.startswith("flask") else set())


def foreign_imports(tree: dict[str, bytes]) -> set[str]:
    """Top-level packages that are neither the standard library's nor the app's; Django's engines import drivers."""
    found = {"psycopg"} if b"django.db.backends.postgresql" in tree.get("config/settings.py", b"") else set()
    if any(b"postgresql+psycopg://" in data for data in tree.values()):
        found.add("psycopg")
    for module in python_files(tree).values():
        for node in ast.walk(module):
            if isinstance(node, ast.Import):
                found.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {path.partition("/")[0] for path in tree}


@pytest.mark.parametrize("name", TASKS)
def test_every_python_file_says_why_it_exists(name: str) -> None:
    for tree in everywhere(name):
        assert [path for path, module in python_files(tree).items() if not ast.get_docstring(module)] == []


def test_a_formatter_and_a_linter_have_nothing_to_say(tmp_path: Path) -> None:
    for name in TASKS:
        for number, tree in enumerate(everywhere(name)):
            for path, data in tree.items():
                file = tmp_path / name.replace("/", "-") / str(number) / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
    ruff = (sys.executable, "-m", "ruff")
    for command in ((*ruff, "format", "--diff", *LINT, "."), (*ruff, "check", "--no-cache", *LINT, *RULES, ".")):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout[:4000], done.stderr[:4000]) == (0, "", "")


@pytest.mark.parametrize("name", TASKS)
def test_placeholders_are_those_of_the_database(name: str) -> None:
    """SQLite's are `?`, psycopg's and Django's `%s`; a build with SQLAlchemy, or without a database, writes no SQL."""
    task = TASKS[name]
    statements = b"\n".join(data for path, data in reference(name).items() if path.startswith("app/repositories/"))
    raw = task.database is not None and not task.orm
    with_question_marks = raw and task.database == "sqlite" and task.framework.name != "django"
    assert (b"= ?" in statements) == with_question_marks
    assert (b"%s" in statements) == (raw and not with_question_marks)


@pytest.mark.parametrize("framework", ["flask", "fastapi", "django", "aiohttp"])
def test_variants_that_ask_for_clean_architecture_get_no_other_build(framework: str) -> None:
    for variant in ("sqlite", "postgres", "sqlite+orm", "postgres+orm"):
        assert reference(f"{framework}/clean+{variant}") == reference(f"{framework}/{variant}")


@pytest.mark.parametrize("name", FEATURES)
def test_a_base_is_its_reference_with_the_feature_taken_out(name: str) -> None:
    feature = FEATURES[name].feature
    assert feature is not None
    whole, rest = reference(name), base(name)
    assert whole == reference(f"{FEATURES[name].framework.name}/clean+sqlite+orm")
    assert set(rest) < set(whole)
    for path, data in rest.items():
        whole_lines = iter(whole[path].splitlines())
        assert all(line in whole_lines for line in data.splitlines() if line), f"{path} says something new"
    for part in feature.removed:
        assert f"app/routes/{part}.py" in whole.keys() - rest.keys()
        assert f"app/services/{part}.py" in whole.keys() - rest.keys()


@pytest.mark.parametrize("name", [name for name in TASKS if name not in FEATURES])
def test_a_greenfield_task_starts_from_nothing(name: str) -> None:
    assert base(name) == {}
