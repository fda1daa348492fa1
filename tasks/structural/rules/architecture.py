"""Clean Architecture: four layers, imports downward, no layer skipped, storage and framework each in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasks.scorecard import Edge, Finding
from tasks.structural import frameworks
from tasks.structural.case import Case, Rule
from tasks.structural.layers import LAYERS, Layer
from tasks.structural.project import Link
from tasks.structural.rules import stores

_PLURAL: dict[str, str] = {
    "routes": "routes",
    "services": "services",
    "repositories": "repositories",
    "models": "models",
}
_WORK: dict[Layer, str] = {
    "routes": "take requests and give answers",
    "services": "hold the rules of the application",
    "repositories": "read and write what is stored",
    "models": "say what an article, a user, a comment is",
}
_CORE_FREE = re.compile(
    r"^(?:django\.(?:db|conf|utils|core|contrib|apps|dispatch)|werkzeug\.(?:security|utils|datastructures)|hono/(?:jwt|utils|cookie)"
    r"|aiohttp\.client|flask_sqlalchemy|starlette\.concurrency|fastapi\.(?:encoders|concurrency))"
)
_CLIENT_NAMES = frozenset({"ClientSession", "ClientTimeout", "TCPConnector", "ClientError"})
_HASHING = re.compile(
    r"(?:bcrypt|bcryptjs|argon2|passlib|werkzeug\.security|scrypt|pbkdf2|django\.contrib\.auth\.hashers)", re.I
)
_HASHES = re.compile(
    r"(?:hash|hashSync|hashpw|compare|compareSync|checkpw|verify|generate_password_hash|check_password_hash|make_password|check_password"
    r"|scryptSync|scrypt|pbkdf2Sync|pbkdf2_hmac|gensalt|hash_password)$"
)


def _say(path: str, layer: str) -> str:
    return f"{path} ({_PLURAL.get(layer, layer)})"


def missing_layer(case: Case) -> Iterator[Finding]:
    """No module of the tree belongs to one of the four layers."""
    for layer in LAYERS:
        if not case.layers.modules(layer):
            yield Finding(
                "missing-layer",
                case.entry,
                1,
                f"No module belongs to the {layer} layer, the one whose modules {_WORK[layer]}.",
                f"Put that part of the code into a directory of its own, {layer}/.",
                0.9,
            )


def empty_layer(case: Case) -> Iterator[Finding]:
    """A layer is there by name, but its modules hold no working code, or none of them ever runs."""
    for layer in LAYERS:
        paths = case.layers.modules(layer)
        if not paths:
            continue
        real = [path for path in paths if _has_code(case, path, layer)]
        if not real:
            yield Finding(
                "empty-layer",
                sorted(paths)[0],
                1,
                f"The {layer} layer is there by name, but none of its modules holds code that does anything.",
                f"Move the code that should {_WORK[layer]} here.",
            )
        elif not any(path in case.project.reachable for path in real):
            yield Finding(
                "empty-layer",
                sorted(real)[0],
                1,
                f"Nothing that runs imports the {layer} layer, so the app works without it.",
                f"Let the layer above use these modules, so that they really {_WORK[layer]}.",
                0.9,
            )


def _has_code(case: Case, path: str, layer: Layer) -> bool:
    facts = case.facts(path)
    if facts.language == "sql":
        return False
    if layer == "models":
        return (
            bool(facts.classes)
            or facts.weight > 1
            or any(c.name.endswith(("define", "Table", "namedtuple", "object")) for c in facts.calls)
        )
    if layer == "routes":
        return (
            facts.handlers > 0
            or sum(f.weight for f in facts.functions) >= 2
            or any(
                call.name.rsplit(".", 1)[-1]
                in (
                    "get",
                    "post",
                    "put",
                    "delete",
                    "path",
                    "add_get",
                    "route",
                    "use",
                    "include_router",
                    "register_blueprint",
                    "add_route",
                )
                for call in facts.calls
            )
        )
    if layer == "repositories" and case.touches.at(path):
        return True
    return sum(function.weight for function in facts.functions) >= 2


def _crossings(case: Case) -> Iterator[tuple[str, Layer, Link, Layer]]:
    """Every import across layers: (importer, its layer, what it imports, the layer of that)."""
    for path in case.project.product:
        layer = case.layers.layer(path)
        if layer is None:
            continue
        for link in case.project.links(path):
            for target in _homes(case, link):
                other = case.layers.layer(target)
                if other is not None and target != path:
                    yield path, layer, link, other


def _homes(case: Case, link: Link) -> Iterator[str]:
    """The modules that an imported thing belongs to: where it is defined, and through wiring what it is made of."""
    yield link.to
    if link.through != link.to and case.layers.layer(link.through) is not None and not _is_barrel(link.through):
        yield link.through
    if case.layers.layer(link.to) is None and link.name and link.to in case.project.files:
        made = case.project.made_of(link.to, link.name)
        if made is not None:
            yield made[0]


def _is_barrel(path: str) -> bool:
    name = path.rsplit("/", 1)[-1]
    return name == "__init__.py" or name.startswith("index.")


def upward_import(case: Case) -> Iterator[Finding]:
    """A module imports from a layer above its own, directly, by another name, or through a helper."""
    for path, layer, link, other in _crossings(case):
        home = case.layers.home(link.to) if other == "models" and case.layers.home(path) == layer else None
        other = home or other
        if LAYERS.index(other) < LAYERS.index(layer):
            yield Finding(
                "upward-import",
                path,
                link.line,
                f"{_say(path, layer)} imports {_say(link.to, other)}: a lower layer now depends on a higher one, "
                "so neither can change or be tested without the other.",
                f"Pass what is needed down as an argument, or move the shared part into {layer} or models.",
                0.8 if link.type_only or not link.certain else 1.0,
                _edge(case, path, layer, link, other),
            )
    yield from _upward_through_helpers(case)


def _edge(case: Case, path: str, layer: Layer, link: Link, other: Layer) -> Edge:
    """Both ends of a crossing; between them what the import names, where that only makes or hands on the other end."""
    end = next((target for target in _homes(case, link) if case.layers.layer(target) == other), link.to)
    return Edge(layer, path, other, end, "" if end == link.to else link.to)


def _upward_through_helpers(case: Case) -> Iterator[Finding]:
    for path in case.project.product:
        layer = case.layers.layer(path)
        if layer is None or layer == "routes":
            continue
        for link in case.project.links(path):
            found = _helper_leads_up(case, link.to, layer) if case.layers.of(link.to) == "none" else None
            if found is not None:
                yield Finding(
                    "upward-import",
                    path,
                    link.line,
                    f"{_say(path, layer)} imports {link.to}, and that imports {_say(*found)}.",
                    f"Take the import of {found[0]} out of {link.to}, or pass the thing down as an argument.",
                    0.8,
                    Edge(layer, path, found[1], found[0], link.to),
                )


def _helper_leads_up(case: Case, helper: str, layer: Layer) -> tuple[str, str] | None:
    seen: set[str] = set()
    waiting = [helper]
    while waiting:
        path = waiting.pop()
        if path in seen or path not in case.project.files:
            continue
        seen.add(path)
        for link in case.project.links(path):
            other = case.layers.layer(link.to)
            if other is not None and LAYERS.index(other) < LAYERS.index(layer):
                return link.to, other
            if case.layers.of(link.to) == "none":
                waiting.append(link.to)
    return None


def skipped_layer(case: Case) -> Iterator[Finding]:
    """Routes reach past the services: they import repositories, or read and write models themselves."""
    for path, layer, link, other in _crossings(case):
        if layer == "routes" and other == "repositories":
            what = f"imports {link.to} (repositories) and goes past the services"
            yield _skip(path, link.line, what, link.certain, _edge(case, path, layer, link, other))
    for path in case.project.product:
        if case.layers.of(path) == "none" and _is_web(case, path):
            for link in case.project.links(path):
                if case.layers.layer(link.to) == "repositories":
                    yield _skip(
                        path,
                        link.line,
                        f"handles requests and imports {link.to} (repositories), past the services",
                        False,
                        Edge("routes", path, "repositories", link.to),
                    )
        if case.layers.of(path) == "routes":
            yield from _skips_through_helpers(case, path)
            yield from _skips_by_context(case, path)
            for touch in case.touches.at(path):
                if touch.kind == "orm":
                    yield _skip(
                        path, touch.line, f"reads or writes stored data itself ({touch.how})", touch.strength == 1.0
                    )


def _skips_through_helpers(case: Case, path: str) -> Iterator[Finding]:
    """A route uses a helper of no layer (a mixin, a utility) that asks a repository in its place."""
    for link in case.project.links(path):
        if case.layers.of(link.to) == "none" and not _is_web(case, link.to):
            asked = _asked_repository(case, link.to)
            if asked is not None:
                what = f"uses {link.to}, which asks {asked} (repositories) past the services"
                edge = Edge("routes", path, "repositories", asked, link.to)
                yield _skip(path, link.line, what, False, edge)


def _asked_repository(case: Case, helper: str) -> str | None:
    """The repository whose methods a module calls; to make one and hand it on is wiring, and asks nothing."""
    if helper not in case.project.files:
        return None
    facts = case.facts(helper)
    for link in case.project.links(helper):
        if case.layers.layer(link.to) != "repositories" or not link.local:
            continue
        heads = {link.local}
        for name, held in facts.bindings.items():
            if held.kind == "call" and held.name.split(".")[0] == link.local:
                heads |= {name, *(f"{own}.{name.rpartition('.')[2]}" for own in ("self", "cls", "this") if "." in name)}
        if link.name == "" or link.name[:1].isupper():
            heads |= {f"{link.local}()"}
        constructs = {f"{link.local}.{name}" for name in _classes_of(case, link.to)} if link.name == "" else set()
        for call in facts.calls:
            head, _, method = call.name.rpartition(".")
            if head in heads and method and call.name not in constructs:
                return link.to
    return None


def _classes_of(case: Case, path: str) -> set[str]:
    return {item.name for item in case.facts(path).classes} if path in case.project.files else set()


_CARRIERS = frozenset(
    {"app", "fastify", "server", "instance", "this", "request", "req", "reply", "c", "ctx", "context"}
)


def _skips_by_context(case: Case, path: str) -> Iterator[Finding]:
    """A route takes a repository out of the request's context or off the app, where the wiring had put it."""
    handed = case.handed_out
    for call in case.facts(path).calls if handed else ():
        parts = [part.removesuffix("()") for part in call.name.split(".")]
        by_key = parts[-1] == "get" and call.args and call.args[0].text in handed
        on_app = parts[1:-1] if parts[0] in _CARRIERS else []
        key = call.args[0].text if by_key else next((part for part in on_app if part in handed), "")
        if key:
            what = f"takes `{key}`, which is of {handed[key]} (repositories), out of the context and asks it"
            yield _skip(path, call.line, what, False, Edge("routes", path, "repositories", handed[key]))


