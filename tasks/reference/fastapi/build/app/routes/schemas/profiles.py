"""People, as everybody sees them."""

from app.routes.schemas.base import Schema


class Profile(Schema):
    username: str
    bio: str | None
    image: str | None
    following: bool
# spar:begin profiles


class ProfileAnswer(Schema):
    profile: Profile
# spar:end
