"""Who is asking, and the services that can answer."""

from flask import Flask, current_app, request

from app.services.errors import Unauthorized
from app.services.registry import Services
from app.services.views import User


def serve(app: Flask, services: Services) -> None:
    """Give the application its services."""
    app.extensions["conduit"] = services


def services() -> Services:
    return current_app.extensions["conduit"]


def viewer() -> User | None:
    """The user whose token came along, None where no header did. Raises Unauthorized for any other header."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme != "Token":
        raise Unauthorized({"token": ["must be sent as `Authorization: Token ...`"]})
    return services().accounts.authenticate(token)


def current_user() -> User:
    """The user whose token came along. Raises Unauthorized where none did."""
    user = viewer()
    if user is None:
        raise Unauthorized({"token": ["is missing"]})
    return user
