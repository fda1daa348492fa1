# spar:begin articles
"""Articles with their tags and favorites."""

from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.models.article import Article, ArticleQuery
from app.models.errors import Conflict
from app.models.profile import Profile
from app.repositories.database import Database
from app.repositories.tables import ArticleRow, ArticleTagRow, FavoriteRow, FollowRow, UserRow


class ArticleRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, article: Article) -> None:
        """Keep a new article under an id of its own. Raises Conflict where the slug is taken."""
        row = ArticleRow(author_id=article.author_id, created_at=article.created_at)
        _write(article, row)
        with self._database.session() as session:
            session.add(row)

    def save(self, article: Article) -> None:
        """Raises Conflict where another article has the slug."""
        with self._database.session() as session:
            _write(article, session.get_one(ArticleRow, article.id))

    def remove(self, article_id: int) -> None:
        """The schema takes its tags, comments and favorites along."""
        with self._database.session() as session:
            if row := session.get(ArticleRow, article_id):
                session.delete(row)

    def has(self, slug: str) -> bool:
        with self._database.session() as session:
            return session.scalar(select(ArticleRow.id).where(ArticleRow.slug == slug)) is not None

    def find(self, slug: str, viewer_id: int | None) -> Article | None:
        with self._database.session() as session:
            found = session.execute(_seen_by(viewer_id).where(ArticleRow.slug == slug)).first()
            return found and _article(*found)

    def page(self, query: ArticleQuery, viewer_id: int | None) -> tuple[Sequence[Article], int]:
        """The articles between offset and limit, newest first, and how many match in all."""
        wanted = _conditions(query)
        newest = _seen_by(viewer_id).where(*wanted).order_by(ArticleRow.created_at.desc(), ArticleRow.id.desc())
        with self._database.session() as session:
            total = session.scalar(select(func.count()).select_from(ArticleRow).where(*wanted))
            shown = session.execute(newest.limit(query.limit).offset(query.offset))
            return [_article(*found) for found in shown], total

    def add_favorite(self, article_id: int, user_id: int) -> None:
        # Another request may add the same row a moment before this one does.
        with suppress(Conflict), self._database.session() as session:
            session.merge(FavoriteRow(article_id=article_id, user_id=user_id))

    def remove_favorite(self, article_id: int, user_id: int) -> None:
        with self._database.session() as session:
            if row := session.get(FavoriteRow, (article_id, user_id)):
                session.delete(row)


def _seen_by(viewer_id: int | None) -> Select[tuple[ArticleRow, bool, bool, int]]:
    """Each article with `following`, `favorited` and `favorites_count`; author and tags are loaded along."""
    following = exists().where(FollowRow.followed_id == ArticleRow.author_id, FollowRow.follower_id == viewer_id)
    favorited = exists().where(FavoriteRow.article_id == ArticleRow.id, FavoriteRow.user_id == viewer_id)
    favorites = select(func.count()).where(FavoriteRow.article_id == ArticleRow.id).scalar_subquery()
    whole = (joinedload(ArticleRow.author), selectinload(ArticleRow.tags))
    return select(ArticleRow, following, favorited, favorites).options(*whole)


def _conditions(query: ArticleQuery) -> list[ColumnElement[bool]]:
    conditions = []
    if query.tag is not None:
        conditions.append(ArticleRow.tags.any(ArticleTagRow.tag == query.tag))
    if query.author is not None:
        conditions.append(ArticleRow.author.has(UserRow.username == query.author))
    if query.favorited_by is not None:
        conditions.append(ArticleRow.fans.any(UserRow.username == query.favorited_by))
    if query.followed_by is not None:
        followed = select(FollowRow.followed_id).where(FollowRow.follower_id == query.followed_by)
        conditions.append(ArticleRow.author_id.in_(followed))
    return conditions


def _write(article: Article, row: ArticleRow) -> None:
    row.slug = article.slug
    row.title = article.title
    row.description = article.description
    row.body = article.body
    row.updated_at = article.updated_at
    row.tags = [ArticleTagRow(tag=tag, position=position) for position, tag in enumerate(article.tags)]


def _article(row: ArticleRow, following: bool, favorited: bool, favorites_count: int) -> Article:
    return Article(
        id=row.id,
        slug=row.slug,
        title=row.title,
        description=row.description,
        body=row.body,
        tags=tuple(tag.tag for tag in row.tags),
        created_at=row.created_at,
        updated_at=row.updated_at,
        author_id=row.author_id,
        author=Profile(row.author.username, row.author.bio, row.author.image, following),
        favorited=favorited,
        favorites_count=favorites_count,
    )
# spar:end
