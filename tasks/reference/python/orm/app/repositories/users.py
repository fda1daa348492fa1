"""Users, found by id, email or name."""

from sqlalchemy import ColumnElement, select

from app.models.user import User
from app.repositories.database import Database
from app.repositories.tables import UserRow


class UserRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, email: str, username: str, password_hash: str) -> User:
        """Raises Conflict where the email or the name is taken."""
        with self._database.session() as session:
            row = UserRow(email=email, username=username, password_hash=password_hash)
            session.add(row)
            session.flush()
            return _user(row)

    def by_id(self, user_id: int) -> User | None:
        return self._first(UserRow.id == user_id)

    def by_email(self, email: str) -> User | None:
        return self._first(UserRow.email == email)

    def by_username(self, username: str) -> User | None:
        return self._first(UserRow.username == username)

    def save(self, user: User) -> None:
        """Raises Conflict where another user has the same email or name."""
        with self._database.session() as session:
            row = session.get_one(UserRow, user.id)
            row.email = user.email
            row.username = user.username
            row.password_hash = user.password_hash
            row.bio = user.bio
            row.image = user.image

    def _first(self, wanted: ColumnElement[bool]) -> User | None:
        with self._database.session() as session:
            row = session.scalar(select(UserRow).where(wanted))
            return row and _user(row)


def _user(row: UserRow) -> User:
    return User(row.id, row.email, row.username, row.password_hash, bio=row.bio, image=row.image)
