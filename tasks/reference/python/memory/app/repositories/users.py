"""Users, found by id, email or name."""

from collections.abc import Callable

from app.models.errors import Conflict
from app.models.user import User
from app.repositories.store import Store


class UserRepository:
    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, email: str, username: str, password_hash: str) -> User:
        with self._store.lock:
            user = User(self._store.next_id(), email, username, password_hash)
            self.save(user)
            return user

    def by_id(self, user_id: int) -> User | None:
        return self._first(lambda user: user.id == user_id)

    def by_email(self, email: str) -> User | None:
        return self._first(lambda user: user.email == email)

    def by_username(self, username: str) -> User | None:
        return self._first(lambda user: user.username == username)

    def save(self, user: User) -> None:
        """Raises Conflict where another user has the same email or name."""
        with self._store.lock:
            if self._first(lambda o: o.id != user.id and (o.email == user.email or o.username == user.username)):
                raise Conflict
            self._store.users[user.id] = user

    def _first(self, wanted: Callable[[User], bool]) -> User | None:
        with self._store.lock:
            return next(filter(wanted, self._store.users.values()), None)
