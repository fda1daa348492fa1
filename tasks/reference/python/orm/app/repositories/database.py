"""The SQLAlchemy engine and the sessions that come from it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
# spar:begin sqlite
from sqlite3 import Connection
# spar:end

# spar:begin sqlite
from sqlalchemy import create_engine, event
# spar:end
# spar:begin postgres
from sqlalchemy import create_engine
# spar:end
from sqlalchemy.exc import DataError, IntegrityError, NoResultFound
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from app.models.errors import Conflict
from app.repositories.tables import Base

# spar:begin sqlite
DEFAULT_URL = "sqlite:///conduit.db"
# spar:end
# spar:begin postgres
DEFAULT_URL = "postgresql+psycopg://user:password@postgres:5432/conduit"
# spar:end


class Database:
    """The database that DATABASE_URL names."""

    def __init__(self) -> None:
        self._engine = create_engine(os.environ.get("DATABASE_URL", DEFAULT_URL))
        # spar:begin sqlite
        event.listen(self._engine, "connect", _prepare)
        # spar:end
        self._sessions = sessionmaker(self._engine)

    def create_schema(self) -> None:
        Base.metadata.create_all(self._engine)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session in a transaction that is committed at the end.

        Raises Conflict where a constraint is broken, or a row went away between reading and writing it.
        """
        try:
            with self._sessions.begin() as session:
                yield session
        except (DataError, IntegrityError, NoResultFound, StaleDataError) as error:
            raise Conflict from error
# spar:begin sqlite


def _prepare(connection: Connection, _record: object) -> None:
    """SQLite checks foreign keys, and lets others read while one writes, only when told to."""
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
# spar:end
