# spar:begin comments
"""Comments below an article."""

from typing import Annotated

from fastapi import APIRouter, Path

from app.routes.bodies import LateRoute
from app.routes.dependencies import CommentedArticle, CurrentUser, Serving, Viewer
from app.routes.schemas.comments import CommentAnswer, CommentCreation, CommentsAnswer

router = APIRouter(prefix="/articles/{slug}/comments", tags=["comments"], route_class=LateRoute)


@router.get("")
def list_comments(slug: str, viewer: Viewer, services: Serving) -> CommentsAnswer:
    return CommentsAnswer(comments=services.comments.list(slug, viewer))


@router.post("", status_code=201)
def create(article_id: CommentedArticle, user: CurrentUser, body: CommentCreation, services: Serving) -> CommentAnswer:
    return CommentAnswer(comment=services.comments.create(article_id, user, body.comment.body))


@router.delete("/{number}", status_code=204)
def delete(slug: str, number: Annotated[int, Path(gt=0, lt=2**31)], user: CurrentUser, services: Serving) -> None:
    services.comments.delete(slug, number, user)
# spar:end
