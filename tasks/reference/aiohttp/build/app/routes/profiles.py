# spar:begin profiles
"""Other people, and following them."""

from asyncio import to_thread

from aiohttp import web

from app.routes import representation
from app.routes.context import current_user, services, viewer

profiles = web.RouteTableDef()


@profiles.get("/api/profiles/{username}")
async def show(request: web.Request) -> web.Response:
    username = request.match_info["username"]
    profile = await to_thread(services(request).profiles.show, username, await viewer(request))
    return web.json_response(representation.profile(profile))


@profiles.post("/api/profiles/{username}/follow")
async def follow(request: web.Request) -> web.Response:
    username = request.match_info["username"]
    profile = await to_thread(services(request).profiles.follow, username, await current_user(request))
    return web.json_response(representation.profile(profile))


@profiles.delete("/api/profiles/{username}/follow")
async def unfollow(request: web.Request) -> web.Response:
    username = request.match_info["username"]
    profile = await to_thread(services(request).profiles.unfollow, username, await current_user(request))
    return web.json_response(representation.profile(profile))
# spar:end
