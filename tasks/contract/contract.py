"""The contract as an agent is given it: an OpenAPI document, and the semantics that OpenAPI can't say."""

from __future__ import annotations

import functools
import json
import re
from importlib import resources
from typing import Any

_REQUIREMENT = re.compile(r"^\d+\. \[([a-z.-]+)\] (.+(?:\n {2,}\S.*)*)", re.MULTILINE)

NOT_ASSERTED: dict[str, str] = {
    "json": "the bodies are read as JSON, but no assertion looks at the Content-Type of an answer",
    "database.schema": "a server that does not do it never becomes healthy, or fails whatever uses the table",
}
"""Requirements that no assertion names, and why."""


@functools.cache
def _text(name: str) -> str:
    return resources.files("tasks.contract").joinpath(name).read_text(encoding="utf-8")


def openapi() -> dict[str, Any]:
    """The OpenAPI 3.1 document, a fresh copy."""
    document: dict[str, Any] = json.loads(_text("openapi.json"))
    return document


def semantics() -> str:
    """The semantics page, Markdown with one numbered requirement a rule."""
    return _text("semantics.md")


def requirements() -> dict[str, str]:
    """Every requirement's text on one line, by its stable id, in the page's order."""
    return {found.group(1): " ".join(found.group(2).split()) for found in _REQUIREMENT.finditer(semantics())}
