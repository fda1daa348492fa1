# spar:begin profiles
"""Who follows whom."""

from contextlib import suppress

from app.models.errors import Conflict
from app.repositories.database import Database
from app.repositories.tables import FollowRow


class FollowRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def holds(self, follower_id: int, followed_id: int) -> bool:
        with self._database.session() as session:
            return session.get(FollowRow, (follower_id, followed_id)) is not None

    def add(self, follower_id: int, followed_id: int) -> None:
        # Another request may add the same row a moment before this one does.
        with suppress(Conflict), self._database.session() as session:
            session.merge(FollowRow(follower_id=follower_id, followed_id=followed_id))

    def remove(self, follower_id: int, followed_id: int) -> None:
        with self._database.session() as session:
            if row := session.get(FollowRow, (follower_id, followed_id)):
                session.delete(row)
# spar:end