def _skip(path: str, line: int, what: str, certain: bool, edge: Edge | None = None) -> Finding:
    return Finding(
        "skipped-layer",
        path,
        line,
        f"{path} (routes) {what}. Rules that live in services are then bypassed.",
        "Call a function of a service here, and let that call the repository.",
        1.0 if certain else 0.8,
        edge,
    )


def _is_web(case: Case, path: str) -> bool:
    """Whether a module of no layer works on requests: it imports the framework's request side, or takes requests."""
    facts = case.facts(path)
    if any(True for _ in frameworks.takes_requests(facts)):
        return True
    return any(_is_web_import(item.target, item.names) for item in facts.imports) and facts.language == "python"


def _is_web_import(target: str, names: tuple[tuple[str, str], ...]) -> bool:
    if frameworks.of_import(target) is None or _CORE_FREE.match(target):
        return False
    wanted = {imported for imported, _ in names}
    if target == "aiohttp" and wanted <= _CLIENT_NAMES:
        return False
    return frameworks.of_import(target) not in ("http", "http.server", "wsgiref", "socketserver", "micro", "h3")


def framework_in_core(case: Case) -> Iterator[Finding]:
    """Services, models or repositories know the web framework."""
    for path in case.project.product:
        layer = case.layers.layer(path)
        if layer in (None, "routes"):
            continue
        facts = case.facts(path)
        for item in facts.imports:
            outside = case.project.resolve(item.target, path) is None
            target = item.target
            if outside and _is_web_import(target, item.names):
                names = {imported for imported, _ in item.names}
                if layer == "repositories" and names and names <= {"current_app", "g", "has_app_context"}:
                    continue
                if target == "django" and not names - {"db", "conf", "utils"}:
                    continue
                if _only_client(case, path, item.names, target):
                    continue
                yield _core(path, item.line, str(layer), f"imports {target}", 1.0)
        for link in case.project.links(path):
            if link.name and link.to in case.project.files and case.layers.of(link.to) in ("none", "root"):
                found = case.storage.outside(link.to, link.name)
                if found is not None and _is_web_import(found[0], ((found[1], link.local),)):
                    yield _core(path, link.line, str(layer), f"gets {found[0]} through {link.to}", 0.9)
        for name, line in frameworks.takes_requests(facts):
            yield _core(path, line, str(layer), f"has `{name}` work on the framework's request and response", 0.8)


