# spar:begin articles
"""Articles: write, read, list, change and favorite them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.models.article import Article, ArticleQuery
from app.models.user import User
from app.repositories.articles import ArticleRepository
from app.services.errors import Conflict, Forbidden, NotFound
from app.services.slugs import new_slug
from app.services.validation import require_storable, require_text

LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the articles that match, newest first, and how many match in all."""

    articles: Sequence[Article]
    total: int


class ArticleService:
    def __init__(self, articles: ArticleRepository) -> None:
        self._articles = articles

    def list(
        self,
        viewer: User | None,
        *,
        tag: str | None = None,
        author: str | None = None,
        favorited_by: str | None = None,
        limit: int = 20,
        offset: int = 0,
    ) -> Page:
        """Articles that match every filter given; a value that nobody bears matches nothing."""
        limit = min(limit, LARGEST_PAGE)
        return self._page(ArticleQuery(tag, author, favorited_by, limit=limit, offset=offset), viewer)

    def feed(self, reader: User, *, limit: int = 20, offset: int = 0) -> Page:
        """Articles of the people whom the reader follows."""
        limit = min(limit, LARGEST_PAGE)
        return self._page(ArticleQuery(followed_by=reader.id, limit=limit, offset=offset), reader)

    def show(self, slug: str, viewer: User | None) -> Article:
        article = self._articles.find(slug, _id(viewer))
        if article is None:
            raise NotFound("article")
        return article

    def owned(self, slug: str, owner: User) -> Article:
        """The article for somebody who wants to change it. Raises NotFound, or Forbidden where it isn't theirs."""
        article = self.show(slug, owner)
        if article.author_id != owner.id:
            raise Forbidden("article")
        return article

    def create(
        self, author: User, title: str | None, description: str | None, body: str | None, tags: Sequence[str] = ()
    ) -> Article:
        require_text(title=title, description=description, body=body)
        now = datetime.now(UTC)
        article = Article(
            id=0,
            slug=new_slug(title, self._articles.has),
            title=title,
            description=description,
            body=body,
            tags=_tidy(tags),
            created_at=now,
            updated_at=now,
            author_id=author.id,
            author=author.profile(following=False),
        )
        kept = self._keep(article, self._articles.add)
        return self.show(kept.slug, author)

    def update(self, article: Article, changes: Mapping[str, str | None], tags: Sequence[str] | None = None) -> Article:
        """Change any of title, description, body and tags. A changed title moves the article to a new slug."""
        require_text(**changes)
        changed = replace(article, **changes, updated_at=datetime.now(UTC))
        if tags is not None:
            changed = replace(changed, tags=_tidy(tags))
        if changed.title != article.title:
            changed = replace(changed, slug=new_slug(changed.title, self._articles.has))
        return self._keep(changed, self._articles.save)

    def delete(self, article: Article) -> None:
        """With its comments and favorites."""
        self._articles.remove(article.id)

    def favorite(self, slug: str, user: User) -> Article:
        self._articles.add_favorite(self.show(slug, user).id, user.id)
        return self.show(slug, user)

    def unfavorite(self, slug: str, user: User) -> Article:
        self._articles.remove_favorite(self.show(slug, user).id, user.id)
        return self.show(slug, user)

    def _keep(self, article: Article, write: Callable[[Article], None]) -> Article:
        """The article as written: under another slug, where somebody else took this one a moment ago."""
        try:
            write(article)
        except Conflict:
            article = replace(article, slug=new_slug(article.title, self._articles.has))
            write(article)
        return article

    def _page(self, query: ArticleQuery, viewer: User | None) -> Page:
        articles, total = self._articles.page(query, _id(viewer))
        return Page(articles, total)


def _id(viewer: User | None) -> int | None:
    return viewer.id if viewer else None


def _tidy(tags: Sequence[str]) -> tuple[str, ...]:
    """The tags in the order given, each once, blank ones dropped."""
    for tag in tags:
        require_storable(tagList=tag)
    return tuple(dict.fromkeys(tag for tag in tags if tag.strip()))
# spar:end
