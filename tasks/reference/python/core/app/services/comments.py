# spar:begin comments
"""Comments: say something below an article, read what was said, take back one's own."""

from collections.abc import Sequence
from datetime import UTC, datetime

from app.models.comment import Comment
from app.models.user import User
from app.repositories.comments import CommentRepository
from app.services.errors import Forbidden, NotFound
from app.services.validation import require_text


class CommentService:
    def __init__(self, comments: CommentRepository) -> None:
        self._comments = comments

    def article_id(self, slug: str) -> int:
        """The article that comments go below. Raises NotFound."""
        article_id = self._comments.article_id(slug)
        if article_id is None:
            raise NotFound("article")
        return article_id

    def list(self, slug: str, viewer: User | None) -> Sequence[Comment]:
        """Oldest first."""
        return self._comments.below(self.article_id(slug), viewer.id if viewer else None)

    def create(self, article_id: int, author: User, body: str | None) -> Comment:
        require_text(body=body)
        now = datetime.now(UTC)
        comment = Comment(
            id=0,
            article_id=article_id,
            body=body,
            created_at=now,
            updated_at=now,
            author_id=author.id,
            author=author.profile(following=False),
        )
        return self._comments.add(comment)

    def delete(self, slug: str, comment_id: int | None, user: User) -> None:
        """Raises NotFound for another article's comment too, and Forbidden where it isn't the user's own."""
        article_id = self.article_id(slug)
        comment = None if comment_id is None else self._comments.find(comment_id)
        if comment is None or comment.article_id != article_id:
            raise NotFound("comment")
        if comment.author_id != user.id:
            raise Forbidden("comment")
        self._comments.remove(comment.id)
# spar:end
