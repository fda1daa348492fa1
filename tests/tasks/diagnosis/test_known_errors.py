"""Errors that a log names outright are recognised for what they are, and not by a more general rule."""

from __future__ import annotations

import pytest

from tasks.diagnosis.known import recognise


@pytest.mark.parametrize(
    ("text", "category", "words"),
    [
        (
            "TypeError: the JSON object must be str, bytes or bytearray, not coroutine",
            "framework_idiosyncrasy",
            "before it had been awaited",
        ),
        ("TypeError: res.body.getReader is not a function", "framework_idiosyncrasy", "forgot to return"),
        (
            "FastifyError: Async function has too many arguments. code: 'FST_ERR_HOOK_INVALID_ASYNC_HANDLER'",
            "server_startup_failure",
            "takes `done` as well",
        ),
        ("sqlite3.OperationalError: no such table: users", "database_runtime_error", "A table is missing"),
        ("TypeError: 'coroutine' object is not iterable", "database_runtime_error", "asynchronous database driver"),
    ],
)
def test_the_particular_error_is_named(text: str, category: str, words: str) -> None:
    known = recognise(text)
    assert known is not None
    assert known.category == category
    assert words in known.title
