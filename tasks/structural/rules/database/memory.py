"""The data of the domain outlives the process."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.scorecard import Finding
from tasks.structural.case import Case
from tasks.structural.layers import words
from tasks.structural.rules import stores
from tasks.structural.rules.database.engine import LABEL

_VAGUE = {"db", "database", "store", "storage", "data", "state", "memory", "table", "record", "row", "collection"}


def memory_store(case: Case) -> Iterator[Finding]:
    """Domain data lives in containers of the process while the database stands by."""
    if case.task.database is None:
        return
    read = {
        word
        for path in case.running
        for statement in case.facts(path).sql
        if statement.kind == "read"
        for table in statement.tables
        for word in words(table)
    }
    written = {word for path in case.running for statement in case.facts(path).sql if statement.kind == "write"
               for table in statement.tables for word in words(table)}  # fmt: skip
    # Rows that are written and never read back are a copy; the container is what answers.
    written = {word for word in written if word.rstrip("s") in {one.rstrip("s") for one in read}}
    written |= {
        word
        for path in case.running
        for touch in case.touches.at(path)
        if touch.kind == "orm"
        for word in words(touch.name)
    }
    singular = {word.rstrip("s") for word in written}
    for store in stores.found(case, case.running):
        specific = {noun.rstrip("s") for noun in store.nouns}
        if specific & singular or (written and not specific - _VAGUE):
            continue
        yield Finding(
            "memory-store",
            store.path,
            store.line,
            f"`{store.name}` keeps data in the process, not in {LABEL[case.task.database]}.",
            "Store and read this through the database, and drop the container.",
            0.9,
        )
