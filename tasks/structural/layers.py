"""Which layer of Clean Architecture a module belongs to: by the names of its folders and file, and by what it does.

How a layer is told, in this order:
1. the folder that the file lies in, when its name is one of a layer's own (`controllers/`, `use_cases/`, `dao/`, ...);
2. the file's own last word (`articles.service.ts`, `article_repository.py`, `articles/routes.py`);
3. any folder further up with such a name; then a folder with a broad one (`api/`, `domain/`, `application/`, ...).
A **composition root** may import every layer, because wiring them is its work: the modules that run.sh starts, and
those whose name says so (main, app, server, wiring, container, dependencies, factory, ...) outside the lower layers. It
stops being one when it holds request handlers itself (a health check aside): then it is routes, whatever its name is.
What has no name is told by its deeds: with request handlers it is of the routes' layer.
"""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Callable, Iterable
from typing import Literal

from tasks.structural import contracts
from tasks.structural.project import Project
from tasks.structural.sources import folder_of
from tasks.structural.touching.touches import Touches

Layer = Literal["routes", "services", "repositories", "models"]
Role = Literal["routes", "services", "repositories", "models", "root", "none"]
LAYERS: tuple[Layer, ...] = ("routes", "services", "repositories", "models")

_STRONG: dict[Layer, tuple[str, ...]] = {
    "routes": ("route", "routes", "router", "routers", "routing", "controller", "controllers", "handler",
    "handlers", "view",
               "views", "endpoint", "endpoints", "blueprint", "blueprints", "resource", "resources", "urls",
               "viewset", "viewsets",
               "middleware", "middlewares"),
    "services": ("service", "services", "usecase", "usecases", "use case", "use cases", "interactor", "interactors"),
    "repositories": ("repository", "repositories", "repo", "repos", "dao", "daos", "gateway", "gateways", "store",
    "stores",
                     "persistence", "data access", "crud", "dal"),
    "models": ("model", "models", "entity", "entities", "schema", "schemas", "dto", "dtos"),
}  # fmt: skip
_BROAD: dict[Layer, tuple[str, ...]] = {
    "routes": ("api", "web", "http", "rest", "presentation", "interfaces", "delivery", "transport", "entrypoints"),
    "services": ("application", "business", "logic", "business logic"),
    "repositories": ("storage", "queries", "mappers"),
    "models": ("domain",),
}
_ROOTS = frozenset(
    {"main", "app", "server", "index", "wsgi", "asgi", "manage", "run", "wiring", "container", "composition",
    "composition root",
     "factory", "bootstrap", "dependencies", "deps", "dependency", "providers", "di", "injection", "startup",
     "setup", "ioc",
     "create app", "application", "injector", "dependency injection", "apps", "init app", "registry", "start",
     "context", "wire",
     "app factory", "compose"}
)  # fmt: skip
_WIRING = _ROOTS - {"main", "app", "server", "index", "application", "apps", "run", "start", "context"}
_INFRASTRUCTURE = frozenset(
    {"infrastructure", "infra", "core", "common", "shared", "utils", "util", "lib", "helpers", "adapters", "src"}
)
_INNER = frozenset({"application", "use cases", "usecases", "commands", "queries", "services", "cqrs"})
_OUTER = frozenset({"http", "web", "api", "rest", "presentation", "routes", "controllers", "delivery", "inbound"})
_HANDLES = re.compile(r"[Hh]andlers?(?:/|\.\w+$)")
"""Handlers of commands and queries (CQRS) are use cases; those of requests stand in other folders."""
_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


def words(name: str) -> tuple[str, ...]:
    """`articleService`, `article-service`, `article.service`, `article_service` -> (article, service)."""
    return tuple(word.lower() for word in _WORDS.findall(name))


def _wholes(paths: Iterable[str]) -> frozenset[str]:
    """Folders that are named like a layer, but hold services and repositories by the names of what is inside."""
    inside: dict[str, set[Layer]] = {}
    for path in paths:
        folders = path.split("/")[:-1]
        for depth, folder in enumerate(folders):
            if not _may_be_layer(folder):
                continue
            layer = by_name("/".join(path.split("/")[depth + 1 :]))
            if layer is not None:
                inside.setdefault("/".join(folders[: depth + 1]), set()).add(layer)
    return frozenset(folder for folder, found in inside.items() if {"routes", "services", "repositories"} <= found)


