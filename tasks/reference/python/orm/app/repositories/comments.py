# spar:begin comments
"""Comments below articles."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload

from app.models.comment import Comment
from app.models.profile import Profile
from app.repositories.database import Database
from app.repositories.tables import ArticleRow, CommentRow, FollowRow


class CommentRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def article_id(self, slug: str) -> int | None:
        """The article that this slug names."""
        with self._database.session() as session:
            return session.scalar(select(ArticleRow.id).where(ArticleRow.slug == slug))

    def add(self, comment: Comment) -> Comment:
        """The comment under an id of its own. Raises Conflict where its article has just gone."""
        row = CommentRow(
            article_id=comment.article_id,
            author_id=comment.author_id,
            body=comment.body,
            created_at=comment.created_at,
            updated_at=comment.updated_at,
        )
        with self._database.session() as session:
            session.add(row)
            session.flush()
            return replace(comment, id=row.id)

    def find(self, comment_id: int) -> Comment | None:
        with self._database.session() as session:
            found = session.execute(_seen_by(None).where(CommentRow.id == comment_id)).first()
            return found and _comment(*found)

    def below(self, article_id: int, viewer_id: int | None) -> Sequence[Comment]:
        """An article's comments, oldest first."""
        oldest = _seen_by(viewer_id).order_by(CommentRow.created_at, CommentRow.id)
        with self._database.session() as session:
            found = session.execute(oldest.where(CommentRow.article_id == article_id))
            return [_comment(*row) for row in found]

    def remove(self, comment_id: int) -> None:
        with self._database.session() as session:
            if row := session.get(CommentRow, comment_id):
                session.delete(row)


def _seen_by(viewer_id: int | None) -> Select[tuple[CommentRow, bool]]:
    """Each comment with its author, and whether the viewer follows them."""
    following = exists().where(FollowRow.followed_id == CommentRow.author_id, FollowRow.follower_id == viewer_id)
    return select(CommentRow, following).options(joinedload(CommentRow.author))


def _comment(row: CommentRow, following: bool) -> Comment:
    return Comment(
        id=row.id,
        article_id=row.article_id,
        body=row.body,
        created_at=row.created_at,
        updated_at=row.updated_at,
        author_id=row.author_id,
        author=Profile(row.author.username, row.author.bio, row.author.image, following),
    )
# spar:end
