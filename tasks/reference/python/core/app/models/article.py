# spar:begin articles
"""An article as one viewer sees it, and the question that selects articles."""

from dataclasses import dataclass
from datetime import datetime

from app.models.profile import Profile


@dataclass(frozen=True, slots=True)
class Article:
    """`favorited` and `author.following` are the viewer's; both are False for a viewer without an account."""

    id: int
    slug: str
    title: str
    description: str
    body: str
    tags: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
    author_id: int
    author: Profile
    favorited: bool = False
    favorites_count: int = 0


@dataclass(frozen=True, slots=True)
class ArticleQuery:
    """Which articles to list; what is None doesn't restrict. Author and favoriter are usernames, the follower an id."""

    tag: str | None = None
    author: str | None = None
    favorited_by: str | None = None
    followed_by: int | None = None
    limit: int = 20
    offset: int = 0
# spar:end
