"""What web frameworks look like in code: which packages they are, how an app of each is made, what a handler is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasks.structural.facts import Call, FileFacts

PACKAGES: dict[str, str] = {
    "flask": "flask", "quart": "quart", "fastapi": "fastapi", "starlette": "starlette", "django": "django",
    "rest_framework": "django", "ninja": "django", "aiohttp": "aiohttp", "sanic": "sanic", "tornado": "tornado",
    "bottle": "bottle", "falcon": "falcon", "pyramid": "pyramid", "litestar": "litestar", "blacksheep": "blacksheep",
    "cherrypy": "cherrypy", "robyn": "robyn", "flask_restful": "flask", "flask_restx": "flask",
    "flask_smorest": "flask",
    "express": "express", "fastify": "fastify", "hono": "hono", "@hono/node-server": "hono", "koa": "koa",
    "@koa/router": "koa", "koa-router": "koa", "@hapi/hapi": "hapi", "restify": "restify", "polka": "polka",
    "@nestjs/common": "nest", "@nestjs/core": "nest", "express-async-handler": "express", "micro": "micro",
    "itty-router": "itty-router", "h3": "h3",
    "elysia": "elysia", "next": "next", "connect": "connect", "uWebSockets.js": "uWebSockets.js", "http": "http",
    "node:http": "http",
    "http.server": "http.server", "wsgiref": "wsgiref", "socketserver": "socketserver", "werkzeug": "werkzeug",
    "webob": "webob", "@tinyhttp/app": "tinyhttp", "find-my-way": "http", "router": "http", "koa-connect": "koa",
}  # fmt: skip
"""Package -> framework."""

MAKERS: dict[str, frozenset[str]] = {
    "flask": frozenset({"Flask"}),
    "quart": frozenset({"Quart"}),
    "fastapi": frozenset({"FastAPI"}),
    "starlette": frozenset({"Starlette"}),
    "django": frozenset({"get_wsgi_application", "get_asgi_application", "execute_from_command_line",
    "WSGIHandler", "ASGIHandler",
                         "call_command"}),
    "aiohttp": frozenset({"Application"}),
    "sanic": frozenset({"Sanic"}),
    "tornado": frozenset({"Application", "HTTPServer"}),
    "bottle": frozenset({"Bottle", "run", "default_app"}),
    "falcon": frozenset({"App", "API"}),
    "pyramid": frozenset({"Configurator"}),
    "litestar": frozenset({"Litestar"}),
    "blacksheep": frozenset({"Application"}),
    "cherrypy": frozenset({"quickstart", "tree"}),
    "robyn": frozenset({"Robyn"}),
    "express": frozenset({"default", ""}),
    "fastify": frozenset({"default", "", "fastify", "Fastify"}),
    "hono": frozenset({"Hono", "OpenAPIHono", "createFactory"}),
    "koa": frozenset({"default", ""}),
    "hapi": frozenset({"server", "Server", "default"}),
    "restify": frozenset({"createServer"}),
    "polka": frozenset({"default", ""}),
    "nest": frozenset({"NestFactory"}),
    "connect": frozenset({"default", ""}),
    "micro": frozenset({"default", "", "serve"}),
    "itty-router": frozenset({"Router", "AutoRouter"}),
    "h3": frozenset({"createApp", "H3"}),
    "elysia": frozenset({"Elysia"}),
    "tinyhttp": frozenset({"App"}),
}  # fmt: skip
"""Framework -> what its package exports to make an app (`""`: the module itself is called)."""

_VERBS = (
    r"(?:get|post|put|patch|delete|del|head|options|all|any|route|api_route|add_get|add_post|add_put|add_delete|add_patch"
    r"|add_route|add_url_rule|add_api_route|add_view|add_resource|on)"
)
_REGISTERS = re.compile(rf"(?:^|\.){_VERBS}$")
_DECORATES = re.compile(
    rf"(?:^|\.)(?:{_VERBS[3:-1]}|api_view|require_http_methods|require_GET|require_POST|view|errorhandler)$"
)
_CHECKS = re.compile(r"health|ping|ready|alive|^/?$|^\*$|^/\*|^/api/?$|docs|openapi|^/api/\*")
_PYTHON_VIEWS = re.compile(
    r"(?:MethodView|APIView|ViewSet|HTTPEndpoint|^View|\.View|GenericAPIView|web\.View|Resource)$"
)


def top(target: str) -> str:
    """The package that a target belongs to: `django.http` -> django, `@hono/node-server/x` -> @hono/node-server."""
    if target.startswith("."):
        return ""
    if target.startswith("@"):
        return "/".join(target.split("/")[:2])
    if target in PACKAGES:
        return target
    return re.split(r"[./]", target.removeprefix("node:") if target != "node:http" else target)[0] if target else ""


def of_import(target: str) -> str | None:
    """The framework that an import target means, None for any other package."""
    if target in PACKAGES:
        return PACKAGES[target]
    head = top(target)
    if head == "http" and target.startswith("http."):
        return "http.server" if target.startswith("http.server") else None
    return PACKAGES.get(head)


def is_handler_call(call: Call) -> bool:
    """`router.get("/articles", async (req, res) => ...)`: a request handler written where it is registered."""
    if not _REGISTERS.search(call.name) or "." not in call.name:
        return False
    if call.name.rsplit(".", 1)[-1] == "route" and call.keyword("url") is not None:
        url, handler = call.keyword("url"), call.keyword("handler")
        return handler is not None and handler.kind == "function" and not (url and _CHECKS.search(url.text))
    if not call.args or call.args[0].kind != "text":
        return False
    path = call.args[0].text
    if not path.startswith(("/", ":")) or _CHECKS.search(path):
        return False
    return any(arg.kind == "function" for arg in call.args[1:])


def handlers(facts: FileFacts) -> int:
    """How many request handlers a file holds; health checks, error handlers and pure mounting don't count."""
    count = 0
    local = {function.name for function in facts.functions}
    for function in facts.functions:
        for name, path in function.decorators:
            if (
                ("." in name and _DECORATES.search(name) and path.startswith("/") and not _CHECKS.search(path))
                or name in ("api_view", "require_http_methods", "require_GET", "require_POST")
                or ("." in name and _DECORATES.search(name) and path == "" and name.rsplit(".", 1)[-1] in _VERBS_SET)
            ):
                count += 1
    for call in facts.calls:
        if is_handler_call(call):
            count += 1
        elif _is_python_route(call) and any(arg.kind == "name" and arg.name in local for arg in call.args[1:]):
            count += not _CHECKS.search(call.args[0].text)
    count += sum(any(_PYTHON_VIEWS.search(base) for base in item.bases) for item in facts.classes)
    return count


