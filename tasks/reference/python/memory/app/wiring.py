"""The one place that knows which repositories the services work with."""

import os
import secrets

# spar:begin articles
from app.repositories.articles import ArticleRepository
# spar:end
# spar:begin comments
from app.repositories.comments import CommentRepository
# spar:end
# spar:begin profiles
from app.repositories.follows import FollowRepository
# spar:end
from app.repositories.store import Store
# spar:begin tags
from app.repositories.tags import TagRepository
# spar:end
from app.repositories.users import UserRepository
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
from app.services.registry import Services
# spar:begin tags
from app.services.tags import TagService
# spar:end
from app.services.tokens import Tokens


def build_services() -> Services:
    """Services over an empty store; everything in it ends with the process."""
    store = Store()
    users = UserRepository(store)
    return Services(
        accounts=AccountService(users, Tokens(os.environ.get("SECRET_KEY") or secrets.token_urlsafe(32))),
        # spar:begin profiles
        profiles=ProfileService(users, FollowRepository(store)),
        # spar:end
        # spar:begin articles
        articles=ArticleService(ArticleRepository(store)),
        # spar:end
        # spar:begin comments
        comments=CommentService(CommentRepository(store)),
        # spar:end
        # spar:begin tags
        tags=TagService(TagRepository(store)),
        # spar:end
    )
