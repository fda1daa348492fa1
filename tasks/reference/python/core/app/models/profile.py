"""What everybody may see of a user."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """`following` tells whether the viewer follows this user."""

    username: str
    bio: str | None
    image: str | None
    following: bool
