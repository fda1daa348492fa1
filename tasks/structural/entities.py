"""Which classes of a tree are mapped to tables, and by which mapper."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from tasks.structural.facts import ClassFact, Value
from tasks.structural.outside_names import OutsideNames
from tasks.structural.packages import ORMS, top_package

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
_MAKE_BASES = frozenset({"declarative_base", "automap_base", "generate_base"})
_DEFINERS = frozenset({"define", "map_imperatively", "mapper"})


class Entities(OutsideNames):
    """The mapped classes of a project."""

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
        mapper = self._base_of(path, item, 0) or self._decorated(path, item)
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

    def _decorated(self, path: str, item: ClassFact) -> str | None:
        """`@Entity() class Tag {...}` of TypeORM and MikroORM."""
        for word in item.keywords:
            if word in ("Entity", "ViewEntity") and (full := self.full(path, word)) is not None:
                return ORMS.get(top_package(full[0]))
        return None

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
            if _is_made_base(facts.bindings.get(base.split(".")[0].removesuffix("()"))):
                return "sqlalchemy"
            if base.endswith((".Model", ".Base")) and self.made_by(path, base.rpartition(".")[0]) == "sqlalchemy":
                return "sqlalchemy"
        return None

    def _base_in_tree(self, path: str, base: str, depth: int) -> str | None:
        head, _, rest = base.partition(".")
        local = self.project.facts(path).class_named(base)
        if local is not None:
            return self._base_of(path, local, depth + 1)
        for link in self.project.known_as(path, head):
            if link.to not in self.project.files:
                continue
            other = self.project.facts(link.to)
            name = other.exports.get(link.name, link.name) if link.name else rest
            item = other.class_named(name)
            if item is not None and (link.to, name) != (path, base):
                return self._base_of(link.to, item, depth + 1)
            if _is_made_base(other.bindings.get(name)):
                return "sqlalchemy"
        return None

    def made_by(self, path: str, name: str) -> str | None:
        """The mapper whose object a name is: `db` of `db = SQLAlchemy()`, also from another module."""
        facts = self.project.facts(path)
        held, home = facts.bindings.get(name), path
        if held is None:
            for link in self.project.known_as(path, name):
                if link.to in self.project.files:
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
        for call in () if facts.names.isdisjoint(_DEFINERS) else facts.calls:
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


def _is_made_base(held: Value | None) -> bool:
    """`Base = declarative_base()`, `Base = registry().generate_base()`."""
    return held is not None and held.kind == "call" and held.name.rsplit(".", 1)[-1] in _MAKE_BASES
