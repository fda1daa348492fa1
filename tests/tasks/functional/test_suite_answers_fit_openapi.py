"""The suite, the double and the OpenAPI document agree on every answer."""

from __future__ import annotations

from typing import Any

import pytest

from tasks.contract.contract import openapi

validator = pytest.importorskip("openapi_schema_validator")


def _operation(document: dict[str, Any], method: str, target: str) -> dict[str, Any]:
    parts = target.partition("?")[0].removeprefix("/api/").split("/")
    paths = sorted(document["paths"], key=lambda path: path.count("{"))
    for path in paths:
        wanted = path.removeprefix("/").split("/")
        fits = len(wanted) == len(parts) and all(
            w == p or w.startswith("{") for w, p in zip(wanted, parts, strict=True)
        )
        if fits and method.lower() in document["paths"][path]:
            found: dict[str, Any] = document["paths"][path][method.lower()]
            return found
    raise AssertionError(f"{method} {target} is not in the document")


def test_every_answer_of_a_correct_server_is_as_the_document_says(double: Any, score: Any) -> None:
    document = openapi()
    conduit = double.Conduit()
    handler = double.handler_for(conduit)
    with double.serving(handler) as port:
        score(port, environment=double.Beside(conduit, "sqlite"))
    seen = set()
    for method, target, status, value in handler.exchanges:
        operation = _operation(document, method, target)
        response = operation["responses"][str(status)]
        if "$ref" in response:
            response = document["components"]["responses"][response["$ref"].rpartition("/")[2]]
        if "content" in response:
            schema = {**response["content"]["application/json"]["schema"], "components": document["components"]}
            validator.validate(value, schema, cls=validator.OAS31Validator)
        else:
            assert value is None or operation["operationId"] == "healthCheck"
        seen.add((operation["operationId"], str(status)))
    every = {
        (operation["operationId"], status)
        for methods in document["paths"].values()
        for method, operation in methods.items()
        if method != "parameters"
        for status in operation["responses"]
    }
    assert seen == every
