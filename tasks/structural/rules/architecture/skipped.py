"""Every request passes the services: routes reach storage neither by import, nor by helper, nor by context."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.scorecard import Edge, Finding
from tasks.structural import registrations
from tasks.structural.case import Case
from tasks.structural.facts import FileFacts
from tasks.structural.rules.architecture import handed
from tasks.structural.rules.architecture.crossings import crossings, edge_of
from tasks.structural.rules.architecture.web import is_web

_CARRIERS = frozenset(
    {"app", "fastify", "server", "instance", "this", "request", "req", "reply", "c", "ctx", "context"}
)
_ASKS = frozenset({"get", "resolve", "make"})


def skipped_layer(case: Case) -> Iterator[Finding]:
    """Routes reach past the services: they import repositories, or read and write models themselves."""
    for path, layer, link, other in crossings(case):
        if layer == "routes" and other == "repositories":
            what = f"imports {link.to} (repositories) and goes past the services"
            yield _skip(path, link.line, what, link.certain, edge_of(case, path, layer, link, other))
    for path in case.project.product:
        if case.layers.of(path) == "services":
            yield from handed.posing(case, path)
        if case.layers.of(path) in ("none", "root"):
            yield from handed.skips(case, path)
        if case.layers.of(path) == "none" and is_web(case, path):
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
            yield from _skips_by_container(case, path)
            yield from handed.skips(case, path)
            for line, how in handed.stored_by_itself(case, path):
                yield _skip(path, line, f"reads or writes stored data itself ({how})", False)
            for touch in case.touches.at(path):
                if touch.kind == "orm":
                    yield _skip(
                        path, touch.line, f"reads or writes stored data itself ({touch.how})", touch.strength == 1.0
                    )


def _skips_through_helpers(case: Case, path: str) -> Iterator[Finding]:
    """A route uses a helper of no layer (a mixin, a utility) that asks a repository in its place."""
    for link in case.project.links(path):
        if case.layers.of(link.to) == "none" and not is_web(case, link.to):
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
        for name in _named_or_called(facts):
            head, _, method = name.rpartition(".")
            if head in heads and method and name not in constructs:
                return link.to
    return None


def _named_or_called(facts: FileFacts) -> Iterator[str]:
    """What a module calls, gives another name, or binds arguments to."""
    for call in facts.calls:
        yield call.name
        if call.name.rsplit(".", 1)[-1] in ("partial", "bind"):
            yield from (arg.name for arg in call.args if arg.kind == "name")
    yield from (held.name for held in facts.bindings.values() if held.kind == "name")


def _classes_of(case: Case, path: str) -> set[str]:
    return {item.name for item in case.facts(path).classes} if path in case.project.files else set()


def _skips_by_context(case: Case, path: str) -> Iterator[Finding]:
    """A route takes a repository out of the request's context or off the app, where the wiring had put it."""
    handed = case.handed_out
    for call in case.facts(path).calls if handed else ():
        parts = [part.removesuffix("()") for part in call.name.split(".")]
        asked = (call.args[0].text or call.args[0].name) if call.args and parts[-1] in _ASKS else ""
        on_app = parts[1:-1] if parts[0] in _CARRIERS or "cradle" in parts else []
        key = asked if asked in handed else next((part for part in on_app if part in handed), "")
        if key:
            what = f"takes `{key}`, which is of {handed[key]} (repositories), out of the context and asks it"
            yield _skip(path, call.line, what, False, Edge("routes", path, "repositories", handed[key]))


def _skips_by_container(case: Case, path: str) -> Iterator[Finding]:
    """A route names the provider of a repository: `Depends(Provide[Container.user_repository])`."""
    given: dict[str, list[tuple[str, str]]] = {}
    for link in case.project.links(path):
        if link.to not in given:
            given[link.to] = list(_given_by(case, link.to, path))
        for key, home in given[link.to]:
            what = f"has {link.to} give it `{key}`, which is of {home} (repositories)"
            yield _skip(path, link.line, what, False, Edge("routes", path, "repositories", home, link.to))


def _given_by(case: Case, container: str, path: str) -> Iterator[tuple[str, str]]:
    """The providers of repositories that a module names: (key, the repository's module)."""
    for key, maker in registrations.declared(case.facts(container)) if container in case.project.files else ():
        home = case.repository_named(container, maker) if key in case.facts(path).names else None
        if home is not None:
            yield key, home


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
