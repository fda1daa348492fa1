"""Repositories that reach a route without an import: as an argument, on the app, inside another object."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.scorecard import Edge, Finding
from tasks.structural.case import Case
from tasks.structural.contracts import is_contract
from tasks.structural.facts import ClassFact
from tasks.structural.flows import Ask
from tasks.structural.holding.holdings import Thing
from tasks.structural.layers import words

_BY_MAPPER = {
    "django orm": frozenset({"save", "delete", "refresh_from_db"}),
    "sequelize": frozenset({"save", "destroy", "update", "reload", "increment", "decrement", "restore"}),
    "typeorm": frozenset({"save", "remove", "reload", "softRemove"}),
}
_STORES_ITSELF = frozenset().union(*_BY_MAPPER.values())
_REQUESTS = frozenset({"request", "req", "_req", "ctx", "c", "context"})
_KEEPERS = frozenset(
    {"repository", "repositories", "repo", "repos", "dao", "gateway", "store", "storage", "persistence", "mapper"}
)


def skips(case: Case, path: str) -> Iterator[Finding]:
    """Calls of a module that handles requests on a repository that somebody handed to it."""
    if not case.layers.modules("repositories"):
        return
    holdings = case.holdings
    holdings.begin()
    flows = case.facts(path).flows
    given = {flow.target for flow in flows.flows if flow.source[0][0] == "#"}
    asks = [ask for ask in flows.asks if ask.name in case.repository_methods or (not ask.on and (ask.name,) in given)]
    for ask in asks if case.layers.of(path) == "routes" else _on_requests(case, path, asks):
        things = holdings.of(path, ask.scope, ask.on) if ask.on else frozenset()
        if not things:
            called = holdings.of(path, ask.scope, (*ask.on, ask.name))
            things = frozenset(thing for thing in called if thing.kind == "function")
        for thing in sorted(things):
            home = _asked_by(case, thing) if thing.kind == "function" else _repository(case, thing)
            if home is None:
                continue
            words_of = ".".join(step for step in ask.on if step != "()" and step[0] not in "&^#")
            said = f"as `{words_of}` " if words_of else ""
            yield Finding(
                "skipped-layer",
                path,
                ask.line,
                f"{path} (routes) is handed {home} (repositories) {said}and calls {ask.name}(), past the services. "
                "Rules that live in services are then bypassed.",
                "Call a function of a service here, and let that call the repository.",
                0.8,
                Edge("routes", path, "repositories", home),
            )
            break


def _on_requests(case: Case, path: str, asks: list[Ask]) -> Iterator[Ask]:
    """Calls of a module without a layer that happen while a request is served.

    They stand in functions that take a request, or that FastAPI calls with what they depend on.
    """
    flows = case.facts(path).flows
    taking = {f.scope for f in flows.flows if f.target[0] in _REQUESTS and f.source[0] in ("#0", "#1")}
    given = {(f.scope, f.target) for f in flows.flows if f.source[0][0] == "#"}
    depends = "Depends" in case.facts(path).names
    for ask in asks:
        inside = any(ask.scope == scope or ask.scope.startswith(f"{scope}.") for scope in taking)
        if inside or (depends and (ask.scope, ask.on[:1]) in given):
            yield ask


def _asked_by(case: Case, thing: Thing) -> str | None:
    """The repository that a function asks: its own method, or a function of the wiring that only asks for others."""
    layer = case.layers.layer(thing.path)
    if layer == "repositories":
        owner = thing.name.rpartition(".")[0]
        if "<" in thing.name[2:]:
            return None  # a callback inside a method is nobody's to ask
        return _repository(case, Thing("object", thing.path, owner)) if owner else thing.path
    if layer is not None:
        return None
    for ask in case.facts(thing.path).flows.asks:
        if ask.scope == thing.name and ask.on:
            homes = [_repository(case, held) for held in sorted(case.holdings.of(thing.path, ask.scope, ask.on))]
            if home := next(filter(None, homes), None):
                return home
    return None


def stored_by_itself(case: Case, path: str) -> Iterator[tuple[int, str]]:
    """Calls that make an entity of a mapper store itself, whatever its variable is called: (line, in words)."""
    entities = case.storage.entities
    if not entities:
        return
    case.holdings.begin()
    for ask in case.facts(path).flows.asks:
        if ask.name not in _STORES_ITSELF or not ask.on:
            continue
        for thing in case.holdings.of(path, ask.scope, ask.on):
            mapper, home, _ = entities.get(thing.name, ("", "", 0))
            if thing.kind == "object" and home == thing.path and ask.name in _BY_MAPPER.get(mapper, ()):
                yield ask.line, f"{ask.name}() of {thing.name}"


def posing(case: Case, path: str) -> Iterator[Finding]:
    """Services that are repositories by inheritance: whoever calls them calls the repository's own methods."""
    case.holdings.begin()
    for flow in case.facts(path).flows.flows:
        if flow.target != ("<base>",):
            continue
        for thing in sorted(case.holdings.of(path, flow.scope.rpartition(".")[0], flow.source)):
            item = case.facts(thing.path).class_named(thing.name)
            if item is None or is_contract(case.facts(thing.path), item):
                continue
            home = _repository(case, thing)
            if home is not None and thing.kind == "class":
                line = next((item.line for item in case.facts(path).classes if item.name == flow.scope), 1)
                yield Finding(
                    "skipped-layer",
                    path,
                    line,
                    f"{path} (services) makes {flow.scope} a {thing.name} of {home} (repositories) by inheritance, so "
                    "routes that call it call the repository. Rules that live in services are then bypassed.",
                    "Let the service hold a repository, and have methods of its own that ask it.",
                    0.8,
                )


def _repository(case: Case, thing: Thing) -> str | None:
    """The module of the repository that a thing is, None for anything else."""
    if thing.path not in case.project.files:
        return None
    layer = case.layers.layer(thing.path)
    if thing.kind == "module":
        return thing.path if layer == "repositories" else None
    if thing.kind == "function":
        return None
    if layer == "repositories":
        item = case.facts(thing.path).class_named(thing.name)
        return thing.path if item is not None and _keeps(case, thing.path, item) else None
    return _kept_by(case, thing) if layer in (None, "services", "models") else None


def _keeps(case: Case, path: str, item: ClassFact) -> bool:
    """Whether a class in a repository's module stores things, and isn't a plain value that comes from there."""
    if set(words(item.name)) & _KEEPERS:
        return True
    facts = case.facts(path)
    end = max((f.end for f in facts.functions if f.name.startswith(f"{item.name}.")), default=item.line)
    kept = any(store.scope.split(".")[0] == item.name for store in facts.stores)
    return kept or any(item.line <= touch.line <= end for touch in case.touches.at(path))


def _kept_by(case: Case, thing: Thing) -> str | None:
    """A contract that a repository fulfils is a repository to whoever asks it."""
    return case.fulfilled.get((thing.path, thing.name)) if thing.kind == "object" else None
