"""Signing up, logging in, and one's own account."""

from asyncio import to_thread

from aiohttp import web

from app.routes import representation
from app.routes.context import current_user, services
from app.routes.payload import section, texts

users = web.RouteTableDef()


@users.post("/api/users")
async def register(request: web.Request) -> web.Response:
    sent = texts(section(await request.read(), "user"), "username", "email", "password")
    account = await to_thread(
        services(request).accounts.register, sent.get("username"), sent.get("email"), sent.get("password")
    )
    return web.json_response(representation.user(account), status=201)


@users.post("/api/users/login")
async def log_in(request: web.Request) -> web.Response:
    sent = texts(section(await request.read(), "user"), "email", "password")
    account = await to_thread(services(request).accounts.log_in, sent.get("email"), sent.get("password"))
    return web.json_response(representation.user(account))


@users.get("/api/user")
async def show(request: web.Request) -> web.Response:
    account = services(request).accounts.account(await current_user(request))
    return web.json_response(representation.user(account))


@users.put("/api/user")
async def update(request: web.Request) -> web.Response:
    user = await current_user(request)
    changes = texts(section(await request.read(), "user"), "email", "username", "password", "bio", "image")
    account = await to_thread(services(request).accounts.update, user, changes)
    return web.json_response(representation.user(account))