def _only_client(case: Case, path: str, names: tuple[tuple[str, str], ...], target: str) -> bool:
    """`import aiohttp` for its HTTP client is no web framework."""
    if target != "aiohttp":
        return False
    used = {call.name.split(".")[1] for call in case.facts(path).calls if call.name.startswith("aiohttp.")}
    return used <= _CLIENT_NAMES and all(imported in ("", *_CLIENT_NAMES) for imported, _ in names)


def _core(path: str, line: int, layer: str, what: str, confidence: float) -> Finding:
    return Finding(
        "framework-in-core",
        path,
        line,
        f"{_say(path, layer)} {what}: this layer can then not be used or tested without a web server around it.",
        "Raise an exception of your own or give back plain values, and let the routes turn them into responses.",
        confidence,
    )


def db_outside_repo(case: Case) -> Iterator[Finding]:
    """Stored data is read or written outside the repositories."""
    for path in case.project.product:
        role = case.layers.of(path)
        if role == "repositories" or case.facts(path).language == "sql":
            continue
        for touch in case.touches.at(path):
            if role == "routes" and touch.kind == "orm":
                continue
            if touch.kind == "orm" and touch.name == "" and role in ("none", "root"):
                continue
            yield _outside(path, touch.line, role, touch.how, touch.strength if role != "none" else 0.8)
        if role in ("routes", "services"):
            for opening in case.storage.opened_in(path):
                yield _outside(path, opening.line, role, f"a database opened with {opening.by}", 1.0)
    for store in stores.found(case, case.project.product):
        role = case.layers.of(store.path)
        if role in ("routes", "services", "none", "root") and not (role in ("none", "root") and store.shared):
            yield _outside(store.path, store.line, role, f"`{store.name}`, a store in memory", 0.8)


