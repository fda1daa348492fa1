"""Where a tree reads and writes the stored data of its domain: with SQL as text, or through a mapper."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from tasks.structural.facts import Call, FileFacts
from tasks.structural.packages import ORMS, top_package
from tasks.structural.project import Project
from tasks.structural.storage import Storage
from tasks.structural.unfinished import Unfinished

_SESSION = re.compile(r"(?:^|[._])(?:session|sess|db_session|async_session|_session)(?:\(\))?$")
_SESSION_OPS = frozenset(
    {"query", "execute", "scalars", "scalar", "get", "get_one", "add", "add_all", "delete", "merge", "refresh",
    "stream", "stream_scalars",
     "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings", "exec"}
)  # fmt: skip
_DB_OPS = frozenset({"query", "add", "execute", "scalars", "scalar", "add_all", "refresh", "merge", "exec"})
_STATEMENTS = frozenset({"select", "insert", "update", "delete", "exists", "union", "union_all"})
_FINDERS = frozenset(
    {"findOne", "findAll", "findByPk", "findAndCountAll", "findOrCreate", "findOrBuild", "findCreateFind",
    "create", "bulkCreate", "update",
     "destroy", "count", "upsert", "max", "min", "sum", "increment", "decrement", "truncate", "build", "aggregate",
     "restore", "scope", "unscoped"}
)  # fmt: skip


_BUILDS = frozenset(
    {"select", "selectDistinct", "insert", "update", "delete", "from", "table", "into", "batchInsert", "findMany",
     "findFirst", "selectFrom", "insertInto", "updateTable", "deleteFrom", "with"}
)  # fmt: skip
_GENERIC_VIEW = re.compile(r"(?:List|Detail|Create|Update|Delete|Archive|Date|Retrieve|Destroy)\w*View$|ModelViewSet$")


_MANAGES = frozenset(
    {"filter", "exclude", "create", "add", "remove", "set", "clear", "get", "get_or_create", "update_or_create",
     "exists", "count", "update", "aggregate", "bulk_create"}
)  # fmt: skip
"""What a related manager of Django asks the database; `all()` is left out, for it only walks along a relation."""
_MANAGER_OPS = frozenset(
    {"find", "findBy", "findOne", "findOneBy", "findOneOrFail", "findOneByOrFail", "findAndCount", "findAndCountBy",
     "count", "countBy", "exists", "existsBy", "exist", "save", "remove", "softRemove", "insert", "update", "upsert",
     "delete", "query", "increment", "decrement", "clear", "sum", "average", "minimum", "maximum"}
)  # fmt: skip


_JOINS = (".belongsTo", ".belongsToMany", ".hasMany", ".hasOne")
_MIXED_IN = ("get", "set", "add", "remove", "create", "has", "count")
_PRISMA = frozenset(
    {"findUnique", "findUniqueOrThrow", "findFirst", "findFirstOrThrow", "findMany", "create", "createMany", "update",
     "updateMany", "upsert", "delete", "deleteMany", "count", "aggregate", "groupBy"}
)  # fmt: skip


class Touch(msgspec.Struct, frozen=True):
    """One place where the domain's stored data is read or written; `how` says it in words.

    By SQL as text, through mapped entities, or with a query builder that maps nothing.
    """

    line: int
    how: str
    kind: Literal["sql", "orm", "builder"]
    strength: float = 1.0
    name: str = ""


class Touches:
    """Every place, module by module, that reads or writes stored data."""

    def __init__(self, project: Project, storage: Storage) -> None:
        self._project = project
        self._storage = storage
        self._unfinished = Unfinished(storage)
        self._kept: dict[str, tuple[Touch, ...]] = {}

    def at(self, path: str) -> tuple[Touch, ...]:
        """Every place of a module that reads or writes stored data of the domain, by line."""
        found = self._kept.get(path)
        if found is None:
            found = self._kept[path] = tuple(sorted(self._touched(path), key=lambda touch: touch.line))
        return found

    def _touched(self, path: str) -> Iterator[Touch]:
        facts = self._project.facts(path)
        plumbing = {statement.line for statement in facts.sql if statement.kind in ("plumbing", "schema")}
        for statement in facts.sql:
            if statement.kind in ("read", "write"):
                yield Touch(
                    statement.line,
                    f"{statement.verb.upper()} on {_tables(statement.tables)}",
                    "sql",
                    name=_first(statement.tables),
                )
        python = path.endswith(".py")
        names = dict(self._storage.entities.items())
        lower = {name.lower() for name in names}
        local = {link.local: link.name for link in self._project.links(path) if link.name in names}
        for call in facts.calls:
            touch = self._orm_touch(path, call, names, lower, local)
            if touch is not None and not (touch.line in plumbing and touch.name == ""):
                yield touch
            elif touch is None and not python and (built := self._built(path, call)) is not None:
                yield built
            elif touch is None and self._own_finders and (own := self._own_finder(call)):
                yield Touch(call.line, f"{own}(), which queries", "orm", 0.9, name=own.split(".")[0])
            elif touch is None and (handed := self._unfinished.goes_on(call, facts)):
                yield Touch(call.line, f"goes on with the query that {handed}() hands out", "builder", 0.9)
        yield from self._generic_views(path, facts, names, local)

    def _built(self, path: str, call: Call) -> Touch | None:
        """`db.select().from(tags)` of drizzle, `knex('tags')`, `db.selectFrom('tags')` of Kysely."""
        parts = call.name.split(".")
        if not self._uses_builder or len(parts) > 3 or (parts[-1] not in _BUILDS and len(parts) > 1):
            return None
        maker = self._storage.made_by(path, parts[0].removesuffix("()"))
        given = call.args[0] if call.args else None
        if maker == "knex" and len(parts) == 1:
            return Touch(call.line, f"{call.name}()", "builder", name=given.text if given else "")
        if maker in ("drizzle", "knex", "kysely") and parts[-1] in _BUILDS and not parts[0].endswith("()"):
            return Touch(call.line, f"{call.name}()", "builder", name=given.text or given.name if given else "")
        return None

    def _generic_views(
        self, path: str, facts: FileFacts, names: dict[str, tuple[str, str, int]], local: dict[str, str]
    ) -> Iterator[Touch]:
        """Django's generic views fetch and store the rows of their `model` themselves."""
        for item in facts.classes:
            if path.endswith(".py") and any(_GENERIC_VIEW.search(base) for base in item.bases):
                held = facts.bindings.get(f"{item.name}.model")
                model = held.name.rsplit(".", 1)[-1] if held is not None else ""
                if model in names or model in local:
                    yield Touch(item.line, f"{item.name}, a view of {model}", "orm", name=model)

    def _orm_touch(
        self, path: str, call: Call, names: dict[str, tuple[str, str, int]], lower: set[str], local: dict[str, str]
    ) -> Touch | None:
        parts = call.name.split(".")
        tail, receiver = parts[-1], ".".join(parts[:-1])
        last = parts[-2].removesuffix("()").removesuffix("[]") if len(parts) > 1 else ""
        python = path.endswith(".py")
        if python:
            if "objects" in parts and (at := parts.index("objects")) and at == len(parts) - 2:
                return Touch(call.line, f"{parts[at - 1]}.objects.{tail}()", "orm", name=parts[at - 1])
            if tail in ("get_object_or_404", "get_list_or_404") and call.args:
                return Touch(call.line, f"{tail}()", "orm", name=call.args[0].name)
            if (
                len(parts) >= 3
                and parts[-2] == "query"
                and (parts[-3] in names or local.get(parts[-3]) or parts[-3] == "cls")
            ):
                return Touch(call.line, f"{parts[-3]}.query.{tail}()", "orm", name=parts[-3])
            if self._storage.uses("sqlalchemy"):
                if (
                    _SESSION.search(receiver)
                    and tail in _SESSION_OPS
                    and not receiver.endswith(("http_session", "client_session"))
                ):
                    name = call.args[0].name if call.args and call.args[0].kind in ("name", "call") else ""
                    if (
                        tail in ("execute", "scalar", "scalars")
                        and call.args
                        and call.args[0].kind == "call"
                        and "text" in name
                    ):
                        name = ""
                    if tail == "get" and call.args and call.args[0].kind == "text":
                        return None
                    return Touch(call.line, f"{call.name}()", "orm", name=name)
                if last in ("db", "_db", "conn", "connection", "s") and tail in _DB_OPS and _made_of_name(call):
                    return Touch(call.line, f"{call.name}()", "orm", 0.9, name=call.args[0].name)
                full = self._storage.full(path, call.name) if tail in _STATEMENTS else None
                if full is not None and ORMS.get(top_package(full[0])) == "sqlalchemy":
                    return Touch(call.line, f"{tail}()", "orm", name=call.args[0].name if call.args else "")
            if tail == "save" and last and self.uses_django_orm and self._has_model_form(path):
                return Touch(call.line, f"{call.name}() of a form or serializer", "orm", 0.8, name=last)
            own = parts[0] in ("self", "cls") and len(parts) == 3 and call.scope.split(".")[0] not in names
            if self.uses_django_orm and tail in _MANAGES and last in self._related and len(parts) > 2 and not own:
                return Touch(call.line, f"{call.name}()", "orm", 0.8, name=last)
            if tail in ("save", "delete") and last.lower() in lower and self.uses_django_orm:
                return Touch(call.line, f"{call.name}()", "orm", 0.8, name=last)
            return None
        if self._storage.uses("typeorm") and (
            (last in ("manager", "entityManager") and tail in _MANAGER_OPS)
            or (tail in ("getRepository", "createQueryBuilder", "getTreeRepository") and last)
        ):
            named = call.args and tail != "getRepository"
            return Touch(call.line, f"{call.name}()", "orm", 0.9, name=call.args[0].name if named else "")
        if tail in self._mixins and last:
            return Touch(call.line, f"{call.name}()", "orm", 0.8, name=last)
        if len(parts) > 2 and tail in _PRISMA and self._storage.uses("prisma"):
            client = parts[-3].removesuffix("()")
            if client in ("prisma", "tx") or self._storage.made_by(path, client) == "prisma":
                return Touch(call.line, f"{call.name}()", "orm", 0.9, name=last)
        owner = call.scope.split(".")[0]
        if receiver == "this" and tail in _FINDERS and owner in names:
            return Touch(call.line, f"{owner}.{tail}()", "orm", name=owner)
        if (
            tail in _FINDERS
            and (entity := _entity_named(last, names, local)) is not None
            and names[entity][0] == "sequelize"
        ) and (
            last[:1].isupper() or tail in ("save", "destroy", "update", "increment", "decrement") or _model_word(last)
        ):
            return Touch(call.line, f"{last}.{tail}()", "orm", name=entity)
        if tail in ("save", "destroy", "reload") and last.lower() in lower and last[:1].islower():
            return Touch(call.line, f"{last}.{tail}()", "orm", 0.8, name=last)
        return None

    def _own_finder(self, call: Call) -> str:
        """`Article.bySlug()` where that method of the entity itself asks the database; else the empty text."""
        name = ".".join(call.name.split(".")[-2:])
        return name if name in self._own_finders and not call.scope.startswith(f"{name.split('.')[0]}.") else ""

    @functools.cached_property
    def _own_finders(self) -> frozenset[str]:
        names = self._storage.entities
        lower = {name.lower() for name in names}
        return frozenset(
            call.scope
            for path in {info[1] for info in names.values()}
            for call in self._project.facts(path).calls
            if call.scope.split(".")[0] in names
            and call.scope.count(".") == 1
            and self._orm_touch(path, call, names, lower, {}) is not None
        )

    @functools.cached_property
    def _uses_builder(self) -> bool:
        return any(self._storage.uses(name) for name in ("drizzle", "knex", "kysely"))

    def _has_model_form(self, path: str) -> bool:
        """Whether a module works with one of Django's forms or serializers that store rows by themselves."""
        homes = {path, *(link.to for link in self._project.links(path) if link.to in self._project.files)}
        return any(
            base.endswith(("ModelForm", "ModelSerializer"))
            for home in homes
            for item in self._project.facts(home).classes
            for base in item.bases
        )

    @functools.cached_property
    def _mixins(self) -> frozenset[str]:
        """Methods that Sequelize gives entities for their associations: `article.setTags()`, `user.countArticles()`."""
        found: set[str] = set()
        for path in self._project.product if self._storage.uses("sequelize") else ():
            for call in self._project.facts(path).calls:
                if not call.name.endswith(_JOINS) or not call.args:
                    continue
                given = call.keyword("as")
                name = given.text if given is not None and given.text else call.args[0].name.rsplit(".", 1)[-1]
                name = name[:1].upper() + name[1:]
                forms = {name, f"{name}s", name.removesuffix("s")} if name else set()
                found.update(f"{verb}{form}" for verb in _MIXED_IN for form in forms)
        return frozenset(found)

    @functools.cached_property
    def _related(self) -> frozenset[str]:
        """Names under which Django's entities reach the rows that are joined to them."""
        found: set[str] = set()
        for name, (mapper, path, _) in self._storage.entities.items():
            if mapper != "django orm":
                continue
            found.add(f"{name.lower()}_set")
            facts = self._project.facts(path)
            for call in facts.calls:
                if call.name.endswith(("ForeignKey", "ManyToManyField", "OneToOneField")):
                    related = call.keyword("related_name")
                    found.update({related.text} if related is not None and related.text else ())
            for key, held in facts.bindings.items():
                if held.kind == "call" and held.name.endswith("ManyToManyField"):
                    found.add(key.rsplit(".", 1)[-1])
        return frozenset(found)

    @functools.cached_property
    def uses_django_orm(self) -> bool:
        return any(mapper == "django orm" for mapper, _, _ in self._storage.entities.values())


def _made_of_name(call: Call) -> bool:
    return bool(call.args) and call.args[0].kind in ("name", "call")


def _model_word(name: str) -> bool:
    return name.lower().endswith("model") or name.lower().startswith("models")


def _entity_named(name: str, names: dict[str, tuple[str, str, int]], local: dict[str, str]) -> str | None:
    if name in names:
        return name
    if name in local:
        return local[name]
    plain = name.lstrip("_#").removesuffix("Model")
    for known in names:
        if plain.lower() == known.removesuffix("Model").lower():
            return known
    return None


def _tables(tables: tuple[str, ...]) -> str:
    named = [table for table in tables if table]
    return ", ".join(named[:3]) or "a table"


def _first(tables: tuple[str, ...]) -> str:
    return next((table for table in tables if table), "?")
