"""The prescribed engine is opened by the code that runs, alone, in a file of the program's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasks.scorecard import Finding
from tasks.structural.case import Case
from tasks.structural.rules.database.emulator import database_emulator

LABEL = {"sqlite": "SQLite", "postgres": "PostgreSQL", "memory": "SQLite in memory", "other": "another store"}
_ABSOLUTE = re.compile(r"^/(?!workspace/)[\w.]+/")


def wrong_engine(case: Case) -> Iterator[Finding]:
    """The running code doesn't open the prescribed engine, or opens another one as well."""
    wanted = case.task.database
    if wanted is None:
        return
    openings = case.storage.openings
    right = [opening for opening in openings if opening.engine == wanted]
    for opening in openings:
        if opening.engine not in (wanted, "unknown"):
            yield Finding(
                "wrong-engine",
                opening.path,
                opening.line,
                _why_wrong(opening.engine, opening.by, wanted),
                f"Open {LABEL[wanted]} alone, with no fallback.",
            )
    if right or any(opening.engine == "unknown" for opening in openings):
        return
    if not openings and not any(True for _ in database_emulator(case)):
        yield Finding(
            "wrong-engine",
            case.entry,
            1,
            f"No code that runs opens a database; the task asks for {LABEL[wanted]}. "
            "A driver that is only declared or imported keeps nothing.",
            f"Connect to {LABEL[wanted]} at start-up and keep all data there.",
            0.9,
        )


def _why_wrong(engine: str, by: str, wanted: str) -> str:
    if engine == "memory":
        return f"This opens SQLite in memory ({by}): after a restart its data is gone."
    return f"The data belongs into {LABEL[wanted]}, but this opens {LABEL.get(engine, engine)} with {by}."


def file_elsewhere(case: Case) -> Iterator[Finding]:
    """The SQLite file lies outside the working directory, where it isn't the program's own."""
    for opening in case.storage.openings:
        if opening.engine == "sqlite" and _ABSOLUTE.match(opening.file):
            yield Finding(
                "file-elsewhere",
                opening.path,
                opening.line,
                f"This opens {opening.file[:100]}, a file outside the working directory.",
                "Open a file inside the working directory, by a path that is relative to the program's own place.",
            )
