"""Errors that a log names outright are recognised for what they are, and not by a more general rule."""

from __future__ import annotations

import pytest

from tasks.catalogue import find
from tasks.diagnosis.diagnose import failures
from tasks.diagnosis.known import recognise
from tasks.scorecard import Evidence, Functional, Structural, Tally, Verdict


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
        ("ModuleNotFoundError: No module named '\\r'", "server_startup_failure", "Windows line ends"),
        ("run.sh: 2: set: Illegal option -\r", "server_startup_failure", "Windows line ends"),
        ("run.sh: line 3: $'uvicorn\\r': command not found", "server_startup_failure", "Windows line ends"),
        ("run.sh: 3: uvicorn\r: not found", "server_startup_failure", "Windows line ends"),
        ("/bin/sh^M: bad interpreter: No such file or directory", "server_startup_failure", "Windows line ends"),
        ("bash: /workspace/run.sh: cannot execute: required file not found", "server_startup_failure", "first line"),
        ("ModuleNotFoundError: No module named 'route'", "server_startup_failure", "module route is not there"),
    ],
)
def test_the_particular_error_is_named(text: str, category: str, words: str) -> None:
    known = recognise(text)
    assert known is not None
    assert known.category == category
    assert words in known.title


def test_a_broken_category_is_called_by_its_name() -> None:
    kept, broken = Verdict(False, True), Verdict(True, False)
    nothing = Functional(Tally(1, 1), Tally(0, 0), ())
    task = find("flask/clean+sqlite+orm")
    (orm,) = failures(task, nothing, Structural(kept, kept, kept, broken), Evidence(), {})
    (database,) = failures(task, nothing, Structural(kept, kept, broken, kept), Evidence(), {})
    assert orm.title == "ORM is required and broken."
    assert database.title == "Database is required and broken."
