"""Signed tokens that say who is asking, and nothing that a profile change could make untrue."""

from datetime import UTC, datetime, timedelta

import jwt

from app.services.errors import Unauthorized

LIFETIME = timedelta(days=60)


class Tokens:
    """Issues and reads JSON Web Tokens, signed with one secret."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def issue(self, user_id: int) -> str:
        now = datetime.now(UTC)
        return jwt.encode({"sub": str(user_id), "iat": now, "exp": now + LIFETIME}, self._secret, algorithm="HS256")

    def user_id(self, token: str) -> int:
        """Whose token this is. Raises Unauthorized unless we signed it, and lately."""
        try:
            claims = jwt.decode(token, self._secret, algorithms=["HS256"], options={"require": ["sub", "exp"]})
        except jwt.InvalidTokenError as error:
            raise Unauthorized({"token": ["is invalid"]}) from error
        return int(claims["sub"])
