"""One defect at a time in a reference build, and the judge notices: the assertion about the broken rule fails.

That the same builds untouched pass every assertion, with the same seed, is what the tests of the references show.
"""

from __future__ import annotations

import ast
from collections import Counter

import pytest
from bench import Bench
from mutant_shelf import Mutant, mutants

from tasks.contract.contract import NOT_ASSERTED, requirements
from tasks.functional.specs import assertions
from tasks.reference.compose import reference

SEED = 11
AREAS = {
    "authentication", "ownership", "validation and uniqueness", "partial updates", "slugs",
    "filters and their combinations", "pagination and order", "feed", "per-viewer flags and counts",
    "comments' scope", "tags", "status codes", "value types and formats", "nulls", "unicode", "idempotence",
    "deletes and what they take along", "no password in any answer", "restart with data kept",
    "rows really in the prescribed database", "errors", "requests with and without a body", "start-up",
}  # fmt: skip
"""What the extended tier exists to notice, and what every request goes through."""


def marked(mutant: Mutant) -> list[pytest.MarkDecorator]:
    marks = [pytest.mark.bubblewrap]
    if mutant.task.language == "node":
        marks.append(pytest.mark.node)
    if mutant.task.database == "postgres":
        marks.append(pytest.mark.postgres)
    return marks


@pytest.mark.parametrize("mutant", [pytest.param(mutant, id=mutant.id, marks=marked(mutant)) for mutant in mutants()])
def test_a_mutant_is_noticed(bench: Bench, mutant: Mutant) -> None:
    detail = bench.score(mutant.task, mutant.applied(reference(mutant.task)), SEED)
    of = detail.card.functional.assertions
    failed = {one.id: one.reason for one in of if not one.passed}
    if mutant.survives:
        assert failed == {}, "it is noticed now: it is no survivor any more"
        return
    assert mutant.noticed in failed, failed
    if mutant.area != "start-up":
        assert detail.evidence.served, "a server that does not start shows nothing of this rule"
        assert all(exchange.status is not None for exchange in detail.evidence.exchanges)
        assert len(failed) <= len(of) / 3, "it breaks too much to show anything of this rule"


@pytest.mark.parametrize("mutant", mutants(), ids=lambda mutant: mutant.id)
def test_a_mutant_is_one_change_of_a_build_as_it_is_today(mutant: Mutant) -> None:
    tree = reference(mutant.task)
    changed = mutant.applied(tree)
    assert [path for path in tree if tree[path] != changed[path]] == [mutant.file]
    if mutant.file.endswith(".py"):
        ast.parse(changed[mutant.file])


def test_the_assertion_that_notices_is_about_the_rule() -> None:
    requires = {spec.id: spec.requires for spec in assertions(True)}
    for mutant in mutants():
        assert bool(mutant.noticed) != bool(mutant.survives), mutant.id
        assert mutant.survives or mutant.rule in requires[mutant.noticed], mutant.id


def test_every_rule_is_broken_by_some_mutant_that_is_noticed() -> None:
    broken = {mutant.rule for mutant in mutants() if mutant.noticed}
    assert broken == set(requirements()) - set(NOT_ASSERTED)


def test_at_least_97_of_100_are_noticed_by_the_two_tiers_together() -> None:
    survivors = [mutant.id for mutant in mutants() if mutant.survives]
    assert len(survivors) <= 0.03 * len(mutants()), survivors


def test_the_shelf_covers_every_area_language_framework_and_kind_of_storage() -> None:
    shelf = mutants()
    assert len({mutant.id for mutant in shelf}) == len(shelf) >= 200
    assert {mutant.area for mutant in shelf} == AREAS
    assert min(Counter(mutant.area for mutant in shelf).values()) >= 3
    languages = Counter(mutant.task.language for mutant in shelf)
    assert min(languages["python"], languages["node"]) >= 80
    assert len({mutant.task.framework.name for mutant in shelf}) == 8
    storages = {(mutant.task.language, mutant.task.database, mutant.task.orm) for mutant in shelf}
    assert len(storages) == 10
