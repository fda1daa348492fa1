"""Whether a piece of text is SQL, and what that SQL does: the question that most rules about data end in."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from tasks.structural.facts import Engine

Kind = Literal["read", "write", "schema", "plumbing"]

_TABLE = r'(?:only\s+|if\s+(?:not\s+)?exists\s+)*["`\[{$?:%]*([\w.${}]+)'
_LEAD = re.compile(r"^(?:\s|\(|--[^\n]*\n|/\*.*?\*/)+", re.S)
_VERB = re.compile(
    r"(select|insert|update|delete|replace|with|create|alter|drop|truncate|pragma|begin|commit|rollback|vacuum|attach|set"
    r"|merge|explain|savepoint|release|copy|listen|notify|lock|grant|analyze)\b",
    re.I,
)
_SHAPES: dict[str, re.Pattern[str]] = {
    "select": re.compile(r"select\b.*?\bfrom\b\s*(?:\(|" + _TABLE + ")", re.I | re.S),
    "insert": re.compile(r"insert\s+(?:or\s+\w+\s+|ignore\s+)?into\s+" + _TABLE, re.I),
    "replace": re.compile(r"replace\s+into\s+" + _TABLE, re.I),
    "update": re.compile(r"update\s+(?:or\s+\w+\s+)?" + _TABLE + r"[\"`\]}]*\s+(?:as\s+\w+\s+|\w+\s+)?set\b", re.I),
    "delete": re.compile(r"delete\s+from\s+" + _TABLE, re.I),
    "with": re.compile(r"with\s+(?:recursive\s+)?\w+\s*(?:\([^)]*\)\s*)?as\s+(?:not\s+)?(?:materialized\s+)?\(", re.I),
    "merge": re.compile(r"merge\s+into\s+" + _TABLE, re.I),
    "copy": re.compile(r"copy\s+" + _TABLE + r".*\b(?:from|to)\b", re.I | re.S),
    "create": re.compile(
        r"create\s+(?:or\s+replace\s+|temp\w*\s+|unique\s+|virtual\s+|unlogged\s+)*"
        r"(?:table|index|view|trigger|schema|extension|type|function|sequence|database|role|user)\b\s+" + _TABLE,
        re.I,
    ),
    "alter": re.compile(r"alter\s+(?:table|database|sequence|type|role|user)\s+" + _TABLE, re.I),
    "drop": re.compile(r"drop\s+(?:table|index|view|trigger|schema|database|type|extension)\s+" + _TABLE, re.I),
    "truncate": re.compile(r"truncate\s+(?:table\s+)?" + _TABLE, re.I),
    "pragma": re.compile(r"pragma\s+\w+", re.I),
}
_TABLES = re.compile(r"\b(?:from|join|into|update)\s+" + _TABLE, re.I)
_CREATES = re.compile(r"\bcreate\s+(?:temp\w*\s+|unlogged\s+|virtual\s+)*table\s+" + _TABLE, re.I)
_TABLE_MADE = re.compile(r"create\s+(?:\w+\s+)?table\s+(?:if\s+not\s+exists\s+)?[\"`\w.]+\s*\(", re.I)
_MARKS = re.compile(r"[*=?]|%s|%\(|\$\d|:\w|\{\}|\bvalues\b|\bcount\(", re.I)
_SYSTEM = re.compile(r"^(?:sqlite_|pg_|information_schema)", re.I)
_TAKES_SQL = re.compile(
    r"(?:^|[._])(?:execute\w*|exec\w*|query\w*|prepare|text|raw\w*|sql|literal|fetch\w*|run|all|get|each|one\w*|many|none"
    r"|any|scalar\w*|read_sql|cursor|from_statement|statement|unsafe|simple|exec_driver_sql)$",
    re.I,
)
_TALKS = re.compile(
    r"(?:^|\.)(?:print|debug|info|warning|warn|error|critical|exception|log|getLogger|Error|help|describe|it|add_argument)$"
    r"|(?:Error|Exception|abort|Response)$"
)


TAKERS = frozenset({"query", "execute", "executemany", "exec", "raw", "prepare", "fetch", "fetchrow", "fetchval"})
"""Methods that run a statement, under whatever other name they are kept."""


class Statement(NamedTuple):
    verb: str
    kind: Kind
    tables: tuple[str, ...]


def read(text: str, callee: str = "") -> Statement | None:
    """The statement in the text, or None when it is no SQL or only talks about it.

    Of several statements in one text the first that is more than plumbing counts. A statement in capitals is SQL
    wherever it stands; one in small letters must look like one (placeholders, `*`, `=`) or be given to something that
    takes SQL. `callee` is the call that gets the text.
    """
    if len(text) < 6 or _TALKS.search(callee):
        return None
    found = _first(text, callee)
    if found is not None and found.kind == "plumbing" and ";" in text:
        later = (_first(part, callee or "execute") for part in text[:20_000].split(";")[1:50])
        return next((one for one in later if one is not None and one.kind != "plumbing"), found)
    return found


def _first(text: str, callee: str) -> Statement | None:
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    found = _VERB.match(text, start)
    if found is None:
        return None
    verb = found.group(1)
    body = text[start : start + 4000]
    shape = _SHAPES.get(verb.lower())
    capital = verb.isupper()
    taken = bool(_TAKES_SQL.search(callee.rstrip("()")))
    if shape is None or not shape.match(body):
        if (capital or taken) and verb.lower() in _LONELY and _LONELY[verb.lower()].match(body):
            return Statement(verb.lower(), "plumbing", ())
        return None
    if not (capital or taken or (_MARKS.search(body) and verb.islower()) or _TABLE_MADE.match(body)):
        return None
    return _classified(verb.lower(), body)


_LONELY = {
    "select": re.compile(r"select\s+(?:\d|now|version|current_|pg_|last_insert|set_config|\w+\(|@@|true|exists)", re.I),
    "begin": re.compile(r"begin(?:\s+(?:immediate|exclusive|transaction|deferred))?\s*;?\s*$", re.I),
    "commit": re.compile(r"commit\s*;?\s*$", re.I),
    "rollback": re.compile(r"rollback\b[\w\s]*;?\s*$", re.I),
    "vacuum": re.compile(r"vacuum\b", re.I),
    "attach": re.compile(r"attach\s+database\b", re.I),
    "set": re.compile(r"set\s+(?:session\s+|local\s+|time\s+zone\b|\w+\s*(?:=|to)\s)", re.I),
    "analyze": re.compile(r"analyze\b", re.I),
    "lock": re.compile(r"lock\s+table\b", re.I),
}


def _classified(verb: str, body: str) -> Statement:
    tables = tuple(dict.fromkeys(name.strip('"`[]{}$').lower() for name in _TABLES.findall(body)))
    if verb in ("create", "alter", "drop", "truncate"):
        if re.match(r"\s*\w+\s+(?:database|extension|role|user|schema)\b", body, re.I):
            return Statement(verb, "plumbing", ())
        made = tuple(dict.fromkeys(name.lower() for name in _CREATES.findall(body)))
        return Statement(verb, "schema", made)
    if verb == "pragma":
        return Statement(verb, "plumbing", ())
    if tables and all(_SYSTEM.match(name) for name in tables):
        return Statement(verb, "plumbing", tables)
    if verb == "with":
        writes = re.search(r"\b(?:insert\s+into|update\s+\w+\s+set|delete\s+from)\b", body, re.I)
        return Statement(verb, "write" if writes else "read", tables)
    if verb == "select":
        return Statement(verb, "read", tables)
    return Statement(verb, "write", tables)


_URL = re.compile(r"^\s*(?:jdbc:)?(sqlite|postgres(?:ql)?|psql|mysql|mariadb|mongodb|redis|mssql|oracle|duckdb)"
                  r"(?:\+\w+)?(?:://|:(?=[./\w:]))", re.I)  # fmt: skip


def engine_of_url(text: str) -> Engine | None:
    """`sqlite`, `postgres`, `memory` or `other` for a connection URL (or its beginning); None for any other text."""
    if len(text) > 500:
        return None
    found = _URL.match(text)
    if found is None:
        return None
    name = found.group(1).lower()
    if name == "sqlite":
        rest = text.strip()[found.end() :]
        in_memory = ":memory:" in text or "mode=memory" in text or (rest.strip("/") == "" and "{" not in text)
        return "memory" if in_memory else "sqlite"
    if name.startswith("p"):
        return "postgres"
    return "other" if name not in ("redis",) else None


def file_of_url(text: str) -> str:
    """The file that a URL of SQLite names: `sqlite:////var/x.db` is absolute; empty for any other text."""
    found = _FILE.match(text)
    return (found.group(1) or "") if found else ""


_FILE = re.compile(r"^\s*sqlite(?:\+\w+)?://(?:/([^?]+))?", re.I)


def engine_named(text: str) -> Engine | None:
    """The engine that a dialect, driver or backend name means."""
    low = text.lower()
    if "sqlite" in low or "aiosqlite" in low:
        return "sqlite"
    if any(name in low for name in ("postgres", "psycopg", "postgis", "asyncpg")) or low == "pg":
        return "postgres"
    return "other" if any(name in low for name in ("mysql", "mariadb", "oracle", "mssql", "mongo")) else None
