"""Tells whoever waits that the server is up."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def health_check(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})
