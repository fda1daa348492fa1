# spar:begin comments
"""Comments below articles."""

from collections.abc import Sequence
from dataclasses import replace

from app.models.comment import Comment
from app.models.profile import Profile
from app.repositories.database import Database, Row

# Takes the viewer's id; no viewer is NULL, which equals nothing.
SELECT = """
    SELECT comments.*, users.username, users.bio, users.image,
           EXISTS (SELECT 1 FROM follows
                   WHERE followed_id = comments.author_id AND follower_id = %s) AS following
    FROM comments JOIN users ON users.id = comments.author_id
"""


class CommentRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def article_id(self, slug: str) -> int | None:
        """The article that this slug names."""
        row = self._database.one("SELECT id FROM articles WHERE slug = %s", slug)
        return row and row["id"]

    def add(self, comment: Comment) -> Comment:
        """The comment under an id of its own. Raises Conflict where its article has just gone."""
        row = self._database.one(
            """INSERT INTO comments (article_id, author_id, body, created_at, updated_at)
               VALUES (%s, %s, %s, %s, %s) RETURNING id""",
            comment.article_id,
            comment.author_id,
            comment.body,
            comment.created_at,
            comment.updated_at,
        )
        return replace(comment, id=row["id"])

    def find(self, comment_id: int) -> Comment | None:
        row = self._database.one(f"{SELECT} WHERE comments.id = %s", None, comment_id)
        return row and _comment(row)

    def below(self, article_id: int, viewer_id: int | None) -> Sequence[Comment]:
        """An article's comments, oldest first."""
        query = f"{SELECT} WHERE comments.article_id = %s ORDER BY comments.created_at, comments.id"
        return [_comment(row) for row in self._database.all(query, viewer_id, article_id)]

    def remove(self, comment_id: int) -> None:
        self._database.run("DELETE FROM comments WHERE id = %s", comment_id)


def _comment(row: Row) -> Comment:
    return Comment(
        id=row["id"],
        article_id=row["article_id"],
        body=row["body"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        author_id=row["author_id"],
        author=Profile(row["username"], row["bio"], row["image"], bool(row["following"])),
    )
# spar:end
