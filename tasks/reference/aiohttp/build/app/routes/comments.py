# spar:begin comments
"""Comments below an article."""

from asyncio import to_thread

from aiohttp import web

from app.routes import representation
from app.routes.context import current_user, services, viewer
from app.routes.payload import comment_number, section, texts

comments = web.RouteTableDef()


@comments.get("/api/articles/{slug}/comments")
async def list_comments(request: web.Request) -> web.Response:
    slug = request.match_info["slug"]
    found = await to_thread(services(request).comments.list, slug, await viewer(request))
    return web.json_response(representation.comments(found))


@comments.post("/api/articles/{slug}/comments")
async def create(request: web.Request) -> web.Response:
    author = await current_user(request)
    # An article that isn't there comes before what is wrong with the body.
    article_id = await to_thread(services(request).comments.article_id, request.match_info["slug"])
    sent = texts(section(await request.read(), "comment"), "body")
    comment = await to_thread(services(request).comments.create, article_id, author, sent.get("body"))
    return web.json_response(representation.comment(comment), status=201)


@comments.delete("/api/articles/{slug}/comments/{number}")
async def delete(request: web.Request) -> web.Response:
    slug, number = request.match_info["slug"], comment_number(request.match_info["number"])
    await to_thread(services(request).comments.delete, slug, number, await current_user(request))
    return web.Response(status=204)
# spar:end
