"""Queries that leave a repository unfinished: whoever goes on with one writes a query, wherever it stands."""

from __future__ import annotations

import functools

from tasks.structural.facts import Call
from tasks.structural.storage import Storage

_BUILDERS = ("drizzle", "knex", "kysely")
_GOES_ON = {
    "python": frozenset(
        {"filter", "filter_by", "exclude", "order_by", "annotate", "aggregate", "values_list", "select_related",
         "prefetch_related", "where", "limit", "offset", "outerjoin", "group_by", "having", "options"}
    ),
    "node": frozenset(
        {"where", "andWhere", "orWhere", "whereIn", "whereNot", "orderBy", "limit", "offset", "leftJoin", "innerJoin",
         "groupBy", "having", "returning", "pluck", "$dynamic"}
    ),
}  # fmt: skip
_QUERYSET = _GOES_ON["python"] - {"aggregate"} | {"all", "values", "none", "using", "distinct", "reverse"}
_SELECTS = _GOES_ON["python"] | {"select", "query", "distinct", "join"}


class Unfinished:
    """The functions of a project that hand out such queries."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def goes_on(self, call: Call, python: bool) -> str:
        """The name of the function whose query this call goes on with, or the empty text: `repo.all().filter(...)`."""
        parts = call.name.split(".")
        if len(parts) < 3 or parts[-1] not in _GOES_ON["python" if python else "node"]:
            return ""
        name = parts[-2].removesuffix("()")
        return name if parts[-2].endswith("()") and name in self._names else ""

    @functools.cached_property
    def _names(self) -> frozenset[str]:
        project = self._storage.project
        return frozenset(
            function.name.rsplit(".", 1)[-1]
            for path in project.product
            for function in project.facts(path).functions
            if any(self._is_query(path, text) for text in function.returns)
        )

    def _is_query(self, path: str, text: str) -> bool:
        if not text.endswith("()"):
            return False
        parts = text.split(".")
        last = parts[-1].removesuffix("()")
        if not path.endswith(".py"):
            return self._storage.made_by(path, parts[0].removesuffix("()")) in _BUILDERS and last not in (
                "then",
                "catch",
            )
        if "objects" in parts[:-1]:
            return last in _QUERYSET
        selects = "select()" in parts or "query()" in parts or "query" in parts[1:-1]
        return selects and last in _SELECTS and self._storage.uses("sqlalchemy")
