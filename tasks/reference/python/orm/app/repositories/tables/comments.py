# spar:begin comments
"""The comments table."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.repositories.tables.base import Base
from app.repositories.tables.times import UtcDateTime
from app.repositories.tables.users import UserRow


class CommentRow(Base):
    __tablename__ = "comments"
    # Ids are never used twice, so that an old one can't come to mean a new comment.
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    body: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    author: Mapped[UserRow] = relationship()
# spar:end
