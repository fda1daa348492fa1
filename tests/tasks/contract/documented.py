"""The OpenAPI document as a judge of answers: is this status, this Content-Type, this body what it promises?"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import openapi_schema_validator as validator

from tasks.contract.contract import openapi


@dataclass(frozen=True)
class Told:
    """One answer as it came, to the request that it came to."""

    method: str
    target: str
    status: int | None
    content_type: str
    body: bytes


class Document:
    """The document, its schemas compiled once. `seen` are the operations and statuses that were judged so far."""

    def __init__(self, document: dict[str, Any] | None = None) -> None:
        self._document = document or openapi()
        self._operations = {
            (method, tuple(path.strip("/").split("/"))): operation
            for path, methods in self._document["paths"].items()
            for method, operation in methods.items()
            if method != "parameters"
        }
        self._compiled: dict[tuple[str, str], Any] = {}
        self.seen: set[tuple[str, str]] = set()

    def promised(self) -> set[tuple[str, str]]:
        """Every operation with every status that it may answer."""
        return {
            (operation["operationId"], status)
            for operation in self._operations.values()
            for status in operation["responses"]
        }

    def troubles(self, answers: Iterable[Told]) -> list[str]:
        """What is not as the document says, answer by answer."""
        return [trouble for told in answers if (trouble := self.trouble(told))]

    def trouble(self, told: Told) -> str:
        """Empty where the answer is as the document says, else what isn't."""
        operation = self._operation(told.method.lower(), told.target)
        if operation is None:
            return f"{told.method} {told.target}: no such operation"
        name, code = operation["operationId"], str(told.status)
        response = self._resolved(operation["responses"].get(code))
        if response is None:
            return f"{name}: {code} is not among {sorted(operation['responses'])}"
        self.seen.add((name, code))
        if "content" not in response:
            return f"{name}: a body behind {code}: {told.body[:80]!r}" if code == "204" and told.body else ""
        if told.content_type.partition(";")[0].strip().lower() not in response["content"]:
            return f"{name}: {code} came as {told.content_type!r}, not as {list(response['content'])}"
        try:
            value = json.loads(told.body)
        except ValueError:
            return f"{name}: {code} is not JSON: {told.body[:80]!r}"
        errors = self._validator(name, code, response).iter_errors(value)
        return next((f"{name}: {code} at {error.json_path}: {error.message[:200]}" for error in errors), "")

    def _operation(self, method: str, target: str) -> dict[str, Any] | None:
        parts = target.partition("?")[0].removeprefix("/api/").split("/")
        fitting = [
            (sum(part.startswith("{") for part in path), operation)
            for (verb, path), operation in self._operations.items()
            if verb == method
            and len(path) == len(parts)
            and all(want.startswith("{") or want == got for want, got in zip(path, parts, strict=True))
        ]
        return min(fitting, key=lambda found: found[0])[1] if fitting else None

    def _resolved(self, response: dict[str, Any] | None) -> dict[str, Any] | None:
        if response is None or "$ref" not in response:
            return response
        found: dict[str, Any] = self._document["components"]["responses"][response["$ref"].rpartition("/")[2]]
        return found

    def _validator(self, name: str, code: str, response: dict[str, Any]) -> Any:
        if (name, code) not in self._compiled:
            schema = {
                **response["content"]["application/json"]["schema"],
                "components": self._document["components"],
            }
            self._compiled[name, code] = validator.OAS31Validator(schema)
        return self._compiled[name, code]
