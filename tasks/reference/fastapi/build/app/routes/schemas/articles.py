# spar:begin articles
"""Articles, as they are sent and shown."""

from pydantic import Field

from app.routes.schemas.base import Schema, Text
from app.routes.schemas.profiles import Profile
from app.routes.schemas.times import Time


class NewArticle(Schema):
    title: Text
    description: Text
    body: Text
    tag_list: list[str] = []


class ArticleCreation(Schema):
    article: NewArticle


class ArticleChanges(Schema):
    """Only what was sent counts; the defaults are never read."""

    title: Text = ""
    description: Text = ""
    body: Text = ""
    tag_list: list[str] = []


class ArticleUpdate(Schema):
    article: ArticleChanges


class Article(Schema):
    slug: str
    title: str
    description: str
    body: str
    tag_list: list[str] = Field(validation_alias="tags")
    created_at: Time
    updated_at: Time
    favorited: bool
    favorites_count: int
    author: Profile


class ArticleAnswer(Schema):
    article: Article


class ArticlesAnswer(Schema):
    articles: list[Article]
    articles_count: int
# spar:end