def _outside(path: str, line: int, role: str, how: str, confidence: float) -> Finding:
    where = f"{path} ({role})" if role in LAYERS else path
    return Finding(
        "db-outside-repo",
        path,
        line,
        f"{where} works on stored data itself: {how}. Only repositories may know where and how data is kept.",
        "Move this into a repository and call that.",
        confidence,
    )


def logic_in_route(case: Case) -> Iterator[Finding]:
    """A route does what clearly belongs to a service: it hashes passwords or makes slugs."""
    for path in case.layers.modules("routes"):
        for call, package, rest in case.storage.outside_calls(path):
            if not call.scope:
                continue
            tail = rest.removesuffix("()").rsplit(".", 1)[-1] or package
            name = f"{package}.{rest}"
            slug = package in ("slugify", "python-slugify", "slug", "@sindresorhus/slugify") or tail == "slugify"
            if slug or (_HASHING.search(name) and _HASHES.search(tail)):
                what = "makes a slug" if slug else "hashes or checks a password"
                yield Finding(
                    "logic-in-route",
                    path,
                    call.line,
                    f"{path} (routes) {what} with {package}: that is a rule of the application, not of HTTP.",
                    "Do it in a service; the route only takes the request apart and puts the answer together.",
                    0.9,
                )


def layer_circle(case: Case) -> Iterator[Finding]:
    """Modules of several layers import one another in a circle that runs through helpers."""
    graph = {
        path: sorted(
            {link.to for link in case.project.links(path) if link.to in case.project.files and link.to != path}
        )
        for path in case.project.product
        if case.layers.of(path) != "root"
    }
    for circle in _circles(graph):
        layers = {layer for path in circle if (layer := case.layers.layer(path)) is not None}
        helpers = [path for path in circle if case.layers.of(path) == "none"]
        if len(layers) > 1 and helpers:
            path = min(circle, key=lambda p: (-LAYERS.index(case.layers.layer(p) or "routes"), p))
            line = next((link.line for link in case.project.links(path) if link.to in circle), 1)
            yield Finding(
                "layer-circle",
                path,
                line,
                f"{', '.join(sorted(circle)[:4])} form a circle across {' and '.join(sorted(layers))}.",
                "Find the import that points upward and pass that thing as an argument instead.",
                0.8,
            )