@functools.lru_cache(maxsize=8192)
def _may_be_layer(folder: str) -> bool:
    """Whether a folder is named like a layer."""
    return _named(folder, _STRONG, ending=True) is not None or _named(folder, _BROAD) is not None


@functools.lru_cache(maxsize=8192)
def _meant(folder: str) -> Layer | None:
    """The layer whose own name a folder has."""
    return _named(folder, _STRONG)


def _named(name: str, table: dict[Layer, tuple[str, ...]], *, ending: bool = False) -> Layer | None:
    """The layer that a name means: as a whole, or (`ending`) by its last words."""
    parts = words(name)
    if not parts:
        return None
    whole, last, last_two = " ".join(parts), parts[-1], " ".join(parts[-2:])
    for layer, names in table.items():
        if whole in names or "".join(parts) in names:
            return layer
        if ending and (last in names or last_two in names):
            return layer
    return None


@functools.lru_cache(maxsize=8192)
def by_name(path: str) -> Layer | None:
    """The layer that a path claims, None when it claims none."""
    layer = _claimed(path)
    folders = [" ".join(words(folder)) for folder in path.split("/")[:-1]]
    if layer == "routes" and _HANDLES.search(path) and not set(folders) & _OUTER and set(folders) & _INNER:
        return "services"
    if layer == "repositories" and "queries" in folders and set(folders[: folders.index("queries")]) & _INNER:
        return "services" if by_name(path.replace("queries/", "", 1)) == "services" else layer
    return layer


def _claimed(path: str) -> Layer | None:
    *folders, file = path.split("/")
    stem = file.split(".")[0] if file.count(".") < 2 else file.rsplit(".", 1)[0]
    parent = folders[-1] if folders else ""
    if parent and (layer := _named(parent, _STRONG, ending=True)) is not None:
        own = _named(stem, _STRONG)
        if own is None or words(parent)[-1] not in ("middleware", "middlewares"):
            return layer
        return own
    if stem not in ("__init__", "index") and (own := _named(stem, _STRONG, ending=True)) is not None:
        return own
    for folder in reversed(folders):
        if (layer := _named(folder, _STRONG, ending=True)) is not None:
            return layer
    for folder in reversed(folders):
        if (layer := _named(folder, _BROAD)) is not None:
            return layer
    return None


