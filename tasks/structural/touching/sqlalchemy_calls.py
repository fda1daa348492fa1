"""How SQLAlchemy is asked: sessions, statements, the query of a mapped class."""

from __future__ import annotations

import re

from tasks.structural.facts import Call
from tasks.structural.packages import ORMS, top_package
from tasks.structural.storage import Storage
from tasks.structural.touching.asked import Asked, Touch

_SESSION = re.compile(r"(?:^|[._])(?:session|sess|db_session|async_session|_session)(?:\(\))?$")
_SESSION_OPS = frozenset(
    {"query", "execute", "scalars", "scalar", "get", "get_one", "add", "add_all", "delete", "merge", "refresh",
     "stream", "stream_scalars", "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings", "exec"}
)  # fmt: skip
_DB_OPS = frozenset({"query", "add", "execute", "scalars", "scalar", "add_all", "refresh", "merge", "exec"})
_STATEMENTS = frozenset({"select", "insert", "update", "delete", "exists", "union", "union_all"})
METHODS = _SESSION_OPS | _DB_OPS | _STATEMENTS
"""The last words of calls that may ask SQLAlchemy, those of a mapped class's `query` aside."""


def asked_of(asked: Asked, storage: Storage) -> Touch | None:
    """The touch that a call of a Python module is, if it asks SQLAlchemy."""
    parts, known, tail = asked.parts, asked.known, asked.tail
    if len(parts) >= 3 and parts[-2] == "query":
        owner = parts[-3]
        if owner in known.names or known.local.get(owner) or owner == "cls":
            return asked.touch(f"{owner}.query.{tail}()", name=owner)
    if not storage.uses("sqlalchemy"):
        return None
    receiver = asked.receiver
    if _SESSION.search(receiver) and tail in _SESSION_OPS and not receiver.endswith(("http_session", "client_session")):
        return _by_session(asked)
    if asked.last in ("db", "_db", "conn", "connection", "s") and tail in _DB_OPS and _is_given_a_name(asked.call):
        return asked.touch(strength=0.9, name=asked.first_name())
    full = storage.full(asked.path, asked.call.name) if tail in _STATEMENTS else None
    if full is not None and ORMS.get(top_package(full[0])) == "sqlalchemy":
        return asked.touch(f"{tail}()", name=asked.first_name())
    return None


def _by_session(asked: Asked) -> Touch | None:
    call, tail = asked.call, asked.tail
    if tail == "get" and call.args and call.args[0].kind == "text":
        # A session of the web framework is a dictionary.
        return None
    name = asked.first_name() if _is_given_a_name(call) else ""
    by_text = tail in ("execute", "scalar", "scalars") and call.args and call.args[0].kind == "call" and "text" in name
    return asked.touch(name="" if by_text else name)


def _is_given_a_name(call: Call) -> bool:
    return bool(call.args) and call.args[0].kind in ("name", "call")
