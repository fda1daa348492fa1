# spar:begin articles
"""The article_tags table: one row for each tag of an article, numbered in the author's order."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.repositories.tables.base import Base


class ArticleTagRow(Base):
    __tablename__ = "article_tags"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True, index=True)
    position: Mapped[int]
# spar:end
