"""Who is asking, and the services that can answer."""

from django.apps import apps
from django.http import HttpRequest

from app.services.errors import Unauthorized
from app.services.registry import Services
from app.services.views import User


def services() -> Services:
    return apps.get_app_config("app").services


def viewer(request: HttpRequest) -> User | None:
    """The user whose token came along, None where no header did. Raises Unauthorized for any other header."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme != "Token":
        raise Unauthorized({"token": ["must be sent as `Authorization: Token ...`"]})
    return services().accounts.authenticate(token)


def current_user(request: HttpRequest) -> User:
    """The user whose token came along. Raises Unauthorized where none did."""
    user = viewer(request)
    if user is None:
        raise Unauthorized({"token": ["is missing"]})
    return user
