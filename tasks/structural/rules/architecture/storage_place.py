"""Stored data is read and written in repositories alone."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.scorecard import Finding
from tasks.structural.case import Case
from tasks.structural.layers import LAYERS
from tasks.structural.rules import stores
from tasks.structural.rules.architecture import handed

_MANAGERS = frozenset({"Repository", "EntityManager", "DataSource", "TreeRepository", "MongoRepository"})
_WRITES = frozenset({"writeFile", "writeFileSync", "outputFile", "outputFileSync", "writeJson", "writeJsonSync",
                     "writeJSON", "writeJSONSync", "outputJson"})  # fmt: skip


def db_outside_repo(case: Case) -> Iterator[Finding]:
    """Stored data is read or written outside the repositories."""
    for path in case.project.product:
        role = case.layers.of(path)
        if role == "repositories" or case.facts(path).language == "sql":
            continue
        if role == "none" and _only_statements(case, path):
            continue
        for touch in case.touches.at(path):
            if role == "routes" and touch.kind == "orm":
                continue
            if touch.kind == "orm" and touch.name == "" and role in ("none", "root"):
                continue
            if role in ("none", "root") and _by_hand(case, path, touch.line):
                continue
            yield _outside(path, touch.line, role, touch.how, touch.strength if role != "none" else 0.8)
        if role in ("routes", "services"):
            for opening in case.storage.opened_in(path):
                yield _outside(path, opening.line, role, f"a database opened with {opening.by}", 1.0)
        if role == "services":
            for line, how in handed.stored_by_itself(case, path):
                yield _outside(path, line, role, how, 0.8)
        if role in ("routes", "services"):
            for line, how in _by_managers(case, path):
                yield _outside(path, line, role, how, 0.9)
            for line, how in _kept_in_files(case, path):
                yield _outside(path, line, role, how, 0.8)
        if role == "routes":
            for line, how in _committed(case, path):
                yield _outside(path, line, role, how, 0.8)
    for store in stores.found(case, case.project.product):
        role = case.layers.of(store.path)
        if role in ("routes", "services", "none", "root") and not (role in ("none", "root") and store.shared):
            yield _outside(store.path, store.line, role, f"`{store.name}`, a store in memory", 0.8)


def _only_statements(case: Case, path: str) -> bool:
    """Constants with statements, which only repositories import: these run them, so they belong to them."""
    facts = case.facts(path)
    if facts.functions or facts.classes or facts.calls:
        return False
    users = case.project.importers(path)
    return bool(users) and all(case.layers.layer(user) == "repositories" for user in users)


def _by_managers(case: Case, path: str) -> Iterator[tuple[int, str]]:
    """What is asked of a mapper's own repository or manager: `constructor(private users: Repository<User>)`."""
    if not case.storage.uses("typeorm"):
        return
    flows = case.facts(path).flows
    held = {
        flow.target: flow.source[0]
        for flow in flows.flows
        if flow.source[1:] == ("()",) and flow.source[0] in _MANAGERS and case.storage.full(path, flow.source[0])
    }
    for ask in flows.asks:
        if ask.on in held:
            yield ask.line, f"{ask.name}() of TypeORM's {held[ask.on]}"


def _kept_in_files(case: Case, path: str) -> Iterator[tuple[int, str]]:
    """Data written to a file as JSON or pickled: what is kept so is stored, by whatever means."""
    for call, package, rest in case.storage.outside_calls(path):
        tail = rest.rsplit(".", 1)[-1] or package
        if package in ("json", "pickle", "marshal") and tail == "dump":
            yield call.line, f"{package}.dump() into a file"
        elif (
            package.removeprefix("node:") in ("fs", "fs/promises", "fs-extra")
            and tail in _WRITES
            and (any(arg.name.startswith("JSON.stringify") for arg in call.args[1:2]) or tail.startswith("writeJ"))
        ):
            yield call.line, f"{tail}() of JSON"
    for call in case.facts(path).calls:
        if call.name.endswith(".write_text") and any(arg.name == "json.dumps" for arg in call.args):
            yield call.line, "write_text() of JSON"


def _committed(case: Case, path: str) -> Iterator[tuple[int, str]]:
    """A view that ends a transaction has changed something stored; a middleware may do so for every request."""
    if not case.handlers(path) or not case.storage.uses("sqlalchemy"):
        return
    views = {item.name for item in case.facts(path).functions if set(item.params) & {"call_next", "next", "handler"}}
    for call in case.facts(path).calls:
        if call.name.endswith(("session.commit", "session.flush")) and call.scope and call.scope not in views:
            yield call.line, f"{call.name}()"


def _by_hand(case: Case, path: str, line: int) -> bool:
    """Whether a line stands in a command that people give by hand, to seed a database for instance."""
    return any(
        item.line <= line <= item.end and any(name.rsplit(".", 1)[-1] == "command" for name, _ in item.decorators)
        for item in case.facts(path).functions
    )


def _outside(path: str, line: int, role: str, how: str, confidence: float) -> Finding:
    where = f"{path} ({role})" if role in LAYERS else path
    return Finding(
        "db-outside-repo",
        path,
        line,
        f"{where} works on stored data itself: {how}. Only repositories may know where and how data is kept.",
        "Move this into a repository and call that.",
        confidence,
    )
