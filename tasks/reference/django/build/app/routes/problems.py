"""Everything that goes wrong is answered in the same JSON shape."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from app.routes.statuses import STATUSES
from app.services.errors import Conflict, Refusal


class ProblemMiddleware:
    """Turns what a service refuses into an answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal):
            return JsonResponse({"errors": exception.errors}, status=STATUSES[type(exception)])
        if isinstance(exception, Conflict):
            return JsonResponse({"errors": {"body": ["can't be kept: it clashes with what is there"]}}, status=422)
        return None


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return JsonResponse({"errors": {"request": ["not found"]}}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"errors": {"request": ["internal server error"]}}, status=500)
