# spar:begin tags
"""The tags in use."""

from django.http import HttpRequest, JsonResponse
from django.views import View

from app.routes.context import services


class TagList(View):
    def get(self, request: HttpRequest) -> JsonResponse:
        return JsonResponse({"tags": list(services().tags.in_use())})
# spar:end