def _circles(graph: dict[str, list[str]]) -> Iterator[set[str]]:
    """The strongly connected components of more than one module (Tarjan's algorithm, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    on: set[str] = set()
    stack: list[str] = []
    for start in graph:
        if start in index:
            continue
        work: list[tuple[str, int]] = [(start, 0)]
        while work:
            node, at = work.pop()
            if at == 0:
                index[node] = low[node] = len(index)
                stack.append(node)
                on.add(node)
            again = False
            for i, follower in enumerate(graph[node][at:], at):
                if follower not in graph:
                    continue
                if follower not in index:
                    work.extend(((node, i + 1), (follower, 0)))
                    again = True
                    break
                if follower in on:
                    low[node] = min(low[node], index[follower])
            if again:
                continue
            if low[node] == index[node]:
                circle: set[str] = set()
                while True:
                    member = stack.pop()
                    on.discard(member)
                    circle.add(member)
                    if member == node:
                        break
                if len(circle) > 1:
                    yield circle
            if work:
                parent = work[-1][0]
                low[parent] = min(low[parent], low[node])


RULES = (
    Rule(
        "missing-layer",
        "architecture",
        "Four layers",
        "Routes, services, repositories and models each have their own place, so that a reader knows where to look.",
        missing_layer,
    ),
    Rule(
        "empty-layer",
        "architecture",
        "Layers that work",
        "A layer is there because it does its work in the running app, not because a directory has its name.",
        empty_layer,
    ),
    Rule(
        "upward-import",
        "architecture",
        "Imports run downward",
        "A lower layer never depends on a higher one, so that each can be changed and tested from the bottom up.",
        upward_import,
    ),
    Rule(
        "skipped-layer",
        "architecture",
        "No layer is skipped",
        "Every request passes the services, so that the rules in them hold for all routes.",
        skipped_layer,
    ),
    Rule(
        "framework-in-core",
        "architecture",
        "The core is free of the framework",
        "The lower layers work without a web server, so that the framework can change and the rules be tested.",
        framework_in_core,
    ),
    Rule(
        "db-outside-repo",
        "architecture",
        "Storage in repositories alone",
        "One layer knows where and how data is kept, so that it can change without the others noticing.",
        db_outside_repo,
    ),
    Rule(
        "logic-in-route",
        "architecture",
        "Routes translate, services decide",
        "Rules of the application are written once, below HTTP, where other routes can use them.",
        logic_in_route,
    ),
    Rule(
        "layer-circle",
        "architecture",
        "No circles between layers",
        "Layers don't lean on one another in a circle, not even through helpers.",
        layer_circle,
    ),
)
