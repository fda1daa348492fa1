"""The tables are made at start-up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasks.scorecard import Finding
from tasks.structural.case import Case

_MAKES = re.compile(
    r"(?:^|\.)(?:create_all|create_tables?|sync|migrate|upgrade|createTable|create_model|generate_schemas|createSchema|createAllTables|up)$"
)
_MIGRATES = re.compile(
    r"manage\.py (?:.* )?migrate|alembic .*upgrade|flask .*db .*upgrade|sequelize(?:-cli)? .*db:migrate|knex .*migrate"
    r"|prisma .*(?:push|deploy)"
    r"|psql .*-f|sqlite3 .*<|drizzle-kit"
)


def no_schema(case: Case) -> Iterator[Finding]:
    """Nothing that runs at start-up makes the tables."""
    openings = case.storage.openings
    if case.task.database is None or not openings:
        return
    if any(_MIGRATES.search(" ".join(command)) for command in case.project.start.commands):
        return
    used = _used_names(case)
    if any(_makes_schema(case, path, used) for path in case.running):
        return
    elsewhere = next(
        (path for path in case.project.files if path not in case.project.vendored and _makes_schema(case, path, None)),
        None,
    )
    hint = f" {elsewhere} could, but nothing runs that part of it." if elsewhere else ""
    yield Finding(
        "no-schema",
        openings[0].path,
        openings[0].line,
        f"Nothing that runs at start-up makes the tables, so on an empty database the first request fails.{hint}",
        "Create the tables (if they aren't there) before the server takes requests.",
        0.8,
    )


def _used_names(case: Case) -> frozenset[str]:
    """The last word of every name that running code reads, calls or decorates, and of those that the script names."""
    names: set[str] = set()
    for path in case.running:
        facts = case.facts(path)
        names |= facts.names
        for function in facts.functions:
            if function.decorators:
                names.add(function.name.rsplit(".", 1)[-1])
    for code in (*case.project.start.code, *(" ".join(command) for command in case.project.start.commands)):
        names.update(re.findall(r"\w+", code))
    return frozenset(names)


def _makes_schema(case: Case, path: str, used: frozenset[str] | None) -> bool:
    """Whether a module makes tables; with `used`, whether it does so in a place that is really called."""
    facts = case.facts(path)

    def runs(scope: str) -> bool:
        inner = scope.rsplit(".", 1)[-1]
        return (
            used is None or not scope or "<" in inner or inner in used or inner[:1].isupper() or inner.startswith("__")
        )

    for item in facts.sql:
        if item.kind == "schema" and item.verb == "create" and runs(item.scope):
            # A statement in a constant runs where the constant is used, so its own place says nothing.
            scopes = [] if item.scope else _where_used(case, path, item.text)
            if not scopes or any(runs(scope) for scope in scopes):
                return True
    for call in facts.calls:
        named = any(arg.name.rsplit(".", 1)[-1] in ("create_all", "sync") for arg in call.args)
        told = any(arg.text in ("migrate", "upgrade", "db:migrate") for arg in call.args)
        if (_MAKES.search(call.name) or named or told) and runs(call.scope):
            return True
    return any(text.endswith(".sql") for text, _ in facts.strings)


def _where_used(case: Case, path: str, text: str) -> list[str]:
    """The functions that get the constant which holds this text as an argument."""
    names = {name for name, value in case.facts(path).bindings.items() if value.text[:200] == text}
    return [
        call.scope
        for other in case.running
        for call in case.facts(other).calls
        if any(arg.name.rsplit(".", 1)[-1] in names for arg in call.args)
    ]
