"""Why a service refuses, in words for the caller; how HTTP says it is the routes' business."""

from app.models.errors import Conflict

__all__ = ["Conflict", "Forbidden", "Invalid", "NotFound", "Refusal", "Unauthorized"]


class Refusal(Exception):
    """`errors` maps what is wrong to what is wrong with it."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__(errors)
        self.errors = errors


class Unauthorized(Refusal):
    """Nobody has shown who they are, or not convincingly."""


class NotFound(Refusal):
    def __init__(self, what: str) -> None:
        super().__init__({what: ["not found"]})


class Forbidden(Refusal):
    def __init__(self, what: str) -> None:
        super().__init__({what: ["belongs to somebody else"]})


class Invalid(Refusal):
    """What was sent breaks a rule; the errors go by field."""
