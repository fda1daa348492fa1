# spar:begin comments
"""Comments below an article."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.routes import representation
from app.routes.context import current_user, services, viewer
from app.routes.payload import comment_number, section, texts

comments = Blueprint("comments", __name__, url_prefix="/articles/<slug>/comments")


@comments.get("")
def list_comments(slug: str) -> ResponseReturnValue:
    return representation.comments(services().comments.list(slug, viewer()))


@comments.post("")
def create(slug: str) -> ResponseReturnValue:
    author = current_user()
    # An article that isn't there comes before what is wrong with the body.
    article_id = services().comments.article_id(slug)
    sent = texts(section(request.get_data(), "comment"), "body")
    return representation.comment(services().comments.create(article_id, author, sent.get("body"))), 201


@comments.delete("/<number>")
def delete(slug: str, number: str) -> ResponseReturnValue:
    services().comments.delete(slug, comment_number(number), current_user())
    return "", 204
# spar:end
