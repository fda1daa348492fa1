"""What endpoints ask for: the services, who is asking, and what they may touch."""

from typing import Annotated

from fastapi import Depends, Header, Request

from app.services.errors import Unauthorized
from app.services.registry import Services
from app.services.views import (
    # spar:begin articles
    Article,
    # spar:end
    User,
)


def _services(request: Request) -> Services:
    return request.app.state.services


Serving = Annotated[Services, Depends(_services)]


def _viewer(services: Serving, authorization: Annotated[str | None, Header()] = None) -> User | None:
    if authorization is None:
        return None
    scheme, _, token = authorization.partition(" ")
    if scheme != "Token":
        raise Unauthorized({"token": ["must be sent as `Authorization: Token ...`"]})
    return services.accounts.authenticate(token)


Viewer = Annotated[User | None, Depends(_viewer)]
"""The user whose token came along, None where no header did; any other header is refused."""


def _current_user(viewer: Viewer) -> User:
    if viewer is None:
        raise Unauthorized({"token": ["is missing"]})
    return viewer


CurrentUser = Annotated[User, Depends(_current_user)]
"""The user whose token came along; nobody else gets in."""
# spar:begin articles


def _own_article(slug: str, user: CurrentUser, services: Serving) -> Article:
    return services.articles.owned(slug, user)


OwnArticle = Annotated[Article, Depends(_own_article)]
"""The article at `slug`, for its author alone."""
# spar:end
# spar:begin comments


def _commented_article(slug: str, _user: CurrentUser, services: Serving) -> int:
    return services.comments.article_id(slug)


CommentedArticle = Annotated[int, Depends(_commented_article)]
"""The id of the article at `slug`, for anybody who is logged in."""
# spar:end
