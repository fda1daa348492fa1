"""Everything that goes wrong is answered in the same JSON shape."""

from aiohttp import web
from aiohttp.typedefs import Handler

from app.routes.statuses import STATUSES
from app.services.errors import Conflict, Refusal


@web.middleware
async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Refusal as refusal:
        return web.json_response({"errors": refusal.errors}, status=STATUSES[type(refusal)])
    except Conflict:
        return web.json_response({"errors": {"body": ["can't be kept: it clashes with what is there"]}}, status=422)
    except web.HTTPException as error:
        return web.json_response({"errors": {"request": [error.reason.lower()]}}, status=error.status)
