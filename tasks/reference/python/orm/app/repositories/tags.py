# spar:begin tags
"""The tags that articles bear."""

from collections.abc import Sequence

from sqlalchemy import select

from app.repositories.database import Database
from app.repositories.tables import ArticleTagRow


class TagRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def in_use(self) -> Sequence[str]:
        """Every tag once, in alphabetical order."""
        with self._database.session() as session:
            return session.scalars(select(ArticleTagRow.tag).distinct().order_by(ArticleTagRow.tag)).all()
# spar:end
