"""Where things lie in the image; the launchers and the recipe agree here."""

from __future__ import annotations

WORKSPACE = "/workspace"
NODE_MODULES = "/node_modules"
HOME = "/home/spar"
PATH = "/opt/python/bin:/node_modules/.bin:/opt/postgres/bin:/usr/local/bin:/usr/bin:/bin"

POSTGRES = "/opt/postgres/bin"
"""The folder of `postgres`, `initdb`, `psql`: SPAR_PG."""

PGDATA = "/opt/pgdata"
"""A data directory with the role `user`, the empty database `conduit` and the superuser `postgres`: SPAR_PGDATA.

Everybody may read it; it is to be copied, with mode 0700 on its root.
"""

APP_UID = 1000
POSTGRES_UID = 1001
"""Both have a line in the image's passwd; the second serves the judge, which may switch users."""
