# spar:begin profiles
"""Who follows whom."""

from app.repositories.store import Store


class FollowRepository:
    def __init__(self, store: Store) -> None:
        self._store = store

    def holds(self, follower_id: int, followed_id: int) -> bool:
        with self._store.lock:
            return (follower_id, followed_id) in self._store.follows

    def add(self, follower_id: int, followed_id: int) -> None:
        with self._store.lock:
            self._store.follows.add((follower_id, followed_id))

    def remove(self, follower_id: int, followed_id: int) -> None:
        with self._store.lock:
            self._store.follows.discard((follower_id, followed_id))
# spar:end
