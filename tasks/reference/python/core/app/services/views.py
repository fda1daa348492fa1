"""What the services answer with, for the routes to show."""

# spar:begin articles
from app.models.article import Article
# spar:end
# spar:begin comments
from app.models.comment import Comment
# spar:end
from app.models.profile import Profile
from app.models.user import User
from app.services.accounts import Account
# spar:begin articles
from app.services.articles import Page
# spar:end

__all__ = [
    "Account",
    # spar:begin articles
    "Article",
    # spar:end
    # spar:begin comments
    "Comment",
    # spar:end
    # spar:begin articles
    "Page",
    # spar:end
    "Profile",
    "User",
]
