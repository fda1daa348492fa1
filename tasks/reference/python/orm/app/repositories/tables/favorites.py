# spar:begin articles
"""The favorites table: one row for each pair of article and user."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.repositories.tables.base import Base


class FavoriteRow(Base):
    __tablename__ = "favorites"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
# spar:end
