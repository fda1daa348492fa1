"""What web frameworks look like in code: which packages they are, how an app of each is made, what a handler is."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from tasks import catalogue
from tasks.structural.facts import Call, FileFacts
from tasks.task import Framework

_OTHERS: dict[str, str] = {
    "quart": "quart", "starlette": "starlette", "sanic": "sanic", "tornado": "tornado",
    "bottle": "bottle", "falcon": "falcon", "pyramid": "pyramid", "litestar": "litestar", "blacksheep": "blacksheep",
    "cherrypy": "cherrypy", "robyn": "robyn", "@hapi/hapi": "hapi", "restify": "restify", "polka": "polka",
    "@nestjs/common": "nest", "@nestjs/core": "nest", "micro": "micro", "itty-router": "itty-router", "h3": "h3",
    "elysia": "elysia", "next": "next", "connect": "connect", "uWebSockets.js": "uWebSockets.js", "http": "http",
    "node:http": "http",
    "http.server": "http.server", "wsgiref": "wsgiref", "socketserver": "socketserver", "werkzeug": "werkzeug",
    "webob": "webob", "@tinyhttp/app": "tinyhttp", "find-my-way": "http", "router": "http",
}  # fmt: skip
"""Package -> framework, of those that no shipped task asks for: they are known so that they are found out."""

_OTHER_MAKERS: dict[str, frozenset[str]] = {
    "quart": frozenset({"Quart"}),
    "starlette": frozenset({"Starlette"}),
    "sanic": frozenset({"Sanic"}),
    "tornado": frozenset({"Application", "HTTPServer"}),
    "bottle": frozenset({"Bottle", "run", "default_app"}),
    "falcon": frozenset({"App", "API"}),
    "pyramid": frozenset({"Configurator"}),
    "litestar": frozenset({"Litestar"}),
    "blacksheep": frozenset({"Application"}),
    "cherrypy": frozenset({"quickstart", "tree"}),
    "robyn": frozenset({"Robyn"}),
    "hapi": frozenset({"server", "Server"}),
    "restify": frozenset({"createServer"}),
    "nest": frozenset({"NestFactory"}),
    "micro": frozenset({"serve"}),
    "itty-router": frozenset({"Router", "AutoRouter"}),
    "h3": frozenset({"createApp", "H3"}),
    "elysia": frozenset({"Elysia"}),
    "tinyhttp": frozenset({"App"}),
}
"""Framework -> the names that make an app of it."""

_ROUTERS: dict[str, frozenset[str]] = {
    "express": frozenset({"Router"}),
    "flask": frozenset({"Blueprint"}),
    "fastapi": frozenset({"APIRouter"}),
    "koa": frozenset({"Router"}),
}
"""Framework -> what holds routes of it, and answers as well when another framework's app lets it in."""

_OTHERS_CALLED = frozenset({"hapi", "polka", "connect", "micro"})
"""Those whose package itself is called."""


class Signs:
    """What shows a framework in code: those that Spar ships, others that it knows, and the one that a task asks for.

    What a person's own framework says goes before all else: its packages are its, whoever else is known by them.
    """

    def __init__(self, wanted: Framework) -> None:
        self.wanted = wanted
        known = (*(one for name, one in catalogue.frameworks().items() if name != wanted.name), wanted)
        self._packages = dict(_OTHERS)
        self._makers = dict(_OTHER_MAKERS)
        self._called = set(_OTHERS_CALLED)
        self._plugins: set[str] = set()
        self.settings: dict[str, str] = {}
        for one in known:
            # Node.js takes its own packages with and without `node:`.
            named_too = [name.removeprefix("node:") for name in one.imports]
            self._packages.update(dict.fromkeys((*one.imports, *named_too, *one.plugins), one.name))
            self._plugins = (self._plugins - {*one.imports}) | {*one.plugins}
            self._makers[one.name] = frozenset(one.makers)
            self._called = (self._called - {one.name}) | ({one.name} if one.called else set())
            self.settings.update(dict.fromkeys(one.settings, one.name))
        self._not_web = tuple(prefix for one in known for prefix in one.not_web)

    def top(self, target: str) -> str:
        """The package that a target belongs to: `django.http` -> django, `@hono/node-server/x` -> @hono/node-server."""
        if target.startswith("."):
            return ""
        if target.startswith("@"):
            return "/".join(target.split("/")[:2])
        if target in self._packages:
            return target
        name = target.removeprefix("node:") if target != "node:http" else target
        return name.partition("/")[0].partition(".")[0]

    def of_import(self, target: str) -> str | None:
        """The framework that an import target means, None for any other package."""
        if target in self._packages:
            return self._packages[target]
        head = self.top(target)
        if head == "http" and target.startswith("http."):
            return "http.server" if target.startswith("http.server") else None
        return self._packages.get(head)

    def makes(self, framework: str, package: str, rest: str) -> bool:
        """Whether a call of a dotted name in a package of this framework makes an app."""
        if package in self._plugins:
            return False
        tail = rest.removesuffix("()").rsplit(".", 1)[-1]
        return tail in self._makers.get(framework, ()) or (framework in self._called and rest in ("", "default"))

    def routes_apart(self, framework: str, rest: str) -> bool:
        """Whether a call makes a router of a framework that isn't the wanted one."""
        return framework != self.wanted.name and rest.removesuffix("()") in _ROUTERS.get(framework, ())

    def knows_no_requests(self, target: str) -> bool:
        """Whether what is imported belongs to a framework, but not to its request side."""
        return bool(self._not_web) and target.startswith(self._not_web)

    def own_handlers(self, facts: FileFacts) -> int:
        """How many handlers a file registers in ways that only the wanted framework has."""
        if not (self.wanted.routes or self.wanted.views):
            return 0
        routes, local = self.wanted.routes, {function.name for function in facts.functions}
        decorated = [decorator for function in facts.functions for decorator in function.decorators]
        count = sum(_named(name, routes) and not _CHECKS.search(path or "-") for name, path in decorated)
        for call in facts.calls:
            if _named(call.name, routes) and not (call.args and _CHECKS.search(call.args[0].text or "-")):
                count += any(arg.kind == "function" or (arg.kind == "name" and arg.name in local) for arg in call.args)
        return count + sum(any(_named(base, self.wanted.views) for base in item.bases) for item in facts.classes)


@functools.lru_cache(maxsize=64)
def signs(wanted: Framework) -> Signs:
    """The signs for a task that asks for this framework."""
    return Signs(wanted)


def _named(name: str, names: tuple[str, ...]) -> bool:
    return name.rsplit(".", 1)[-1] in names


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
