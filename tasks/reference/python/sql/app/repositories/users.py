"""Users, found by id, email or name."""

from app.models.user import User
from app.repositories.database import Database, Row


class UserRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, email: str, username: str, password_hash: str) -> User:
        """Raises Conflict where the email or the name is taken."""
        row = self._database.one(
            "INSERT INTO users (email, username, password_hash) VALUES (%s, %s, %s) RETURNING id",
            email,
            username,
            password_hash,
        )
        return User(row["id"], email, username, password_hash)

    def by_id(self, user_id: int) -> User | None:
        return _user(self._database.one("SELECT * FROM users WHERE id = %s", user_id))

    def by_email(self, email: str) -> User | None:
        return _user(self._database.one("SELECT * FROM users WHERE email = %s", email))

    def by_username(self, username: str) -> User | None:
        return _user(self._database.one("SELECT * FROM users WHERE username = %s", username))

    def save(self, user: User) -> None:
        """Raises Conflict where another user has the same email or name."""
        self._database.run(
            "UPDATE users SET email = %s, username = %s, password_hash = %s, bio = %s, image = %s WHERE id = %s",
            user.email,
            user.username,
            user.password_hash,
            user.bio,
            user.image,
            user.id,
        )


def _user(row: Row | None) -> User | None:
    return row and User(
        row["id"], row["email"], row["username"], row["password_hash"], bio=row["bio"], image=row["image"]
    )
