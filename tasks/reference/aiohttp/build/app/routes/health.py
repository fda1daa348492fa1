"""Tells whoever waits that the server is up."""

from aiohttp import web

health = web.RouteTableDef()


@health.get("/api/health-check")
async def check(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})
