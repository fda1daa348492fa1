"""The prescribed database engine holds the data: opened by the running code, alone, its tables made at start-up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasks.scorecard import Finding
from tasks.structural.case import Case, Rule
from tasks.structural.layers import words
from tasks.structural.packages import DRIVERS, EMULATORS, ORMS
from tasks.structural.rules import stores

_LABEL = {"sqlite": "SQLite", "postgres": "PostgreSQL", "memory": "SQLite in memory", "other": "another store"}
_MAKES = re.compile(
    r"(?:^|\.)(?:create_all|create_tables?|sync|migrate|upgrade|createTable|create_model|generate_schemas|createSchema|createAllTables|up)$"
)
_MIGRATES = re.compile(
    r"manage\.py (?:.* )?migrate|alembic .*upgrade|flask .*db .*upgrade|sequelize(?:-cli)? .*db:migrate|knex .*migrate"
    r"|prisma .*(?:push|deploy)"
    r"|psql .*-f|sqlite3 .*<|drizzle-kit"
)


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
                f"Open {_LABEL[wanted]} alone, with no fallback.",
            )
    if right or any(opening.engine == "unknown" for opening in openings):
        return
    if not openings and not any(True for _ in database_emulator(case)):
        yield Finding(
            "wrong-engine",
            case.entry,
            1,
            f"No code that runs opens a database; the task asks for {_LABEL[wanted]}. "
            "A driver that is only declared or imported keeps nothing.",
            f"Connect to {_LABEL[wanted]} at start-up and keep all data there.",
            0.9,
        )


def _why_wrong(engine: str, by: str, wanted: str) -> str:
    if engine == "memory":
        return f"This opens SQLite in memory ({by}): after a restart its data is gone."
    return f"The data belongs into {_LABEL[wanted]}, but this opens {_LABEL.get(engine, engine)} with {by}."


def memory_store(case: Case) -> Iterator[Finding]:
    """Domain data lives in containers of the process while the database stands by."""
    if case.task.database is None:
        return
    written = {word for path in case.running for statement in case.facts(path).sql if statement.kind == "write"
               for table in statement.tables for word in words(table)}  # fmt: skip
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
            f"`{store.name}` keeps data in the process, not in {_LABEL[case.task.database]}.",
            "Store and read this through the database, and drop the container.",
            0.9,
        )


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


_ABSOLUTE = re.compile(r"^/(?!workspace/)[\w.]+/")
_VAGUE = {"db", "database", "store", "storage", "data", "state", "memory", "table", "record", "row", "collection"}


def database_emulator(case: Case) -> Iterator[Finding]:
    """A package or a file of the tree pretends to be the database or its driver."""
    for path in case.running:
        for item in case.facts(path).imports:
            head = (
                item.target.split("/")[0] if not item.target.startswith("@") else "/".join(item.target.split("/")[:2])
            )
            target = case.project.resolve(item.target, path)
            if target is None and (head in EMULATORS or item.target in EMULATORS):
                yield Finding(
                    "database-emulator",
                    path,
                    item.line,
                    f"{item.target} only imitates a database inside the process, so the data never reaches a real one.",
                    "Connect to the real database.",
                )
            elif target is not None and not item.target.startswith((".", "#", "@/", "~")):
                top = head.split(".")[0] if path.endswith(".py") else head
                if (top in DRIVERS or top in ORMS) and top not in (
                    "level",
                    "databases",
                    "dataset",
                    "records",
                    "postgres",
                    "sqlite",
                    "redis",
                    "motor",
                    "databases",
                ):
                    yield Finding(
                        "database-emulator",
                        path,
                        item.line,
                        f"`{item.target}` means {target} of this tree here, a stand-in for the package of that name.",
                        f"Remove {target}, so that the name means the installed package.",
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


RULES = (
    Rule(
        "wrong-engine",
        "database",
        "The prescribed engine",
        "All data lives in the database that the task names, opened by the code that runs.",
        wrong_engine,
    ),
    Rule(
        "file-elsewhere",
        "database",
        "A file of the program's own",
        "The SQLite file lies inside the working directory, so that the data goes where the program goes.",
        file_elsewhere,
        engine="sqlite",
    ),
    Rule(
        "memory-store",
        "database",
        "No store in memory",
        "Data outlives the process: what a request wrote is there after a restart.",
        memory_store,
    ),
    Rule(
        "database-emulator",
        "database",
        "A real database",
        "The database is the real one, not a package or file that imitates it.",
        database_emulator,
    ),
    Rule(
        "no-schema",
        "database",
        "Tables at start-up",
        "The app makes its own tables on an empty database, so that it runs anywhere.",
        no_schema,
    ),
)
