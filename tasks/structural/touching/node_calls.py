"""How the mappers and query builders of Node.js are asked: Sequelize, TypeORM, drizzle, knex, Kysely."""

from __future__ import annotations

import functools

from tasks.structural.facts import Call
from tasks.structural.packages import BUILDERS
from tasks.structural.storage import Storage
from tasks.structural.touching.asked import Asked, Known, Touch

_FINDERS = frozenset(
    {"findOne", "findAll", "findByPk", "findAndCountAll", "findOrCreate", "findOrBuild", "findCreateFind", "create",
     "bulkCreate", "update", "destroy", "count", "upsert", "max", "min", "sum", "increment", "decrement", "truncate",
     "build", "aggregate", "restore", "scope", "unscoped"}
)  # fmt: skip
_MANAGER_OPS = frozenset(
    {"find", "findBy", "findOne", "findOneBy", "findOneOrFail", "findOneByOrFail", "findAndCount", "findAndCountBy",
     "count", "countBy", "exists", "existsBy", "exist", "save", "remove", "softRemove", "insert", "update", "upsert",
     "delete", "query", "increment", "decrement", "clear", "sum", "average", "minimum", "maximum"}
)  # fmt: skip
_BUILDS = frozenset(
    {"select", "selectDistinct", "insert", "update", "delete", "from", "table", "into", "batchInsert", "findMany",
     "findFirst", "selectFrom", "insertInto", "updateTable", "deleteFrom", "with"}
)  # fmt: skip
_JOINS = (".belongsTo", ".belongsToMany", ".hasMany", ".hasOne")
_MIXED_IN = ("get", "set", "add", "remove", "create", "has", "count")
_PRISMA = frozenset(
    {"findUnique", "findUniqueOrThrow", "findFirst", "findFirstOrThrow", "findMany", "create", "createMany", "update",
     "updateMany", "upsert", "delete", "deleteMany", "count", "aggregate", "groupBy"}
)  # fmt: skip


class NodeCalls:
    """Judges calls of JavaScript and TypeScript modules."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def by_mapper(self, asked: Asked) -> Touch | None:
        """`User.findOne(...)`, `this.manager.save(user)`, `article.destroy()`."""
        tail, last, known = asked.tail, asked.last, asked.known
        if (found := self._by_client(asked)) is not None:
            return found
        if tail in self._mixins and last:
            return asked.touch(strength=0.8, name=last)
        owner = asked.call.scope.split(".")[0]
        if asked.receiver == "this" and tail in _FINDERS and owner in known.names:
            return asked.touch(f"{owner}.{tail}()", name=owner)
        entity = _entity_named(last, known) if tail in _FINDERS else None
        if entity is not None and known.names[entity][0] == "sequelize" and _may_be_entity(last, tail):
            return asked.touch(f"{last}.{tail}()", name=entity)
        if tail in ("save", "destroy", "reload") and last.lower() in known.lower and last[:1].islower():
            return asked.touch(f"{last}.{tail}()", 0.8, last)
        return None

    def _by_client(self, asked: Asked) -> Touch | None:
        """`manager.save(user)` and `getRepository(User)` of TypeORM, `prisma.user.findMany()`."""
        tail, last, parts = asked.tail, asked.last, asked.parts
        if self._storage.uses("typeorm") and (
            (last in ("manager", "entityManager") and tail in _MANAGER_OPS)
            or (tail in ("getRepository", "createQueryBuilder", "getTreeRepository") and last)
        ):
            return asked.touch(strength=0.9, name=asked.first_name() if tail != "getRepository" else "")
        if len(parts) > 2 and tail in _PRISMA and self._storage.uses("prisma"):
            client = parts[-3].removesuffix("()")
            if client in ("prisma", "tx") or self._storage.made_by(asked.path, client) == "prisma":
                return asked.touch(strength=0.9, name=last)
        return None

    def by_builder(self, path: str, call: Call) -> Touch | None:
        """`db.select().from(tags)` of drizzle, `knex('tags')`, `db.selectFrom('tags')` of Kysely."""
        parts = call.name.split(".")
        if not self._uses_builder or len(parts) > 3 or (parts[-1] not in _BUILDS and len(parts) > 1):
            return None
        maker = self._storage.made_by(path, parts[0].removesuffix("()"))
        given = call.args[0] if call.args else None
        if maker == "knex" and len(parts) == 1:
            return Touch(call.line, f"{call.name}()", "builder", name=given.text if given else "")
        if maker in BUILDERS and parts[-1] in _BUILDS and not parts[0].endswith("()"):
            return Touch(call.line, f"{call.name}()", "builder", name=given.text or given.name if given else "")
        return None

    @functools.cached_property
    def _mixins(self) -> frozenset[str]:
        """Methods that Sequelize gives entities for their associations: `article.setTags()`, `user.countArticles()`."""
        found: set[str] = set()
        for path in self._storage.project.product if self._storage.uses("sequelize") else ():
            for call in self._storage.project.facts(path).calls:
                if not call.name.endswith(_JOINS) or not call.args:
                    continue
                given = call.keyword("as")
                name = given.text if given is not None and given.text else call.args[0].name.rsplit(".", 1)[-1]
                name = name[:1].upper() + name[1:]
                forms = {name, f"{name}s", name.removesuffix("s")} if name else set()
                found.update(f"{verb}{form}" for verb in _MIXED_IN for form in forms)
        return frozenset(found)

    @functools.cached_property
    def _uses_builder(self) -> bool:
        return any(self._storage.uses(name) for name in BUILDERS)


def _may_be_entity(name: str, method: str) -> bool:
    """A class, or one row of it: `article.update(...)`, but not `options.create(...)`."""
    low = name.lower()
    return (
        name[:1].isupper()
        or method in ("save", "destroy", "update", "increment", "decrement")
        or low.endswith("model")
        or low.startswith("models")
    )


def _entity_named(name: str, known: Known) -> str | None:
    if name in known.names:
        return name
    if name in known.local:
        return known.local[name]
    plain = name.lstrip("_#").removesuffix("Model").lower()
    return next((entity for entity in known.names if plain == entity.removesuffix("Model").lower()), None)
