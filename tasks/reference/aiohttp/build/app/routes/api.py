"""All of the API."""

from collections.abc import Iterable

from aiohttp.web import AbstractRouteDef

# spar:begin articles
from app.routes.articles import articles
# spar:end
# spar:begin comments
from app.routes.comments import comments
# spar:end
from app.routes.health import health
# spar:begin profiles
from app.routes.profiles import profiles
# spar:end
# spar:begin tags
from app.routes.tags import tags
# spar:end
from app.routes.users import users


def routes() -> Iterable[AbstractRouteDef]:
    yield from health
    yield from users
    # spar:begin profiles
    yield from profiles
    # spar:end
    # spar:begin articles
    yield from articles
    # spar:end
    # spar:begin comments
    yield from comments
    # spar:end
    # spar:begin tags
    yield from tags
    # spar:end
