"""The suite, the double and the OpenAPI document agree on every answer."""

from __future__ import annotations

import json
from typing import Any

from documented import Document, Told


def test_every_answer_of_a_correct_server_is_as_the_document_says(double: Any, score: Any) -> None:
    document = Document()
    conduit = double.Conduit()
    handler = double.handler_for(conduit)
    with double.serving(handler) as port:
        score(port, environment=double.Beside(conduit, "sqlite"))
    troubles = document.troubles(
        Told(method, target, status, "application/json", b"" if value is None else json.dumps(value).encode())
        for method, target, status, value in handler.exchanges
    )
    assert troubles == []
    assert document.seen == document.promised()
