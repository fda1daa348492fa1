# spar:begin articles
"""Articles: lists, the feed, one by one, and favorites."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import View

from app.routes import representation
from app.routes.context import current_user, services, viewer
from app.routes.payload import page, section, tag_list, texts


class ArticleList(View):
    def get(self, request: HttpRequest) -> JsonResponse:
        found = services().articles.list(
            viewer(request),
            tag=request.GET.get("tag"),
            author=request.GET.get("author"),
            favorited_by=request.GET.get("favorited"),
            **page(request.GET),
        )
        return JsonResponse(representation.articles(found))

    def post(self, request: HttpRequest) -> JsonResponse:
        author = current_user(request)
        fields = section(request.body, "article")
        sent = texts(fields, "title", "description", "body")
        article = services().articles.create(
            author, sent.get("title"), sent.get("description"), sent.get("body"), tag_list(fields) or ()
        )
        return JsonResponse(representation.article(article), status=201)


class Feed(View):
    def get(self, request: HttpRequest) -> JsonResponse:
        found = services().articles.feed(current_user(request), **page(request.GET))
        return JsonResponse(representation.articles(found))


class ArticleView(View):
    def get(self, request: HttpRequest, slug: str) -> JsonResponse:
        return JsonResponse(representation.article(services().articles.show(slug, viewer(request))))

    def put(self, request: HttpRequest, slug: str) -> JsonResponse:
        # What isn't there or isn't theirs comes before what is wrong with the body.
        article = services().articles.owned(slug, current_user(request))
        fields = section(request.body, "article")
        changes = texts(fields, "title", "description", "body")
        return JsonResponse(representation.article(services().articles.update(article, changes, tag_list(fields))))

    def delete(self, request: HttpRequest, slug: str) -> HttpResponse:
        services().articles.delete(services().articles.owned(slug, current_user(request)))
        return HttpResponse(status=204)


class FavoriteView(View):
    def post(self, request: HttpRequest, slug: str) -> JsonResponse:
        return JsonResponse(representation.article(services().articles.favorite(slug, current_user(request))))

    def delete(self, request: HttpRequest, slug: str) -> JsonResponse:
        return JsonResponse(representation.article(services().articles.unfavorite(slug, current_user(request))))
# spar:end
