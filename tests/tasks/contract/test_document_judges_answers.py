"""The OpenAPI document sees an answer that is not as it says; a judge that sees nothing would prove nothing."""

from __future__ import annotations

import pytest
from documented import Document, Told

from tasks.contract.contract import openapi

JSON = "application/json; charset=utf-8"
USER = b'{"user": {"email": "a@mail.com", "token": "x", "username": "a", "bio": null, "image": null}}'


def test_answers_as_promised_are_no_trouble() -> None:
    fine = [
        Told("GET", "/api/tags", 200, JSON, b'{"tags": ["a"]}'),
        Told("GET", "/api/user", 200, JSON, USER),
        Told("GET", "/api/articles/feed?limit=1", 401, "application/json", b'{"errors": {"token": ["is missing"]}}'),
        Told("DELETE", "/api/articles/a-b", 204, "", b""),
    ]
    assert Document().troubles(fine) == []


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Told("GET", "/api/tags", 200, JSON, b'{"tags": [1]}'), "1 is not of type 'string'"),
        (Told("GET", "/api/tags", 200, "text/html", b'{"tags": []}'), "came as 'text/html'"),
        (Told("GET", "/api/tags", 200, JSON, b"<p>"), "is not JSON"),
        (Told("GET", "/api/tags", 500, JSON, b"{}"), "500 is not among"),
        (Told("GET", "/api/tags", None, "", b""), "None is not among"),
        (Told("GET", "/api/tag", 200, JSON, b"{}"), "no such operation"),
        (Told("POST", "/api/users", 201, JSON, USER.replace(b"null", b"7", 1)), "7 is not of type"),
        (Told("GET", "/api/user", 200, JSON, USER.replace(b'"token": "x", ', b"")), "'token' is a required property"),
        (Told("GET", "/api/articles/a", 404, JSON, b'{"errors": {}}'), "errors"),
        (Told("GET", "/api/articles/feed", 200, JSON, b'{"articles": []}'), "'articlesCount' is a required property"),
        (Told("DELETE", "/api/articles/a", 204, "", b"{}"), "a body behind 204"),
    ],
)
def test_an_answer_that_is_not_as_promised_is_seen(told: Told, words: str) -> None:
    assert words in Document().trouble(told)


def test_a_document_that_says_something_else_is_seen() -> None:
    document = openapi()
    document["components"]["schemas"]["Tags"]["properties"]["tags"]["items"]["type"] = "integer"
    assert Document(document).trouble(Told("GET", "/api/tags", 200, JSON, b'{"tags": ["a"]}'))
