"""The tables, as SQLAlchemy maps them; whoever imports this knows them all."""

# spar:begin articles|comments
from app.repositories.tables.articles import ArticleRow
# spar:end
from app.repositories.tables.base import Base
# spar:begin comments
from app.repositories.tables.comments import CommentRow
# spar:end
# spar:begin articles
from app.repositories.tables.favorites import FavoriteRow
# spar:end
from app.repositories.tables.follows import FollowRow
# spar:begin articles
from app.repositories.tables.tags import ArticleTagRow
# spar:end
from app.repositories.tables.users import UserRow

__all__ = [
    # spar:begin articles|comments
    "ArticleRow",
    # spar:end
    # spar:begin articles
    "ArticleTagRow",
    # spar:end
    "Base",
    # spar:begin comments
    "CommentRow",
    # spar:end
    # spar:begin articles
    "FavoriteRow",
    # spar:end
    "FollowRow",
    "UserRow",
]
