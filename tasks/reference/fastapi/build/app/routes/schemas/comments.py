# spar:begin comments
"""Comments, as they are sent and shown."""

from app.routes.schemas.base import Schema, Text
from app.routes.schemas.profiles import Profile
from app.routes.schemas.times import Time


class NewComment(Schema):
    body: Text


class CommentCreation(Schema):
    comment: NewComment


class Comment(Schema):
    id: int
    created_at: Time
    updated_at: Time
    body: str
    author: Profile


class CommentAnswer(Schema):
    comment: Comment


class CommentsAnswer(Schema):
    comments: list[Comment]
# spar:end
