"""How Conduit's answers look as JSON. Values come from the services as they are; only their form is decided here."""

# spar:begin comments
from collections.abc import Sequence
# spar:end
# spar:begin articles|comments
from datetime import UTC, datetime
# spar:end
from typing import Any

from app.services.views import (
    Account,
    # spar:begin articles
    Article,
    # spar:end
    # spar:begin comments
    Comment,
    # spar:end
    # spar:begin articles
    Page,
    # spar:end
    Profile,
)

Json = dict[str, Any]


def user(account: Account) -> Json:
    return {
        "user": {
            "email": account.user.email,
            "token": account.token,
            "username": account.user.username,
            "bio": account.user.bio,
            "image": account.user.image,
        }
    }


# spar:begin profiles
def profile(shown: Profile) -> Json:
    return {"profile": _profile(shown)}


# spar:end
# spar:begin articles
def article(shown: Article) -> Json:
    return {"article": _article(shown)}


def articles(page: Page) -> Json:
    return {"articles": [_article(shown) for shown in page.articles], "articlesCount": page.total}


# spar:end
# spar:begin comments
def comment(shown: Comment) -> Json:
    return {"comment": _comment(shown)}


def comments(shown: Sequence[Comment]) -> Json:
    return {"comments": [_comment(one) for one in shown]}


# spar:end
def _profile(shown: Profile) -> Json:
    return {"username": shown.username, "bio": shown.bio, "image": shown.image, "following": shown.following}


# spar:begin articles
def _article(shown: Article) -> Json:
    return {
        "slug": shown.slug,
        "title": shown.title,
        "description": shown.description,
        "body": shown.body,
        "tagList": list(shown.tags),
        "createdAt": _time(shown.created_at),
        "updatedAt": _time(shown.updated_at),
        "favorited": shown.favorited,
        "favoritesCount": shown.favorites_count,
        "author": _profile(shown.author),
    }


# spar:end
# spar:begin comments
def _comment(shown: Comment) -> Json:
    return {
        "id": shown.id,
        "createdAt": _time(shown.created_at),
        "updatedAt": _time(shown.updated_at),
        "body": shown.body,
        "author": _profile(shown.author),
    }


# spar:end
# spar:begin articles|comments
def _time(at: datetime) -> str:
    """`2026-01-31T12:00:00.000Z`"""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
# spar:end
