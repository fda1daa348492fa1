# spar:begin comments
"""Comments below an article."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import View

from app.routes import representation
from app.routes.context import current_user, services, viewer
from app.routes.payload import comment_number, section, texts


class CommentList(View):
    def get(self, request: HttpRequest, slug: str) -> JsonResponse:
        return JsonResponse(representation.comments(services().comments.list(slug, viewer(request))))

    def post(self, request: HttpRequest, slug: str) -> JsonResponse:
        author = current_user(request)
        # An article that isn't there comes before what is wrong with the body.
        article_id = services().comments.article_id(slug)
        sent = texts(section(request.body, "comment"), "body")
        comment = services().comments.create(article_id, author, sent.get("body"))
        return JsonResponse(representation.comment(comment), status=201)


class CommentView(View):
    def delete(self, request: HttpRequest, slug: str, number: str) -> HttpResponse:
        services().comments.delete(slug, comment_number(number), current_user(request))
        return HttpResponse(status=204)
# spar:end
