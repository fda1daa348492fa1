# spar:begin comments
"""A comment below an article, as one viewer sees it."""

from dataclasses import dataclass
from datetime import datetime

from app.models.profile import Profile


@dataclass(frozen=True, slots=True)
class Comment:
    id: int
    article_id: int
    body: str
    created_at: datetime
    updated_at: datetime
    author_id: int
    author: Profile
# spar:end
