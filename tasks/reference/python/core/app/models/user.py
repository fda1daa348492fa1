"""A person with an account, as only they and the services see it."""

from dataclasses import dataclass

from app.models.profile import Profile


@dataclass(frozen=True, slots=True)
class User:
    id: int
    email: str
    username: str
    password_hash: str
    bio: str | None = None
    image: str | None = None

    def profile(self, *, following: bool) -> Profile:
        """This user as somebody else sees them, who follows them or doesn't."""
        return Profile(self.username, self.bio, self.image, following)
