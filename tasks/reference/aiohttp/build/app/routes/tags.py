# spar:begin tags
"""The tags in use."""

from asyncio import to_thread

from aiohttp import web

from app.routes.context import services

tags = web.RouteTableDef()


@tags.get("/api/tags")
async def list_tags(request: web.Request) -> web.Response:
    return web.json_response({"tags": list(await to_thread(services(request).tags.in_use))})
# spar:end
