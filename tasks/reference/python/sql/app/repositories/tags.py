# spar:begin tags
"""The tags that articles bear."""

from collections.abc import Sequence

from app.repositories.database import Database


class TagRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def in_use(self) -> Sequence[str]:
        """Every tag once, in alphabetical order."""
        return [row["tag"] for row in self._database.all("SELECT DISTINCT tag FROM article_tags ORDER BY tag")]
# spar:end
