# spar:begin profiles
"""Who follows whom."""

from app.repositories.database import Database


class FollowRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def holds(self, follower_id: int, followed_id: int) -> bool:
        query = "SELECT 1 FROM follows WHERE follower_id = %s AND followed_id = %s"
        return self._database.one(query, follower_id, followed_id) is not None

    def add(self, follower_id: int, followed_id: int) -> None:
        self._database.run(
            "INSERT INTO follows (follower_id, followed_id) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            follower_id,
            followed_id,
        )

    def remove(self, follower_id: int, followed_id: int) -> None:
        self._database.run("DELETE FROM follows WHERE follower_id = %s AND followed_id = %s", follower_id, followed_id)
# spar:end
