# spar:begin articles
"""Articles with their tags and favorites."""

from collections.abc import Sequence
from dataclasses import replace

from app.models.article import Article, ArticleQuery
from app.models.errors import Conflict
from app.repositories.store import Store


class ArticleRepository:
    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, article: Article) -> None:
        """Keep a new article under an id of its own. Raises Conflict where the slug is taken."""
        with self._store.lock:
            self.save(replace(article, id=self._store.next_id()))

    def save(self, article: Article) -> None:
        """Raises Conflict where another article has the slug."""
        with self._store.lock:
            if any(other.slug == article.slug and other.id != article.id for other in self._store.articles.values()):
                raise Conflict
            self._store.articles[article.id] = article

    def remove(self, article_id: int) -> None:
        """With its comments and favorites."""
        with self._store.lock:
            self._store.articles.pop(article_id, None)
            # spar:begin comments
            kept = {number: c for number, c in self._store.comments.items() if c.article_id != article_id}
            self._store.comments = kept
            # spar:end
            self._store.favorites = {pair for pair in self._store.favorites if pair[0] != article_id}

    def has(self, slug: str) -> bool:
        return self.find(slug, None) is not None

    def find(self, slug: str, viewer_id: int | None) -> Article | None:
        with self._store.lock:
            found = next((article for article in self._store.articles.values() if article.slug == slug), None)
            return found and self._seen(found, viewer_id)

    def page(self, query: ArticleQuery, viewer_id: int | None) -> tuple[Sequence[Article], int]:
        """The articles between offset and limit, newest first, and how many match in all."""
        with self._store.lock:
            matching = [article for article in self._store.articles.values() if self._matches(article, query)]
            matching.sort(key=lambda article: (article.created_at, article.id), reverse=True)
            shown = matching[query.offset : query.offset + query.limit]
            return [self._seen(article, viewer_id) for article in shown], len(matching)

    def add_favorite(self, article_id: int, user_id: int) -> None:
        with self._store.lock:
            self._store.favorites.add((article_id, user_id))

    def remove_favorite(self, article_id: int, user_id: int) -> None:
        with self._store.lock:
            self._store.favorites.discard((article_id, user_id))

    def _matches(self, article: Article, query: ArticleQuery) -> bool:
        author = self._store.users[article.author_id]
        return (
            (query.tag is None or query.tag in article.tags)
            and (query.author is None or query.author == author.username)
            and (query.favorited_by is None or query.favorited_by in self._fans(article))
            and (query.followed_by is None or (query.followed_by, author.id) in self._store.follows)
        )

    def _fans(self, article: Article) -> set[str]:
        return {self._store.users[user].username for number, user in self._store.favorites if number == article.id}

    def _seen(self, article: Article, viewer_id: int | None) -> Article:
        return replace(
            article,
            author=self._store.profile(article.author_id, viewer_id),
            favorited=(article.id, viewer_id) in self._store.favorites,
            favorites_count=len(self._fans(article)),
        )
# spar:end
