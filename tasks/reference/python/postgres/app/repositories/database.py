"""PostgreSQL, one connection for each thread that asks."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import DictRow, dict_row

from app.models.errors import Conflict

Row = DictRow

DEFAULT_URL = "postgresql://user:password@postgres:5432/conduit"


class Database:
    """The server that DATABASE_URL names. Statements outside a transaction stand alone."""

    def __init__(self) -> None:
        self._url = os.environ.get("DATABASE_URL", DEFAULT_URL)
        self._threads = threading.local()

    def create_schema(self) -> None:
        self._connection().execute(Path(__file__).with_name("schema.sql").read_text())

    def one(self, statement: str, *values: Any) -> Row | None:
        """The first row that a statement gives, if any. Raises Conflict as `run` does."""
        rows = self.all(statement, *values)
        return rows[0] if rows else None

    def all(self, statement: str, *values: Any) -> list[Row]:
        """Every row that a statement gives."""
        cursor = self._execute(statement, values)
        return cursor.fetchall()

    def run(self, statement: str, *values: Any) -> None:
        """Carry out a statement that gives no rows. Raises Conflict where it breaks a constraint of the schema."""
        self._execute(statement, values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens, or nothing does."""
        with self._connection().transaction():
            yield

    def _execute(self, statement: str, values: tuple[Any, ...]) -> psycopg.Cursor[Row]:
        try:
            return self._connection().execute(statement, values)
        except (psycopg.IntegrityError, psycopg.DataError) as error:
            raise Conflict from error

    def _connection(self) -> psycopg.Connection[Row]:
        connection = getattr(self._threads, "connection", None)
        if connection is None or connection.closed:
            connection = psycopg.connect(self._url, autocommit=True, row_factory=dict_row)
            self._threads.connection = connection
        return connection
