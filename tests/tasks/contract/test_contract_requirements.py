"""The prompt says everything that an assertion checks, and everything that it says is checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from jsonschema.exceptions import SchemaError

from tasks.contract.contract import NOT_ASSERTED, openapi, requirements, semantics
from tasks.functional.specs import Spec, assertions

ENDPOINTS = {
    "POST /users", "POST /users/login", "GET /user", "PUT /user", "GET /profiles/{username}",
    "POST /profiles/{username}/follow", "DELETE /profiles/{username}/follow", "GET /articles", "GET /articles/feed",
    "GET /articles/{slug}", "POST /articles", "PUT /articles/{slug}", "DELETE /articles/{slug}",
    "POST /articles/{slug}/comments", "GET /articles/{slug}/comments", "DELETE /articles/{slug}/comments/{id}",
    "POST /articles/{slug}/favorite", "DELETE /articles/{slug}/favorite", "GET /tags",
}  # fmt: skip


def ungiven(given: Iterable[str], specs: Sequence[Spec]) -> list[str]:
    """Assertions that check nothing, or something that no requirement says."""
    return [spec.id for spec in specs if not spec.requires or not set(spec.requires) <= set(given)]


def unchecked(given: Iterable[str], specs: Sequence[Spec]) -> set[str]:
    """Requirements that no assertion names."""
    return set(given) - {name for spec in specs for name in spec.requires}


def test_every_assertion_checks_a_requirement_that_the_agent_is_given() -> None:
    assert ungiven(requirements(), assertions(True)) == []
    assert ungiven(requirements(), assertions(False)) == []


def test_every_requirement_is_checked_or_listed_as_not_asserted() -> None:
    assert unchecked(requirements(), assertions(True)) == set(NOT_ASSERTED)


@pytest.mark.parametrize("name", sorted(set(requirements()) - set(NOT_ASSERTED)))
def test_a_requirement_that_is_missing_on_either_side_is_seen(name: str) -> None:
    """Taken off the page, its assertions have nothing to stand on; without its assertions, it stands unchecked."""
    others = [given for given in requirements() if given != name]
    without = [spec for spec in assertions(True) if name not in spec.requires]
    assert ungiven(others, assertions(True)) == [spec.id for spec in assertions(True) if name in spec.requires]
    assert name in unchecked(requirements(), without)


def test_an_assertion_for_nothing_is_seen() -> None:
    aimless = replace(assertions(True)[0], requires=())
    assert ungiven(requirements(), [aimless]) == [aimless.id]


def test_without_a_database_only_its_own_requirements_go_unchecked() -> None:
    assert unchecked(requirements(), assertions(False)) == {"database.rows", "database.restart", *NOT_ASSERTED}


def test_every_numbered_line_is_read_as_a_requirement() -> None:
    numbered = re.findall(r"^(\d+)\. ", semantics(), re.MULTILINE)
    assert [int(number) for number in numbered] == list(range(1, len(requirements()) + 1))
    assert all(text.endswith(".") for text in requirements().values())


def test_the_document_has_the_19_endpoints_and_the_health_check() -> None:
    found = {
        f"{method.upper()} {path}"
        for path, methods in openapi()["paths"].items()
        for method in methods
        if method != "parameters"
    }
    assert found == ENDPOINTS | {"GET /health-check"}


def test_every_reference_in_the_document_leads_somewhere() -> None:
    document = openapi()
    references = _references(document)
    assert len(references) > 40
    for reference in references:
        place: Any = document
        for part in reference.removeprefix("#/").split("/"):
            place = place.get(part, {})
        assert place, reference


def test_every_schema_is_valid() -> None:
    check = pytest.importorskip("openapi_schema_validator").OAS31Validator.check_schema
    with pytest.raises(SchemaError):
        check({"type": 7})
    schemas = openapi()["components"]["schemas"].values()
    assert len(schemas) > 10
    for schema in schemas:
        check(schema)


def test_who_must_be_logged_in_is_as_the_contract_says() -> None:
    paths = openapi()["paths"]
    open_ = {paths["/users"]["post"]["operationId"], paths["/tags"]["get"]["operationId"]}
    for methods in paths.values():
        for operation in (value for method, value in methods.items() if method != "parameters"):
            demands = operation["security"] == [{"Token": []}]
            assert ("401" in operation["responses"]) or operation["operationId"] in {*open_, "healthCheck"}
            if operation["operationId"] in {"listArticles", "getArticle", "getProfile", "listComments"}:
                assert operation["security"] == [{}, {"Token": []}]
            elif operation["operationId"] in {"register", "logIn", "listTags", "healthCheck"}:
                assert operation["security"] == []
            else:
                assert demands


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [found for item in value.values() for found in _references(item)]
    return [found for item in value for found in _references(item)] if isinstance(value, list) else []
