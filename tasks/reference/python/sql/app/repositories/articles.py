# spar:begin articles
"""Articles with their tags and favorites."""

from collections.abc import Sequence

from app.models.article import Article, ArticleQuery
from app.models.profile import Profile
from app.repositories.database import Database, Row

# Takes the viewer's id twice; no viewer is NULL, which equals nothing.
SELECT = """
    SELECT articles.*, users.username, users.bio, users.image,
           EXISTS (SELECT 1 FROM follows
                   WHERE followed_id = articles.author_id AND follower_id = %s) AS following,
           EXISTS (SELECT 1 FROM favorites
                   WHERE article_id = articles.id AND user_id = %s) AS favorited,
           (SELECT count(*) FROM favorites WHERE article_id = articles.id) AS favorites_count
    FROM articles JOIN users ON users.id = articles.author_id
"""

FILTERS = {
    "tag": "EXISTS (SELECT 1 FROM article_tags WHERE article_id = articles.id AND tag = %s)",
    "author": "users.username = %s",
    "favorited_by": """EXISTS (SELECT 1 FROM favorites JOIN users fan ON fan.id = favorites.user_id
                               WHERE favorites.article_id = articles.id AND fan.username = %s)""",
    "followed_by": "EXISTS (SELECT 1 FROM follows WHERE followed_id = articles.author_id AND follower_id = %s)",
}


class ArticleRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, article: Article) -> None:
        """Keep a new article under an id of its own. Raises Conflict where the slug is taken."""
        with self._database.transaction():
            row = self._database.one(
                """INSERT INTO articles (slug, title, description, body, created_at, updated_at, author_id)
                   VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id""",
                article.slug,
                article.title,
                article.description,
                article.body,
                article.created_at,
                article.updated_at,
                article.author_id,
            )
            self._tag(row["id"], article.tags)

    def save(self, article: Article) -> None:
        """Raises Conflict where another article has the slug."""
        with self._database.transaction():
            self._database.run(
                "UPDATE articles SET slug = %s, title = %s, description = %s, body = %s, updated_at = %s WHERE id = %s",
                article.slug,
                article.title,
                article.description,
                article.body,
                article.updated_at,
                article.id,
            )
            self._database.run("DELETE FROM article_tags WHERE article_id = %s", article.id)
            self._tag(article.id, article.tags)

    def remove(self, article_id: int) -> None:
        """The schema takes its tags, comments and favorites along."""
        self._database.run("DELETE FROM articles WHERE id = %s", article_id)

    def has(self, slug: str) -> bool:
        return self._database.one("SELECT 1 FROM articles WHERE slug = %s", slug) is not None

    def find(self, slug: str, viewer_id: int | None) -> Article | None:
        row = self._database.one(f"{SELECT} WHERE articles.slug = %s", viewer_id, viewer_id, slug)
        return row and self._articles([row])[0]

    def page(self, query: ArticleQuery, viewer_id: int | None) -> tuple[Sequence[Article], int]:
        """The articles between offset and limit, newest first, and how many match in all."""
        wanted = {name: value for name in FILTERS if (value := getattr(query, name)) is not None}
        where = " AND ".join(FILTERS[name] for name in wanted) or "1 = 1"
        total = self._database.one(
            f"SELECT count(*) AS total FROM articles JOIN users ON users.id = articles.author_id WHERE {where}",
            *wanted.values(),
        )
        rows = self._database.all(
            f"{SELECT} WHERE {where} ORDER BY articles.created_at DESC, articles.id DESC LIMIT %s OFFSET %s",
            viewer_id,
            viewer_id,
            *wanted.values(),
            query.limit,
            query.offset,
        )
        return self._articles(rows), total["total"]

    def add_favorite(self, article_id: int, user_id: int) -> None:
        self._database.run(
            "INSERT INTO favorites (article_id, user_id) VALUES (%s, %s) ON CONFLICT DO NOTHING", article_id, user_id
        )

    def remove_favorite(self, article_id: int, user_id: int) -> None:
        self._database.run("DELETE FROM favorites WHERE article_id = %s AND user_id = %s", article_id, user_id)

    def _tag(self, article_id: int, tags: Sequence[str]) -> None:
        for position, tag in enumerate(tags):
            self._database.run(
                "INSERT INTO article_tags (article_id, position, tag) VALUES (%s, %s, %s)", article_id, position, tag
            )

    def _articles(self, rows: Sequence[Row]) -> list[Article]:
        tags = self._tags([row["id"] for row in rows])
        return [_article(row, tags.get(row["id"], [])) for row in rows]

    def _tags(self, article_ids: Sequence[int]) -> dict[int, list[str]]:
        """The tags of these articles in their authors' order, by one query for all of them."""
        if not article_ids:
            return {}
        marks = ", ".join(["%s"] * len(article_ids))
        query = f"SELECT article_id, tag FROM article_tags WHERE article_id IN ({marks}) ORDER BY position"
        tags: dict[int, list[str]] = {}
        for row in self._database.all(query, *article_ids):
            tags.setdefault(row["article_id"], []).append(row["tag"])
        return tags


def _article(row: Row, tags: Sequence[str]) -> Article:
    return Article(
        id=row["id"],
        slug=row["slug"],
        title=row["title"],
        description=row["description"],
        body=row["body"],
        tags=tuple(tags),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        author_id=row["author_id"],
        author=Profile(row["username"], row["bio"], row["image"], bool(row["following"])),
        favorited=bool(row["favorited"]),
        favorites_count=row["favorites_count"],
    )
# spar:end
