# spar:begin articles
"""Articles: lists, the feed, one by one, and favorites."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.routes.bodies import LateRoute
from app.routes.dependencies import CurrentUser, OwnArticle, Serving, Viewer
from app.routes.schemas.articles import ArticleAnswer, ArticleCreation, ArticlesAnswer, ArticleUpdate
from app.services.views import Page

router = APIRouter(prefix="/articles", tags=["articles"], route_class=LateRoute)

Limit = Annotated[int, Query(ge=0)]
Offset = Annotated[int, Query(ge=0, lt=2**31)]


@router.get("")
def list_articles(
    viewer: Viewer,
    services: Serving,
    tag: str | None = None,
    author: str | None = None,
    favorited: str | None = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> ArticlesAnswer:
    return _answer(
        services.articles.list(viewer, tag=tag, author=author, favorited_by=favorited, limit=limit, offset=offset)
    )


# Before /{slug}, which would take "feed" for a slug.
@router.get("/feed")
def feed(user: CurrentUser, services: Serving, limit: Limit = 20, offset: Offset = 0) -> ArticlesAnswer:
    return _answer(services.articles.feed(user, limit=limit, offset=offset))


@router.post("", status_code=201)
def create(user: CurrentUser, body: ArticleCreation, services: Serving) -> ArticleAnswer:
    new = body.article
    return ArticleAnswer(article=services.articles.create(user, new.title, new.description, new.body, new.tag_list))


@router.get("/{slug}")
def show(slug: str, viewer: Viewer, services: Serving) -> ArticleAnswer:
    return ArticleAnswer(article=services.articles.show(slug, viewer))


@router.put("/{slug}")
def update(article: OwnArticle, body: ArticleUpdate, services: Serving) -> ArticleAnswer:
    changes = body.article.model_dump(exclude_unset=True)
    tags = changes.pop("tag_list", None)
    return ArticleAnswer(article=services.articles.update(article, changes, tags))


@router.delete("/{slug}", status_code=204)
def delete(article: OwnArticle, services: Serving) -> None:
    services.articles.delete(article)


@router.post("/{slug}/favorite")
def favorite(slug: str, user: CurrentUser, services: Serving) -> ArticleAnswer:
    return ArticleAnswer(article=services.articles.favorite(slug, user))


@router.delete("/{slug}/favorite")
def unfavorite(slug: str, user: CurrentUser, services: Serving) -> ArticleAnswer:
    return ArticleAnswer(article=services.articles.unfavorite(slug, user))


def _answer(page: Page) -> ArticlesAnswer:
    return ArticlesAnswer(articles=page.articles, articles_count=page.total)
# spar:end
