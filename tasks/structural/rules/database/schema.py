"""The tables are made at start-up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasks.scorecard import Finding
from tasks.structural.case import Case
from tasks.structural.facts import Call, Value

_MAKES = re.compile(
    r"(?:^|\.)(?:create_all|create_tables?|sync|migrate|upgrade|createTable|create_model|generate_schemas|createSchema|createAllTables|up"
    r"|updateSchema|refreshDatabase|ensureDatabase|migrateToLatest|runMigrations|synchronize|migrate\.latest|evolve|createCollection)$"
)
_TOLD = frozenset({"synchronize", "migrationsRun", "generate_schemas"})
"""Settings that make a mapper create the tables when it connects."""
_MIGRATES = re.compile(
    r"manage\.py (?:.* )?migrate|alembic .*upgrade|flask .*db .*upgrade|sequelize(?:-cli)? .*db:migrate|knex .*migrate"
    r"|prisma .*(?:push|deploy|migrate)|typeorm .*(?:migration:run|schema:sync)|mikro-orm .*(?:migration:up|schema:\w+)"
    r"|psql .*-f|sqlite3 .*<|drizzle-kit|yoyo .*apply|aerich .*upgrade|(?:node-pg-migrate|db-migrate|dbmate|umzug) .*up"
)


def no_schema(case: Case) -> Iterator[Finding]:
    """Nothing that runs at start-up makes the tables."""
    openings = case.storage.openings
    if case.task.database is None or not openings:
        return
    if any(_MIGRATES.search(" ".join(command)) for command in case.project.start.commands):
        return
    if any(_makes_schema(case, path, asleep=False) for path in case.running):
        return
    elsewhere = next(
        (path for path in case.project.files if _makes_schema(case, path, asleep=True)),
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


def _makes_schema(case: Case, path: str, *, asleep: bool) -> bool:
    """Whether a module makes tables in a place that is really called, or (`asleep`) in any place."""
    facts = case.facts(path)

    def runs(scope: str) -> bool:
        return asleep or case.called.runs(scope)

    for item in facts.sql:
        if facts.language == "sql" and not asleep:
            break  # its statements run where code names the file
        if item.kind == "schema" and item.verb == "create" and runs(item.scope):
            # A statement in a constant runs where the constant is used, so its own place says nothing.
            scopes = [] if item.scope else _where_used(case, path, item.text)
            if not scopes or any(runs(scope) for scope in scopes):
                return True
    if any(_makes(call) and runs(call.scope) for call in facts.calls):
        return True
    if any(_is_told(value.parts) for value in facts.bindings.values()):
        return True
    return any(text.endswith(".sql") and runs(facts.around(line)) for text, line in facts.strings)


def _is_told(entries: tuple[tuple[str, Value], ...]) -> bool:
    return any(key in _TOLD and value.name.lower() == "true" for key, value in entries)


def _makes(call: Call) -> bool:
    return (
        _MAKES.search(call.name) is not None
        or any(arg.name.rsplit(".", 1)[-1] in ("create_all", "sync") for arg in call.args)
        or any(arg.text in ("migrate", "upgrade", "db:migrate") for arg in call.args)
        or _is_told(call.keywords)
    )


def _where_used(case: Case, path: str, text: str) -> list[str]:
    """The functions that get the constant which holds this text as an argument."""
    names = {name for name, value in case.facts(path).bindings.items() if value.text[:200] == text}
    return [
        call.scope
        for other in case.running
        for call in case.facts(other).calls
        if any(arg.name.rsplit(".", 1)[-1] in names for arg in call.args)
    ]
