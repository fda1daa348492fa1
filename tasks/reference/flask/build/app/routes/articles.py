# spar:begin articles
"""Articles: lists, the feed, one by one, and favorites."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.routes import representation
from app.routes.context import current_user, services, viewer
from app.routes.payload import page, section, tag_list, texts

articles = Blueprint("articles", __name__, url_prefix="/articles")


@articles.get("")
def list_articles() -> ResponseReturnValue:
    found = services().articles.list(
        viewer(),
        tag=request.args.get("tag"),
        author=request.args.get("author"),
        favorited_by=request.args.get("favorited"),
        **page(request.args),
    )
    return representation.articles(found)


@articles.get("/feed")
def feed() -> ResponseReturnValue:
    return representation.articles(services().articles.feed(current_user(), **page(request.args)))


@articles.post("")
def create() -> ResponseReturnValue:
    author = current_user()
    fields = section(request.get_data(), "article")
    sent = texts(fields, "title", "description", "body")
    article = services().articles.create(
        author, sent.get("title"), sent.get("description"), sent.get("body"), tag_list(fields) or ()
    )
    return representation.article(article), 201


@articles.get("/<slug>")
def show(slug: str) -> ResponseReturnValue:
    return representation.article(services().articles.show(slug, viewer()))


@articles.put("/<slug>")
def update(slug: str) -> ResponseReturnValue:
    # What isn't there or isn't theirs comes before what is wrong with the body.
    article = services().articles.owned(slug, current_user())
    fields = section(request.get_data(), "article")
    changes = texts(fields, "title", "description", "body")
    return representation.article(services().articles.update(article, changes, tag_list(fields)))


@articles.delete("/<slug>")
def delete(slug: str) -> ResponseReturnValue:
    services().articles.delete(services().articles.owned(slug, current_user()))
    return "", 204


@articles.post("/<slug>/favorite")
def favorite(slug: str) -> ResponseReturnValue:
    return representation.article(services().articles.favorite(slug, current_user()))


@articles.delete("/<slug>/favorite")
def unfavorite(slug: str) -> ResponseReturnValue:
    return representation.article(services().articles.unfavorite(slug, current_user()))
# spar:end
