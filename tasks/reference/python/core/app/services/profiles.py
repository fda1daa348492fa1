# spar:begin profiles
"""Profiles: look at somebody, follow them, stop following them."""

from app.models.profile import Profile
from app.models.user import User
from app.repositories.follows import FollowRepository
from app.repositories.users import UserRepository
from app.services.errors import Invalid, NotFound


class ProfileService:
    def __init__(self, users: UserRepository, follows: FollowRepository) -> None:
        self._users = users
        self._follows = follows

    def show(self, username: str, viewer: User | None) -> Profile:
        user = self._named(username)
        return user.profile(following=viewer is not None and self._follows.holds(viewer.id, user.id))

    def follow(self, username: str, follower: User) -> Profile:
        user = self._named(username)
        if user.id == follower.id:
            raise Invalid({"username": ["is your own: you can't follow yourself"]})
        self._follows.add(follower.id, user.id)
        return user.profile(following=True)

    def unfollow(self, username: str, follower: User) -> Profile:
        user = self._named(username)
        self._follows.remove(follower.id, user.id)
        return user.profile(following=False)

    def _named(self, username: str) -> User:
        user = self._users.by_username(username)
        if user is None:
            raise NotFound("profile")
        return user
# spar:end
