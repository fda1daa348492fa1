"""Queries that leave a repository unfinished: whoever goes on with one writes a query, wherever it stands."""

from __future__ import annotations

import functools

from tasks.structural.facts import Call, FileFacts
from tasks.structural.packages import BUILDERS
from tasks.structural.storage import Storage

_GOES_ON = frozenset(
    {"filter", "filter_by", "exclude", "order_by", "annotate", "aggregate", "values_list", "select_related",
     "prefetch_related", "where", "limit", "offset", "outerjoin", "group_by", "having", "options"}
)  # fmt: skip
_NODE_GOES_ON = frozenset(
    {"where", "andWhere", "orWhere", "whereIn", "whereNot", "orderBy", "limit", "offset", "leftJoin", "innerJoin",
     "groupBy", "having", "returning", "pluck", "$dynamic"}
)  # fmt: skip
METHODS = _GOES_ON
"""The last words of calls in Python that go on with a query."""
_QUERYSET = _GOES_ON - {"aggregate"} | {"all", "values", "none", "using", "distinct", "reverse"}
_SELECTS = _GOES_ON | {"select", "query", "distinct", "join"}


class Unfinished:
    """The functions of a project that hand out such queries."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def goes_on(self, call: Call, facts: FileFacts) -> str:
        """The name of the function whose query this call goes on with, or the empty text.

        `repo.all().filter(...)`, and `found = repo.all()` with `found.filter(...)` after it.
        """
        if call.name.rpartition(".")[2] not in (_GOES_ON if facts.language == "python" else _NODE_GOES_ON):
            return ""
        parts = call.name.split(".")
        if len(parts) < 2:
            return ""
        if len(parts) == 2:
            name = facts.held.get(f"{call.scope}:{parts[0]}", "").rpartition(".")[2]
        else:
            name = parts[-2].removesuffix("()") if parts[-2].endswith("()") else ""
        return name if name in self._names else ""

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
            return self._storage.made_by(path, parts[0].removesuffix("()")) in BUILDERS and last not in (
                "then",
                "catch",
            )
        if "objects" in parts[:-1]:
            return last in _QUERYSET
        selects = "select()" in parts or "query()" in parts or "query" in parts[1:-1]
        return selects and last in _SELECTS and self._storage.uses("sqlalchemy")
