"""What touching storage looks like in code: what a tree opens, and which of its classes are mapped."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import msgspec

from tasks.structural import mapper_openings
from tasks.structural.called import Called
from tasks.structural.entities import Entities
from tasks.structural.facts import Call, Setting, Value
from tasks.structural.packages import DRIVERS, GENERIC, ORMS, engine_of_driver, top_package
from tasks.structural.project import Project
from tasks.structural.settings.effective import Effective
from tasks.structural.sql import engine_named, engine_of_url, file_of_url

_OPENS = re.compile(
    r"(?:^|\.)(?:connect|create_pool|Pool|Client|ConnectionPool|AsyncConnectionPool|SimpleConnectionPool|ThreadedConnectionPool"
    r"|Database|DatabaseSync|open|Connection|pool|default|postgres|pgp|AsyncConnection|createPool|createClient|PersistentConnectionPool)(?:\(\))?$"
)


class Opening(msgspec.Struct, frozen=True):
    """One place that opens a database. `by` is the package used, `file` SQLite's file where the code names it."""

    path: str
    line: int
    engine: str
    by: str
    scope: str = ""
    file: str = ""


class Storage(Entities):
    """How a project stores: what it opens, which classes are mapped."""

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self.effective = Effective(project)
        self.called = Called(project, self.effective)

    @functools.cached_property
    def openings(self) -> tuple[Opening, ...]:
        """Every opening of a database in the code that runs, as far as settings and callers lead to it."""
        return tuple(
            item
            for path in self.project.running
            for item in self.opened_in(path)
            if self.effective.runs(path, item.line) and not self.called.is_kept_from(item.scope)
        )

    def opened_in(self, path: str) -> Iterator[Opening]:
        facts = self.project.facts(path)
        yield from self._plugged_in(path)
        for call, package, rest in self.outside_calls(path):
            top = top_package(package)
            if top not in DRIVERS and top not in ORMS:
                continue
            tail = rest.rsplit(".", 1)[-1]
            if mapper_openings.opens(package, tail):
                yield from self._by_mapper(path, call, package)
                continue
            if top == "drizzle-orm" and tail == "drizzle" and (engine := engine_of_driver(package)) is not None:
                yield Opening(path, call.line, engine, "drizzle", call.scope)
                continue
            if tail.removesuffix("()") in GENERIC or (top in ("knex", "sequelize") and rest in ("", "default")):
                if top in ORMS:
                    yield from self._generic(path, call, top)
            elif top in DRIVERS and (rest in ("", "default") or _OPENS.search(rest)) and not rest.endswith("()"):
                engine, file = self._driver_engine(path, call, DRIVERS[top], top)
                yield Opening(path, call.line, engine, top, call.scope, file)
        if path.endswith(".py") and "DATABASES" in facts.bindings:
            for setting in facts.settings:
                if setting.key.upper().endswith("ENGINE") and not _only_for_tests(setting.scope, setting.key):
                    name_memory = any(text == ":memory:" for text, _ in facts.strings)
                    engine = "memory" if setting.engine == "sqlite" and name_memory else setting.engine
                    yield Opening(path, setting.line, engine, "django", setting.scope)
            for setting in facts.settings:
                if not setting.key.upper().endswith("ENGINE") and not _only_for_tests(setting.scope, setting.key):
                    yield Opening(path, setting.line, self.of_setting(setting), "django", setting.scope)

    def _by_mapper(self, path: str, call: Call, package: str) -> Iterator[Opening]:
        found = list(mapper_openings.engines(self.project, package, call))
        if not found:
            said = {engine for _, text in self._said(path, call) if (engine := engine_of_url(text)) is not None}
            found = sorted(said) or sorted({self.of_setting(setting) for setting in self.settings}) or ["unknown"]
        for name in found:
            yield Opening(path, call.line, name, top_package(package), call.scope)

    def _plugged_in(self, path: str) -> Iterator[Opening]:
        """`app.register(postgres, {...})`: a plugin of the framework opens the database."""
        facts = self.project.facts(path)
        for call in facts.calls if "register" in facts.names else ():
            if call.name.endswith(".register") and call.args and call.args[0].kind == "name":
                full = self.full(path, call.args[0].name)
                if full is not None and (engine := DRIVERS.get(top_package(full[0]))) is not None:
                    yield Opening(path, call.line, engine, top_package(full[0]), call.scope)

    def _driver_engine(self, path: str, call: Call, engine: str, by: str) -> tuple[str, str]:
        """The engine, and SQLite's file as far as the code names it."""
        if engine != "sqlite":
            return engine, ""
        said = list(call.args[:1])
        said += [value for key, value in call.keywords if key in ("database", "filename", "path", "url")]
        given = [self.value_of(path, value) for value in said]
        texts = [text for value in said for text in self.texts_of(path, call.scope, value)]
        # SQLite takes an empty name, and better-sqlite3 no name at all, for a database that ends with its connection.
        nameless = any(value.kind == "text" and not value.text for value in given)
        nameless = nameless or (not call.args and top_package(by) == "better-sqlite3")
        in_memory = nameless or any(":memory:" in text or "mode=memory" in text for text in texts)
        return ("memory", "") if in_memory else ("sqlite", next((text for text in texts if text), ""))

    def _generic(self, path: str, call: Call, top: str) -> Iterator[Opening]:
        found: set[str] = set()
        file = ""
        for key, text in self._said(path, call):
            if key in ("storage", "filename", "database"):
                file = text
            if key in ("dialect", "client", "type"):
                engine = engine_named(text)
            elif ":memory:" in text:
                engine = "memory"
            else:
                engine = engine_of_url(text)
                file = file_of_url(text) or file
            if engine is not None:
                found.add(engine)
        tail = call.name.rsplit(".", 1)[-1].lower()
        if not found and tail.endswith("database") and (engine := engine_named(tail)) is not None:
            found.add(engine)
        if "memory" in found:
            found.discard("sqlite")
        if top == "sequelize" and found == {"sqlite"} and call.keyword("dialect") and not self._has_file(call):
            found = {"memory"}
        if not found:
            found = {self.of_setting(setting) for setting in self.settings} or {"unknown"}
        for name in sorted(found):
            yield Opening(path, call.line, name, top, call.scope, file if name == "sqlite" else "")

    def _said(self, path: str, call: Call) -> Iterator[tuple[str, str]]:
        """Keys and texts that an opening is given, the entries of settings among them."""
        for key, value in (*((("", arg)) for arg in call.args), *call.keywords):
            yield from ((key, text) for text in self.texts_of(path, call.scope, value))
            if key in ("", "**", "connection") and value.kind not in ("text", "env", "function"):
                for name, text in self.effective.entries(path, call.scope, value):
                    yield name.rsplit(".", 1)[-1], text
        if not call.args and call.name.rsplit(".", 1)[-1] == "SQLAlchemy":
            yield from (("", text) for text in self.effective.setting_texts("SQLALCHEMY_DATABASE_URI"))

    def texts_of(self, path: str, scope: str, value: Value) -> tuple[str, ...]:
        """What a value is when the program runs; where that can't be followed, what its own file says."""
        found = self.effective.texts_at(path, scope, value)
        return tuple(sorted(found)) if found else (self.env_text(self.value_of(path, value)),)

    @staticmethod
    def _has_file(call: Call) -> bool:
        return (
            call.keyword("storage") is not None
            or any(arg.kind in ("text", "name", "env", "call") for arg in call.args)
            or (all(value.kind != "container" for value in call.args) or len(call.keywords) == 0)
        )

    @functools.cached_property
    def settings(self) -> tuple[Setting, ...]:
        """Texts in running code that name a database, without those that only tests use."""
        return tuple(
            setting
            for path in self.project.running
            for setting in self.project.facts(path).settings
            if not _only_for_tests(setting.scope, setting.key) and self.effective.runs(path, setting.line)
        )

    def of_setting(self, setting: Setting) -> str:
        """The engine that a setting leads to, seen from the environment that run.sh sets."""
        given = self.project.start.env.get(setting.env) if setting.env else None
        return (engine_of_url(given) or engine_named(given) or setting.engine) if given else setting.engine

    def env_text(self, value: Value) -> str:
        if value.kind == "env":
            return self.project.start.env.get(value.name, value.text)
        return value.text


def _only_for_tests(scope: str, key: str) -> bool:
    return "test" in f"{scope}.{key}".lower()
