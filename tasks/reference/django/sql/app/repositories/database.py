"""The database of the settings, through Django's own connection: one for each thread, kept between requests."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, connection, transaction

from app.models.errors import Conflict

Row = dict[str, Any]


class Database:
    """Statements outside a transaction stand alone."""

    def create_schema(self) -> None:
        for statement in Path(__file__).with_name("schema.sql").read_text().split(";\n"):
            self.run(statement)

    def one(self, statement: str, *values: Any) -> Row | None:
        """The first row that a statement gives, if any. Raises Conflict as `run` does."""
        rows = self.all(statement, *values)
        return rows[0] if rows else None

    def all(self, statement: str, *values: Any) -> list[Row]:
        """Every row that a statement gives, by column name."""
        with _conflicts(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def run(self, statement: str, *values: Any) -> None:
        """Carry out a statement that gives no rows. Raises Conflict where it breaks a constraint of the schema."""
        with _conflicts(), connection.cursor() as cursor:
            cursor.execute(statement, values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens, or nothing does."""
        with transaction.atomic():
            yield


@contextmanager
def _conflicts() -> Iterator[None]:
    try:
        yield
    except (DataError, IntegrityError) as error:
        raise Conflict from error
