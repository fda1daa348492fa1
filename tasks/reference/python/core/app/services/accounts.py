"""Accounts: sign up, log in, and change what belongs to oneself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.models.user import User
from app.repositories.users import UserRepository
from app.services.errors import Invalid, Unauthorized
from app.services.passwords import hash_password, matches
from app.services.tokens import Tokens
from app.services.validation import require_storable, require_text


@dataclass(frozen=True, slots=True)
class Account:
    """A user with a token that proves it."""

    user: User
    token: str


class AccountService:
    def __init__(self, users: UserRepository, tokens: Tokens) -> None:
        self._users = users
        self._tokens = tokens

    def register(self, username: str | None, email: str | None, password: str | None) -> Account:
        require_text(username=username, email=email, password=password)
        self._require_free(username, email)
        return self.account(self._users.add(email, username, hash_password(password)))

    def log_in(self, email: str | None, password: str | None) -> Account:
        """Raises Unauthorized in the same words for an unknown email and a wrong password."""
        require_text(email=email, password=password)
        user = self._users.by_email(email)
        if user is None or not matches(password, user.password_hash):
            raise Unauthorized({"email or password": ["is wrong"]})
        return self.account(user)

    def authenticate(self, token: str) -> User:
        """The user that a token speaks for. Raises Unauthorized."""
        user = self._users.by_id(self._tokens.user_id(token))
        if user is None:
            raise Unauthorized({"token": ["is invalid"]})
        return user

    def account(self, user: User) -> Account:
        return Account(user, self._tokens.issue(user.id))

    def update(self, user: User, changes: Mapping[str, str | None]) -> Account:
        """Change any of email, username, password, bio and image; None clears the last two."""
        require_text(**{name: changes[name] for name in ("username", "email", "password") if name in changes})
        require_storable(**{name: changes[name] for name in ("bio", "image") if name in changes})
        self._require_free(changes.get("username"), changes.get("email"), besides=user)
        changed = {name: changes[name] for name in ("email", "username", "bio", "image") if name in changes}
        if "password" in changes:
            changed["password_hash"] = hash_password(changes["password"])
        user = replace(user, **changed)
        self._users.save(user)
        return self.account(user)

    def _require_free(self, username: str | None, email: str | None, besides: User | None = None) -> None:
        holders = {
            "username": self._users.by_username(username) if username else None,
            "email": self._users.by_email(email) if email else None,
        }
        own = besides.id if besides else None
        taken = {name: ["has already been taken"] for name, user in holders.items() if user and user.id != own}
        if taken:
            raise Invalid(taken)
