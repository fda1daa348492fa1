# spar:begin comments
"""Comments below articles."""

from collections.abc import Sequence
from dataclasses import replace

from app.models.comment import Comment
from app.models.errors import Conflict
from app.repositories.store import Store


class CommentRepository:
    def __init__(self, store: Store) -> None:
        self._store = store

    def article_id(self, slug: str) -> int | None:
        """The article that this slug names."""
        with self._store.lock:
            return next((article.id for article in self._store.articles.values() if article.slug == slug), None)

    def add(self, comment: Comment) -> Comment:
        """The comment under an id of its own. Raises Conflict where its article has just gone."""
        with self._store.lock:
            if comment.article_id not in self._store.articles:
                raise Conflict
            comment = replace(comment, id=self._store.next_id())
            self._store.comments[comment.id] = comment
            return comment

    def find(self, comment_id: int) -> Comment | None:
        with self._store.lock:
            return self._store.comments.get(comment_id)

    def below(self, article_id: int, viewer_id: int | None) -> Sequence[Comment]:
        """An article's comments, oldest first."""
        with self._store.lock:
            return [
                replace(comment, author=self._store.profile(comment.author_id, viewer_id))
                for comment in self._store.comments.values()
                if comment.article_id == article_id
            ]

    def remove(self, comment_id: int) -> None:
        with self._store.lock:
            self._store.comments.pop(comment_id, None)
# spar:end
