"""What touching storage looks like in code: what a tree opens, and which of its classes are mapped."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import msgspec

from tasks.structural.facts import Call, ClassFact, Setting, Value
from tasks.structural.packages import DRIVERS, GENERIC, ORMS, engine_of_driver, top_package
from tasks.structural.project import Project
from tasks.structural.sql import engine_named, engine_of_url, file_of_url

_OPENS = re.compile(
    r"(?:^|\.)(?:connect|create_pool|Pool|Client|ConnectionPool|AsyncConnectionPool|SimpleConnectionPool|ThreadedConnectionPool"
    r"|Database|DatabaseSync|open|Connection|pool|default|postgres|pgp|AsyncConnection|createPool|createClient|PersistentConnectionPool)(?:\(\))?$"
)
_DECLARATIVE = frozenset(
    {
        "DeclarativeBase",
        "declarative_base",
        "SQLModel",
        "Model",
        "DeclarativeBaseNoMeta",
        "MappedAsDataclass",
        "AsyncAttrs",
    }
)


class Opening(msgspec.Struct, frozen=True):
    """One place that opens a database. `by` is the package used, `file` SQLite's file where the code names it."""

    path: str
    line: int
    engine: str
    by: str
    scope: str = ""
    file: str = ""


class Storage:
    """How a project stores: what it opens, which classes are mapped."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._externals: dict[str, dict[str, tuple[str, str]]] = {}
        self._outside_calls: dict[str, tuple[tuple[Call, str, str], ...]] = {}

    # -- names from outside

    def externals(self, path: str) -> dict[str, tuple[str, str]]:
        """Local name -> (package as imported, name in it) for what a file has from outside, also by way of the tree."""
        found = self._externals.get(path)
        if found is not None:
            return found
        found = self._externals[path] = {}
        project = self.project
        for item in project.facts(path).imports:
            if item.target.startswith(".") or project.resolve(item.target, path) is not None:
                continue
            for imported, local in item.names:
                found[local] = (item.target.split(".")[0], "") if imported == "." else (item.target, imported)
        for link in project.links(path):
            if link.name and link.local and link.local not in found and link.to in project.files:
                outside = self.outside(link.to, link.name)
                if outside is not None:
                    found[link.local] = outside
        return found

    def outside(self, path: str, name: str) -> tuple[str, str] | None:
        """The outside thing that a module of the tree offers under a name, None when it is the tree's own."""
        facts = self.project.facts(path)
        local = facts.exports.get(name, name)
        for item in facts.imports:
            for imported, bound in item.names:
                if (
                    bound == local
                    and self.project.resolve(item.target, path) is None
                    and not item.target.startswith(".")
                ):
                    return item.target, imported
        return None

    def full(self, path: str, name: str) -> tuple[str, str] | None:
        """A callee as (package, dotted rest) when its head comes from outside."""
        head, _, rest = name.partition(".")
        if name.startswith("require#"):
            # A target may hold dots, so the known name is looked for as it is.
            known = [local for local in self.externals(path) if name == local or name.startswith(f"{local}.")]
            head = max(known, key=len, default=head)
            rest = name[len(head) + 1 :]
        called = head.endswith("()")
        found = self.externals(path).get(head.removesuffix("()"))
        if found is None:
            return None
        target, imported = found
        parts = [part for part in (imported + ("()" if called else ""), rest) if part and part != "()"]
        return target, ".".join(parts)

    def outside_calls(self, path: str) -> tuple[tuple[Call, str, str], ...]:
        """The calls of a module that go outside the tree: (call, package, dotted rest)."""
        found = self._outside_calls.get(path)
        if found is None:
            named = ((call, self.full(path, call.name)) for call in self.project.facts(path).calls)
            found = tuple((call, *full) for call, full in named if full is not None)
            self._outside_calls[path] = found
        return found

    # -- what is opened

    @functools.cached_property
    def openings(self) -> tuple[Opening, ...]:
        """Every opening of a database in the code that runs."""
        return tuple(item for path in self.project.running for item in self.opened_in(path))

    def opened_in(self, path: str) -> Iterator[Opening]:
        facts = self.project.facts(path)
        yield from self._plugged_in(path)
        for call, package, rest in self.outside_calls(path):
            top = top_package(package)
            if top not in DRIVERS and top not in ORMS:
                continue
            tail = rest.rsplit(".", 1)[-1]
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

    def _plugged_in(self, path: str) -> Iterator[Opening]:
        """`app.register(postgres, {...})`: a plugin of the framework opens the database."""
        for call in self.project.facts(path).calls:
            if call.name.endswith(".register") and call.args and call.args[0].kind == "name":
                full = self.full(path, call.args[0].name)
                if full is not None and (engine := DRIVERS.get(top_package(full[0]))) is not None:
                    yield Opening(path, call.line, engine, top_package(full[0]), call.scope)

    def _driver_engine(self, path: str, call: Call, engine: str, by: str) -> tuple[str, str]:
        """The engine, and SQLite's file as far as the code names it."""
        if engine != "sqlite":
            return engine, ""
        given = [self.value_of(path, arg) for arg in call.args[:1]]
        given += [self.value_of(path, value) for key, value in call.keywords if key in ("database", "filename", "path")]
        texts = [self.env_text(value) for value in given]
        # SQLite takes an empty name, and better-sqlite3 no name at all, for a database that ends with its connection.
        nameless = any(value.kind == "text" and not value.text for value in given)
        nameless = nameless or (not call.args and top_package(by) == "better-sqlite3")
        in_memory = nameless or any(":memory:" in text or "mode=memory" in text for text in texts)
        return ("memory", "") if in_memory else ("sqlite", next((text for text in texts if text), ""))

    def _generic(self, path: str, call: Call, top: str) -> Iterator[Opening]:
        found: set[str] = set()
        file = ""
        for key, value in (*((("", arg)) for arg in call.args), *call.keywords):
            text = self.env_text(self.value_of(path, value))
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
            if not _only_for_tests(setting.scope, setting.key)
        )

    def of_setting(self, setting: Setting) -> str:
        """The engine that a setting leads to, seen from the environment that run.sh sets."""
        given = self.project.start.env.get(setting.env) if setting.env else None
        return (engine_of_url(given) or engine_named(given) or setting.engine) if given else setting.engine

    def env_text(self, value: Value) -> str:
        if value.kind == "env":
            return self.project.start.env.get(value.name, value.text)
        return value.text

    def value_of(self, path: str, value: Value, depth: int = 0) -> Value:
        """A name followed to what it is bound to, also in another module; anything else as it is."""
        if value.kind != "name" or depth > 5:
            return value
        facts = self.project.facts(path)
        if value.name in facts.bindings:
            return self.value_of(path, facts.bindings[value.name], depth + 1)
        head, _, rest = value.name.partition(".")
        for link in self.project.links(path):
            if link.local == head and link.to in self.project.files:
                other = self.project.facts(link.to)
                name = (
                    rest if not link.name else ".".join(filter(None, (other.exports.get(link.name, link.name), rest)))
                )
                if name in other.bindings:
                    return self.value_of(link.to, other.bindings[name], depth + 1)
        return value

    # -- what is mapped

    @functools.cached_property
    def entities(self) -> dict[str, tuple[str, str, int]]:
        """Mapped classes by name -> (mapper, path, line); a mapper is `sqlalchemy`, `sequelize`, `django orm`, ..."""
        found: dict[str, tuple[str, str, int]] = {}
        for path in self.project.product:
            for item in self.project.facts(path).classes:
                mapper = self._mapper(path, item)
                if mapper:
                    found[item.name.rsplit(".", 1)[-1]] = (mapper, path, item.line)
            for name, line, by in self._defined(path):
                found[name] = (by, path, line)
        return found

    def _mapper(self, path: str, item: ClassFact) -> str | None:
        mapper = self._base_of(path, item, 0)
        if mapper == "sqlalchemy":
            inside = any(
                call.scope == item.name and call.name.rsplit(".", 1)[-1] in ("mapped_column", "Column", "relationship")
                for call in self.project.facts(path).calls
            )
            if "__abstract__" in item.members:
                return None
            tabled = "__tablename__" in item.members or "__table__" in item.members or "table=True" in item.keywords
            return mapper if tabled or inside else None
        return mapper

    def _base_of(self, path: str, item: ClassFact, depth: int) -> str | None:
        if depth > 6:
            return None
        facts = self.project.facts(path)
        for base in item.bases:
            full = self.full(path, base)
            if full is not None:
                package, rest = full
                tail = rest.removesuffix("()").rsplit(".", 1)[-1]
                top = top_package(package)
                if ORMS.get(top) == "sqlalchemy" and tail in _DECLARATIVE:
                    return "sqlalchemy"
                if top == "django" and package.startswith("django.db") and tail == "Model":
                    return "django orm"
                if top in ("django",) and tail in ("AbstractUser", "AbstractBaseUser"):
                    return "django orm"
                if ORMS.get(top) not in (None, "sqlalchemy") and tail in ("Model", "BaseEntity", "Entity"):
                    return ORMS[top]
            inner = self._base_in_tree(path, base, depth)
            if inner:
                return inner
            held = facts.bindings.get(base.split(".")[0].removesuffix("()"))
            if held is not None and held.kind == "call" and held.name.rsplit(".", 1)[-1] in (
                "declarative_base", "automap_base", "generate_base"):  # fmt: skip
                return "sqlalchemy"
            if base.endswith((".Model", ".Base")) and self.made_by(path, base.rpartition(".")[0]) == "sqlalchemy":
                return "sqlalchemy"
        return None

    def _base_in_tree(self, path: str, base: str, depth: int) -> str | None:
        head, _, rest = base.partition(".")
        local = next((c for c in self.project.facts(path).classes if c.name == base), None)
        if local is not None:
            return self._base_of(path, local, depth + 1)
        for link in self.project.links(path):
            if link.local != head or link.to not in self.project.files:
                continue
            other = self.project.facts(link.to)
            name = other.exports.get(link.name, link.name) if link.name else rest
            item = next((c for c in other.classes if c.name == name), None)
            if item is not None and (link.to, name) != (path, base):
                return self._base_of(link.to, item, depth + 1)
            held = other.bindings.get(name)
            if held is not None and held.kind == "call" and held.name.rsplit(".", 1)[-1] in (
                "declarative_base", "automap_base"):  # fmt: skip
                return "sqlalchemy"
        return None

    def made_by(self, path: str, name: str) -> str | None:
        """The mapper whose object a name is: `db` of `db = SQLAlchemy()`, also from another module."""
        facts = self.project.facts(path)
        held, home = facts.bindings.get(name), path
        if held is None:
            for link in self.project.links(path):
                if link.local == name and link.to in self.project.files:
                    other = self.project.facts(link.to)
                    held, home = other.bindings.get(other.exports.get(link.name, link.name)), link.to
                    break
        if held is None or held.kind != "call":
            return None
        full = self.full(home, held.name)
        return ORMS.get(top_package(full[0])) if full is not None else None

    def _defined(self, path: str) -> Iterator[tuple[str, int, str]]:
        """`sequelize.define("User", {...})` and `registry.map_imperatively(User, users)`."""
        facts = self.project.facts(path)
        for call in facts.calls:
            tail = call.name.rsplit(".", 1)[-1]
            if tail == "define" and len(call.args) > 1 and call.args[0].kind == "text" and self.uses("sequelize"):
                yield call.args[0].text, call.line, "sequelize"
                for name, value in facts.bindings.items():
                    if (
                        value.kind == "call"
                        and value.name == call.name
                        and name.lower().startswith(call.args[0].text.lower())
                    ):
                        yield name, call.line, "sequelize"
            elif (
                tail in ("map_imperatively", "mapper")
                and call.args
                and call.args[0].kind == "name"
                and self.uses("sqlalchemy")
            ):
                yield call.args[0].name.rsplit(".", 1)[-1], call.line, "sqlalchemy"

    def uses(self, mapper: str) -> bool:
        """Whether running code imports this mapper."""
        return mapper in self._mappers

    @functools.cached_property
    def _mappers(self) -> frozenset[str]:
        return frozenset(
            ORMS[top]
            for path in self.project.product
            for item in self.project.facts(path).imports
            if (top := top_package(item.target)) in ORMS and self.project.resolve(item.target, path) is None
        )


def _only_for_tests(scope: str, key: str) -> bool:
    return "test" in f"{scope}.{key}".lower()
