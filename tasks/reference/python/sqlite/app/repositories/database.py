"""SQLite, one connection for each thread that asks."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from app.models.errors import Conflict

Row = sqlite3.Row

sqlite3.register_adapter(datetime, lambda at: at.isoformat(timespec="microseconds"))
sqlite3.register_converter("timestamp", lambda text: datetime.fromisoformat(text.decode()))


class Database:
    """A file, `conduit.db` unless DATABASE_PATH says otherwise. Statements outside a transaction stand alone."""

    def __init__(self) -> None:
        self._path = os.environ.get("DATABASE_PATH", "conduit.db")
        self._threads = threading.local()

    def create_schema(self) -> None:
        self._connection().executescript(Path(__file__).with_name("schema.sql").read_text())

    def one(self, statement: str, *values: Any) -> Row | None:
        """The first row that a statement gives, if any. Raises Conflict as `run` does."""
        rows = self.all(statement, *values)
        return rows[0] if rows else None

    def all(self, statement: str, *values: Any) -> list[Row]:
        """Every row that a statement gives."""
        try:
            return self._connection().execute(statement, values).fetchall()
        except sqlite3.IntegrityError as error:
            raise Conflict from error

    def run(self, statement: str, *values: Any) -> None:
        """Carry out a statement that gives no rows. Raises Conflict where it breaks a constraint of the schema."""
        self.all(statement, *values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens, or nothing does."""
        connection = self._connection()
        # IMMEDIATE takes the write lock at once: two transactions that read first can't deadlock.
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def _connection(self) -> sqlite3.Connection:
        connection = getattr(self._threads, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, isolation_level=None, detect_types=sqlite3.PARSE_DECLTYPES)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            self._threads.connection = connection
        return connection
