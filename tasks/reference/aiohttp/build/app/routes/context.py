"""Who is asking, and the services that can answer.

Handlers let the services work in threads: they wait for a database or hash a password, and the event loop must not.
"""

from asyncio import to_thread

from aiohttp import web

from app.services.errors import Unauthorized
from app.services.registry import Services
from app.services.views import User

SERVICES = web.AppKey("services", Services)


def services(request: web.Request) -> Services:
    return request.app[SERVICES]


async def viewer(request: web.Request) -> User | None:
    """The user whose token came along, None where no header did. Raises Unauthorized for any other header."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme != "Token":
        raise Unauthorized({"token": ["must be sent as `Authorization: Token ...`"]})
    return await to_thread(services(request).accounts.authenticate, token)


async def current_user(request: web.Request) -> User:
    """The user whose token came along. Raises Unauthorized where none did."""
    user = await viewer(request)
    if user is None:
        raise Unauthorized({"token": ["is missing"]})
    return user
