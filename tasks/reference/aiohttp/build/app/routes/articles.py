# spar:begin articles
"""Articles: lists, the feed, one by one, and favorites."""

from asyncio import to_thread

from aiohttp import web

from app.routes import representation
from app.routes.context import current_user, services, viewer
from app.routes.payload import page, section, tag_list, texts

articles = web.RouteTableDef()


@articles.get("/api/articles")
async def list_articles(request: web.Request) -> web.Response:
    found = await to_thread(
        services(request).articles.list,
        await viewer(request),
        tag=request.query.get("tag"),
        author=request.query.get("author"),
        favorited_by=request.query.get("favorited"),
        **page(request.query),
    )
    return web.json_response(representation.articles(found))


# Before {slug}, which would take "feed" for a slug.
@articles.get("/api/articles/feed")
async def feed(request: web.Request) -> web.Response:
    found = await to_thread(services(request).articles.feed, await current_user(request), **page(request.query))
    return web.json_response(representation.articles(found))


@articles.post("/api/articles")
async def create(request: web.Request) -> web.Response:
    author = await current_user(request)
    fields = section(await request.read(), "article")
    sent = texts(fields, "title", "description", "body")
    article = await to_thread(
        services(request).articles.create,
        author,
        sent.get("title"),
        sent.get("description"),
        sent.get("body"),
        tag_list(fields) or (),
    )
    return web.json_response(representation.article(article), status=201)


@articles.get("/api/articles/{slug}")
async def show(request: web.Request) -> web.Response:
    slug = request.match_info["slug"]
    article = await to_thread(services(request).articles.show, slug, await viewer(request))
    return web.json_response(representation.article(article))


@articles.put("/api/articles/{slug}")
async def update(request: web.Request) -> web.Response:
    # What isn't there or isn't theirs comes before what is wrong with the body.
    slug = request.match_info["slug"]
    article = await to_thread(services(request).articles.owned, slug, await current_user(request))
    fields = section(await request.read(), "article")
    changes = texts(fields, "title", "description", "body")
    article = await to_thread(services(request).articles.update, article, changes, tag_list(fields))
    return web.json_response(representation.article(article))


@articles.delete("/api/articles/{slug}")
async def delete(request: web.Request) -> web.Response:
    slug = request.match_info["slug"]
    article = await to_thread(services(request).articles.owned, slug, await current_user(request))
    await to_thread(services(request).articles.delete, article)
    return web.Response(status=204)


@articles.post("/api/articles/{slug}/favorite")
async def favorite(request: web.Request) -> web.Response:
    slug = request.match_info["slug"]
    article = await to_thread(services(request).articles.favorite, slug, await current_user(request))
    return web.json_response(representation.article(article))


@articles.delete("/api/articles/{slug}/favorite")
async def unfavorite(request: web.Request) -> web.Response:
    slug = request.match_info["slug"]
    article = await to_thread(services(request).articles.unfavorite, slug, await current_user(request))
    return web.json_response(representation.article(article))
# spar:end