class Layers:
    """The role of each module of a project."""

    def __init__(self, project: Project, touches: Touches, handlers: Callable[[str], int]) -> None:
        self._handlers = handlers
        self._project = project
        self._touches = touches
        self._wholes = _wholes(project.product)
        self.roles: dict[str, Role] = {}
        self.named: dict[str, Layer | None] = {}
        for path in project.product:
            code = path.endswith(".py") or project.facts(path).language == "node"
            self.named[path] = by_name(self._inside(path)) if code else None
        for path in project.product:
            self.roles[path] = self._role(path)
        self._fill_in()

    def of(self, path: str) -> Role:
        """The role of a module, or of a package's folder."""
        found = self.roles.get(path)
        if found is not None:
            return found
        if path in self._project.files:
            return by_name(path) or "none"
        return by_name(f"{self._inside(path)}/__init__.py") or "none"

    def layer(self, path: str) -> Layer | None:
        role = self.of(path)
        return None if role in ("root", "none") else role  # type: ignore[return-value]

    def home(self, path: str) -> Layer | None:
        """The layer whose directory a module lies in: `routes/schemas/` holds models, but they belong to the routes."""
        layer = self.layer(path)
        if layer != "models":
            return layer
        for folder in path.split("/")[:-1]:
            if (outer := _meant(folder)) is not None:
                return outer
        return layer

    def modules(self, layer: Layer) -> list[str]:
        return [path for path, role in self.roles.items() if role == layer]

    def _role(self, path: str) -> Role:
        project = self._project
        handles = self._handlers(path)
        named = self.named[path]
        if self._is_root(path, named):
            return "routes" if handles else "root"
        if named == "services" and contracts.only_contracts(project.facts(path)):
            return "none"
        if named == "routes" and not handles and self._provides(path):
            return "root"
        if named is not None:
            return named
        if project.facts(path).language == "sql":
            return "none"
        if handles:
            return "routes"
        return "none"

    def _inside(self, path: str) -> str:
        """A path seen from the innermost folder that holds a whole program: `apps/api/src/` is no layer of routes."""
        folder = folder_of(path) if self._wholes else ""
        while folder:
            if folder in self._wholes:
                return path[len(folder) + 1 :]
            folder = folder_of(folder)
        return path

    def _provides(self, path: str) -> bool:
        """A middleware or plugin that makes repositories and hands them to services is wiring by another name."""
        links = self._project.links(path)
        made = {link.local for link in links if self.named.get(link.to) == "repositories" and link.name}
        given = {link.local for link in links if self.named.get(link.to) == "services" and link.name}
        if not made or not given:
            return False
        calls = self._project.facts(path).calls
        asked = any("." in call.name and call.name.split(".")[0].removesuffix("()") in made for call in calls)
        fed = any(
            call.name in given
            and any(arg.kind in ("call", "name") for arg in (*call.args, *dict(call.keywords).values()))
            for call in calls
        )
        return fed and not asked

    def _is_root(self, path: str, named: Layer | None) -> bool:
        folder, file = posixpath.split(path)
        stem = file.split(".")[0]
        name = " ".join(words(stem))
        if named in ("services", "repositories", "models"):
            return False
        if path in self._project.entries:
            return True
        if stem == "__init__":
            return named is None
        if named == "routes":
            return name in _WIRING or (name == "urls" and self._only_wires(path))
        if name == "index" and folder.count("/") > 1:
            return False
        return name in _ROOTS

    def _only_wires(self, path: str) -> bool:
        """Django's table of addresses is where views get their services, as long as it holds no code of its own."""
        facts = self._project.facts(path)
        return not facts.functions and not facts.classes

    def _fill_in(self) -> None:
        """A layer that no name claims may still be there: the one folder whose modules all do its work."""
        for layer in LAYERS:
            if any(role == layer for role in self.roles.values()):
                continue
            folders: dict[str, list[str]] = {}
            for path, role in self.roles.items():
                if role == "none" and "/" in path:
                    folders.setdefault(posixpath.dirname(path), []).append(path)
            for folder, paths in folders.items():
                if words(posixpath.basename(folder)) and words(posixpath.basename(folder))[-1] in _INFRASTRUCTURE:
                    continue
                if any(
                    other.startswith(f"{folder}/") and role not in ("none", "root")
                    for other, role in self.roles.items()
                ):
                    continue
                if self._does(layer, paths):
                    for path in paths:
                        self.roles[path] = layer
                    break

    def _does(self, layer: Layer, paths: Iterable[str]) -> bool:
        real = [p for p in paths if self._project.facts(p).functions or self._project.facts(p).classes]
        if not real or layer == "routes":
            return False
        if layer == "repositories":
            touching = [p for p in real if self._touches.at(p) or self._keeps(p)]
            return len(touching) * 2 >= len(real) and bool(touching)
        if layer == "services":
            using = [p for p in real if any(self.of(link.to) == "repositories" for link in self._project.links(p))]
            return len(using) * 2 >= len(real) and bool(using)
        return all(self._only_values(p) for p in real)

    def _keeps(self, path: str) -> bool:
        """Whether a module fills containers that outlive a call."""
        facts = self._project.facts(path)
        return any(store.name in facts.mutations for store in facts.stores)

    def _only_values(self, path: str) -> bool:
        facts = self._project.facts(path)
        errors = all(base.endswith(("Error", "Exception")) for item in facts.classes for base in item.bases or ("",))
        return (
            bool(facts.classes)
            and not errors
            and not facts.sql
            and sum(f.weight for f in facts.functions) <= 3 * len(facts.classes)
        )
