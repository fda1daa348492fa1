# spar:begin tags
"""The tags that articles bear."""

from collections.abc import Sequence

from app.repositories.store import Store


class TagRepository:
    def __init__(self, store: Store) -> None:
        self._store = store

    def in_use(self) -> Sequence[str]:
        """Every tag once, in alphabetical order."""
        with self._store.lock:
            return sorted({tag for article in self._store.articles.values() for tag in article.tags})
# spar:end
