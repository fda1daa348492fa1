"""The one place that knows which repositories the services work with."""

import os
import secrets

from app.repositories.articles import ArticleRepository
from app.repositories.comments import CommentRepository
from app.repositories.follows import FollowRepository
from app.repositories.store import Store
from app.repositories.tags import TagRepository
from app.repositories.users import UserRepository
from app.services.accounts import AccountService
from app.services.articles import ArticleService
from app.services.comments import CommentService
from app.services.profiles import ProfileService
from app.services.registry import Services
from app.services.tags import TagService
from app.services.tokens import Tokens


def build_services() -> Services:
    """Services over an empty store; everything in it ends with the process."""
    store = Store()
    users = UserRepository(store)
    return Services(
        accounts=AccountService(users, Tokens(os.environ.get("SECRET_KEY") or secrets.token_urlsafe(32))),
        profiles=ProfileService(users, FollowRepository(store)),
        articles=ArticleService(ArticleRepository(store)),
        comments=CommentService(CommentRepository(store)),
        tags=TagService(TagRepository(store)),
    )
