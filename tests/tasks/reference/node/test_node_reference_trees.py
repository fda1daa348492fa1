"""The Node.js reference builds as they are laid: whole, in their layers, asking for nothing that isn't there."""

from __future__ import annotations

import json
import stat
import subprocess
from importlib import resources
from pathlib import Path

import pytest
import tree_sitter_javascript
from node_builds import TASKS, builds, dependencies, exports, imports, scripts
from tree_sitter import Language, Parser

from tasks.catalogue import find
from tasks.reference.compose import base, reference
from tasks.structural.verify import verify

ALL = sorted(builds())
REFERENCES = sorted(task.name for task in TASKS)
FEATURES = sorted(task.name for task in TASKS if task.feature)
BELOW = {
    "routes": {"routes", "services"},
    "services": {"services", "repositories", "models"},
    "repositories": {"repositories", "models"},
    "models": {"models"},
}
STORAGE = {"better-sqlite3", "pg", "sequelize"}
DRIVERS = {"sqlite": "sqlite3", "postgres": "pg"}
"""What Sequelize opens by itself."""


def layer(path: str) -> str:
    return path.split("/")[1]


@pytest.mark.parametrize("name", ALL)
def test_a_build_is_started_by_its_script_in_the_foreground(name):
    _, tree = builds()[name]
    script = tree["run.sh"].decode()
    assert script.startswith("#!/bin/sh\n")
    assert script.rstrip().endswith("exec node src/main.js")
    assert "src/main.js" in tree


@pytest.mark.parametrize("name", ALL)
def test_no_mark_and_no_foreign_folder_reaches_a_build(name):
    _, tree = builds()[name]
    assert [path for path, data in tree.items() if b"spar" in data.lower()] == []
    assert {path.split("/")[0] for path in tree} == {"package.json", "run.sh", "src"}


@pytest.mark.parametrize("name", [name for name in REFERENCES if "clean+" in name])
def test_a_build_is_the_same_with_clean_demanded_or_not(name):
    assert builds()[name][1] == reference(find(name.replace("clean+", "")))


@pytest.mark.parametrize("name", REFERENCES)
def test_each_layer_is_a_folder_with_code_for_each_part(name):
    _, tree = builds()[name]
    for part in ("users", "profiles", "articles", "comments", "tags"):
        for folder in ("routes", "services", "repositories"):
            assert f"src/{folder}/{part}.js" in tree
    assert {"src/models/user.js", "src/models/profile.js", "src/models/article.js", "src/models/comment.js"} <= set(
        tree
    )


@pytest.mark.parametrize("name", ALL)
def test_imports_run_downward_and_skip_no_layer(name):
    _, tree = builds()[name]
    astray = [
        (found.path, found.source)
        for found in imports(tree)
        if found.target and layer(found.path) in BELOW and layer(found.target) not in BELOW[layer(found.path)]
    ]
    assert astray == []


@pytest.mark.parametrize("name", ALL)
def test_every_import_is_answered(name):
    _, tree = builds()[name]
    texts = scripts(tree)
    unanswered = [
        (found.path, found.source, asked)
        for found in imports(tree)
        if found.target
        for asked in found.names or ("",)
        if found.target not in texts or (asked and asked not in exports(texts[found.target]))
    ]
    assert unanswered == []


@pytest.mark.parametrize("name", ALL)
def test_every_module_is_reached_from_the_start(name):
    _, tree = builds()[name]
    reached, waiting = set(), ["src/main.js"]
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            waiting += [found.target for found in imports(tree) if found.path == path and found.target]
    assert sorted(set(scripts(tree)) - reached) == []


@pytest.mark.parametrize("name", ALL)
def test_frameworks_stay_in_the_routes_and_storage_in_the_repositories(name):
    _, tree = builds()[name]
    for found in imports(tree):
        if found.package in STORAGE:
            assert layer(found.path) == "repositories", found
        elif found.package == "jsonwebtoken":
            assert layer(found.path) == "services", found
        elif found.package:
            assert layer(found.path) in ("routes", "main.js"), found


@pytest.mark.parametrize("name", ALL)
def test_a_build_depends_on_what_it_imports_and_on_nothing_else(name):
    task, tree = builds()[name]
    used = {found.package for found in imports(tree) if found.package}
    if task.orm:
        used.add(DRIVERS[task.database])
    assert set(dependencies(tree)) == used
    assert task.framework.package in used


def test_versions_are_those_of_the_boxes():
    image = json.loads(resources.files("sandbox.image").joinpath("package.json").read_text("utf-8"))["dependencies"]
    for name in ALL:
        for package, version in dependencies(builds()[name][1]).items():
            assert version == f"^{image[package]}", (name, package)


@pytest.mark.parametrize("name", ALL)
def test_no_structural_rule_is_broken(name):
    task, tree = builds()[name]
    findings = [finding for verdict in verify(tree, task).verdicts().values() for finding in verdict.findings]
    assert findings == []


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_task_starts_from_its_reference_with_the_feature_taken_out(name):
    task = find(name)
    start, goal = base(task), reference(task)
    assert set(start) < set(goal)
    for part in task.feature.removed:
        assert not {f"src/routes/{part}.js", f"src/services/{part}.js"} & set(start)
        assert f"./{part}.js" not in start["src/routes/app.js"].decode()
    assert goal == reference(find(f"{task.framework.name}/clean+sqlite+orm"))


def test_every_script_parses():
    parser = Parser(Language(tree_sitter_javascript.language()))
    texts = {text for _, tree in builds().values() for text in scripts(tree).values()}
    assert [text for text in texts if parser.parse(text.encode()).root_node.has_error] == []


@pytest.mark.node
def test_node_itself_accepts_every_script(tmp_path):
    from sandbox.toolchain.node_runtime import node

    (tmp_path / "package.json").write_text('{"type": "module"}')
    texts = sorted({text for _, tree in builds().values() for text in scripts(tree).values()})
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.js").write_text(text)
        checked = subprocess.run(
            [node().program, "--check", f"{number}.js"], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert checked.returncode == 0, checked.stderr


def test_the_start_script_may_be_executed():
    folder = Path(str(resources.files("tasks").joinpath("reference", "node", "start")))
    assert (folder / "run.sh").stat().st_mode & stat.S_IXUSR
