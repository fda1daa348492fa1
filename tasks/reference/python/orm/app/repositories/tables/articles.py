# spar:begin articles|comments
"""The articles table."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.repositories.tables.base import Base
# spar:end
# spar:begin articles
from app.repositories.tables.tags import ArticleTagRow
# spar:end
# spar:begin articles|comments
from app.repositories.tables.times import UtcDateTime
from app.repositories.tables.users import UserRow


class ArticleRow(Base):
    __tablename__ = "articles"
    # Ids are never used twice, so that an old one can't come to mean a new article.
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    description: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)

    author: Mapped[UserRow] = relationship()
# spar:end
# spar:begin articles
    tags: Mapped[list[ArticleTagRow]] = relationship(
        order_by=ArticleTagRow.position, cascade="all, delete-orphan", passive_deletes=True
    )
    fans: Mapped[list[UserRow]] = relationship(secondary="favorites", viewonly=True)
# spar:end
