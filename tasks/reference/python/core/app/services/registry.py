"""Everything that the routes may ask for, in one place."""

from dataclasses import dataclass

from app.services.accounts import AccountService
# spar:begin articles
from app.services.articles import ArticleService
# spar:end
# spar:begin comments
from app.services.comments import CommentService
# spar:end
# spar:begin profiles
from app.services.profiles import ProfileService
# spar:end
# spar:begin tags
from app.services.tags import TagService
# spar:end


@dataclass(frozen=True, slots=True)
class Services:
    accounts: AccountService
    # spar:begin profiles
    profiles: ProfileService
    # spar:end
    # spar:begin articles
    articles: ArticleService
    # spar:end
    # spar:begin comments
    comments: CommentService
    # spar:end
    # spar:begin tags
    tags: TagService
    # spar:end