_VERBS_SET = frozenset({"get", "post", "put", "patch", "delete", "route"})


def _is_python_route(call: Call) -> bool:
    tail = call.name.rsplit(".", 1)[-1]
    if len(call.args) < 2 or call.args[0].kind != "text":
        return False
    return (tail.startswith("add_") and bool(_REGISTERS.search(call.name))) or tail in ("path", "re_path", "url")


_NODE_REQUESTS = (("req", "res"), ("request", "response"), ("request", "reply"), ("req", "reply"), ("_req", "res"))


def takes_requests(facts: FileFacts) -> Iterator[tuple[str, int]]:
    """Functions of a JavaScript file that take a framework's request: their names and lines."""
    if facts.language != "node":
        return
    used = {call.name.split("(")[0] for call in facts.calls}
    for function in facts.functions:
        params = function.params
        named = params[:2] in _NODE_REQUESTS
        context = params[:1] in (("c",), ("ctx",), ("context",))
        if (named and any(use.startswith((f"{params[1]}.", f"{params[0]}.")) for use in used)) or (
            context
            and any(
                use.startswith(
                    (
                        f"{params[0]}.json",
                        f"{params[0]}.req",
                        f"{params[0]}.throw",
                        f"{params[0]}.request",
                        f"{params[0]}.get",
                    )
                )
                for use in used
            )
        ):
            yield function.name, function.line
