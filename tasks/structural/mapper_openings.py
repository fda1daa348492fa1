"""Databases that mappers open by themselves: Prisma by its schema, Tortoise and MikroORM by their settings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasks.structural.facts import Call
from tasks.structural.origins import Origins
from tasks.structural.sql import engine_named, engine_of_url

_PROVIDER = re.compile(rb"datasource\s+\w+\s*\{[^}]*?provider\s*=\s*\"([\w-]+)\"")
_TORTOISE = frozenset({"init", "register_tortoise", "RegisterTortoise", "TortoiseContext"})


def opens(package: str, tail: str) -> bool:
    """Whether a call of this name in a mapper's package opens a database that only the mapper knows."""
    if package == "@prisma/client":
        return tail in ("PrismaClient", "$extends")
    if package.startswith("@mikro-orm/"):
        return tail in ("init", "initSync")
    return package.split(".")[0] == "tortoise" and tail in _TORTOISE


def engines(origins: Origins, package: str, call: Call) -> Iterator[str]:
    """The engines that such a call opens, none where neither its schema nor its arguments say it."""
    found: set[str] = set()
    if package == "@prisma/client":
        named = (match.group(1).decode() for data in origins.prisma for match in _PROVIDER.finditer(data))
        found.update(engine for name in named if (engine := engine_named(name)) is not None)
    elif package.startswith("@mikro-orm/") and (engine := engine_named(package)) is not None:
        found.add(engine)
    for _, value in (*(("", arg) for arg in call.args), *call.keywords):
        if (engine := engine_of_url(value.text) or engine_named(value.text)) is not None:
            found.add(engine)
    yield from sorted(found)
