"""What is known about the assertions without running anything."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from pathlib import Path

import pytest

import tasks.functional
from tasks.functional.fixtures import fixtures
from tasks.functional.specs import assertions, script
from tasks.functional.story import Step
from tasks.functional.world import names_in

GROUPS = {"users": 35, "profiles": 20, "articles": 149, "favorites": 63, "comments": 20, "tags": 3}


def test_core_is_32_requests_and_290_assertions() -> None:
    core = [spec for spec in assertions(False) if spec.tier == "core"]
    scenes = [scripted.scene for scripted in script(False)][:32]
    assert len(core) == 290
    assert [scene.label.split(" ")[0] for scene in scenes] == [str(number) for number in range(1, 33)]
    assert Counter(spec.group for spec in core) == GROUPS


def test_core_counts_for_each_request_are_the_contracts() -> None:
    per_request = Counter(spec.request.split(" ")[0] for spec in assertions(False) if spec.tier == "core")
    expected = [
        6,
        6,
        7,
        5,
        5,
        5,
        5,
        5,
        5,
        13,
        5,
        17,
        17,
        17,
        17,
        13,
        17,
        13,
        15,
        17,
        17,
        14,
        6,
        7,
        7,
        0,
        0,
        6,
        6,
        7,
        7,
        3,
    ]
    assert [per_request[str(number)] for number in range(1, 33)] == expected


def test_the_extended_total_is_fixed_for_each_kind_of_task() -> None:
    extended = {base: [s for s in assertions(base) if s.tier == "extended"] for base in (False, True)}
    assert len(extended[False]) == 176
    assert len(extended[True]) == 190
    only = {spec.group for spec in set(extended[True]) - set(extended[False])}
    assert only == {"persistence", "database", "users"} - {"users"}


@pytest.mark.parametrize("database", [False, True])
def test_ids_and_labels_are_unique(database: bool) -> None:
    ids = [spec.id for spec in assertions(database)]
    labels = [scripted.scene.label for scripted in script(database)]
    assert len(set(ids)) == len(ids)
    assert len(set(labels)) == len(labels)


def test_ids_are_the_same_with_and_without_a_database() -> None:
    assert {spec.id for spec in assertions(False)} < {spec.id for spec in assertions(True)}


@pytest.mark.parametrize("database", [False, True])
def test_dependencies_name_earlier_assertions(database: bool) -> None:
    seen: set[str] = set()
    for spec in assertions(database):
        assert set(spec.depends_on) <= seen, spec
        seen.add(spec.id)


def test_every_assertion_says_what_it_checks_and_what_for() -> None:
    for spec in assertions(True):
        assert spec.says.strip()
        assert spec.requires


def test_a_request_that_needs_a_slug_depends_on_what_hands_it_out() -> None:
    specs = {spec.id: spec for spec in assertions(False)}
    assert "articles.create.slug" in specs["articles.read.title"].depends_on
    assert "users.log-in-again.token-kept" in specs["users.current.user"].depends_on
    assert "users.log-in-again.token-kept" in specs["auth.invalid.forged"].depends_on


def test_fixtures_differ_by_seed_and_by_nothing_else() -> None:
    assert fixtures(7) == fixtures(7)
    assert not {"me", "title", "tag_one", "comment_2"} & {k for k, v in fixtures(7).items() if fixtures(8)[k] == v}


@pytest.mark.parametrize("seed", range(50))
def test_fixtures_never_collide(seed: int) -> None:
    names = fixtures(seed)
    assert len(set(names.values())) == len(names)


def test_every_name_in_the_story_is_a_fixture_or_handed_out() -> None:
    known = set(fixtures(1)) | {"token_tampered", "token_unsigned"}
    for scripted in script(True):
        scene = scripted.scene
        if isinstance(scene, Step):
            for send in scene.sends:
                body = None if hasattr(send.body, "text") else send.body
                assert names_in([send.path, send.auth, body]) <= known | set(send.local), scene.label
            known |= {keep.name for check in scene.checks for keep in check.keep} | {keep.name for keep in scene.keep}


def test_the_suite_imports_the_standard_library_alone() -> None:
    for file in Path(tasks.functional.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for module in modules:
                inside = module.startswith("tasks.functional")
                assert inside or module.split(".")[0] in sys.stdlib_module_names, f"{file.name}: {module}"
