"""The ORM is used: entities are mapped with it, and the domain is read and written through it alone."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.scorecard import Finding
from tasks.structural.case import Case, Rule
from tasks.structural.packages import DRIVERS

_LABEL = {"sqlalchemy": "SQLAlchemy", "sequelize": "Sequelize"}


def _wanted(case: Case) -> str:
    return "sqlalchemy" if case.python else "sequelize"


def no_entities(case: Case) -> Iterator[Finding]:
    """No class is mapped with the prescribed ORM, or the domain is mapped with another one."""
    wanted = _wanted(case)
    mapped = case.storage.entities
    running = {name: info for name, info in mapped.items() if info[1] in case.project.reachable}
    for name, (mapper, path, line) in running.items():
        if mapper != wanted:
            yield Finding(
                "no-entities",
                path,
                line,
                f"`{name}` is mapped with {mapper}; the task asks for {_LABEL[wanted]}.",
                f"Map it with {_LABEL[wanted]}.",
            )
    if case.python:
        yield from _djangos_own(case)
    if not any(mapper == wanted for mapper, _, _ in running.values()):
        asleep = next((info for info in mapped.values() if info[0] == wanted), None)
        reason = (
            f"entities are mapped in {asleep[1]}, but nothing that runs imports it"
            if asleep
            else "no class is mapped to a table"
        )
        yield Finding(
            "no-entities",
            asleep[1] if asleep else case.entry,
            asleep[2] if asleep else 1,
            f"The task asks for {_LABEL[wanted]}, but {reason}. A dependency that is only declared maps nothing.",
            f"Map each entity (user, article, comment, ...) with {_LABEL[wanted]}.",
            0.9,
        )


def _djangos_own(case: Case) -> Iterator[Finding]:
    """`User.objects` where `User` is one of Django's own models, mapped by Django whatever else the tree maps."""
    for path in case.running:
        facts = case.facts(path)
        own = {
            name
            for name, held in facts.bindings.items()
            if held.kind == "call" and held.name.endswith("get_user_model")
        }
        for local, (package, _) in case.storage.externals(path).items():
            if package.startswith("django.contrib.") and package.endswith(".models"):
                own.add(local)
        for call in facts.calls:
            if "objects." not in call.name:
                continue
            head, _, rest = call.name.replace("get_user_model()", "get_user_model").partition(".")
            if rest.startswith("objects.") and (head in own or head == "get_user_model"):
                label = _LABEL[_wanted(case)]
                yield Finding(
                    "no-entities",
                    path,
                    call.line,
                    f"`{head}` is a model of Django itself, mapped by Django's ORM; the task asks for {label}.",
                    f"Map users with {label} as well, and read and write them through it.",
                )


def raw_sql(case: Case) -> Iterator[Finding]:
    """The domain is read or written with SQL text, be it through the ORM's own package."""
    for path in case.running:
        for statement in case.facts(path).sql:
            if statement.kind not in ("read", "write"):
                continue
            how = f" through {statement.callee}()" if statement.callee else ""
            tables = ", ".join(table for table in statement.tables[:3] if table) or "a table"
            yield Finding(
                "raw-sql",
                path,
                statement.line,
                f"{statement.verb.upper()} on {tables} is written as text{how}, which bypasses the entities.",
                f"Say it with the entities and {_LABEL[_wanted(case)]}'s query functions.",
            )


def mapper_unused(case: Case) -> Iterator[Finding]:
    """Entities are mapped, but the domain is read or written by other means: a bare driver, or not with them at all."""
    wanted = _wanted(case)
    mapped = [
        info for info in case.storage.entities.values() if info[0] == wanted and info[1] in case.project.reachable
    ]
    if not mapped:
        return
    used = any(touch.kind == "orm" for path in case.running for touch in case.touches.at(path))
    if not used:
        yield Finding(
            "orm-unused",
            mapped[0][1],
            mapped[0][2],
            f"Entities are mapped with {_LABEL[wanted]}, but no code that runs reads or writes through them.",
            "Use the entities for every read and write.",
            0.8,
        )
    for opening in case.storage.openings:
        if opening.by in DRIVERS and _works_beside(case, opening.path):
            yield Finding(
                "orm-unused",
                opening.path,
                opening.line,
                f"This opens the database with the bare driver {opening.by} and works on it past {_LABEL[wanted]}.",
                f"Use {_LABEL[wanted]}'s own session or connection.",
                0.9,
            )


def _works_beside(case: Case, path: str) -> bool:
    facts = case.facts(path)
    if any(statement.kind in ("read", "write") for statement in facts.sql):
        return True
    if any(statement.kind in ("plumbing", "schema") for statement in facts.sql):
        return False
    return any(
        call.name.endswith((".execute", ".query", ".prepare", ".fetch", ".fetchrow"))
        and call.args
        and call.args[0].kind != "text"
        for call in facts.calls
    )


RULES = (
    Rule(
        "no-entities",
        "orm",
        "Mapped entities",
        "What the domain is made of is mapped once, with the ORM that the task names.",
        no_entities,
    ),
    Rule(
        "raw-sql",
        "orm",
        "No SQL as text",
        "Reads and writes go through the mapping, so that a change of the entities reaches all of them.",
        raw_sql,
    ),
    Rule(
        "orm-unused",
        "orm",
        "The ORM does the work",
        "The mapped entities are what the app reads and writes with, not a decoration beside a bare driver.",
        mapper_unused,
    ),
)
