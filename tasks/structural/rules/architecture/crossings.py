"""Every import from one layer into another, and how a finding names its two ends."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.scorecard import Edge
from tasks.structural.case import Case
from tasks.structural.layers import Layer
from tasks.structural.links import Link

_PLURAL: dict[str, str] = {
    "routes": "routes",
    "services": "services",
    "repositories": "repositories",
    "models": "models",
}


def say(path: str, layer: str) -> str:
    """A module with its layer, as findings name it."""
    return f"{path} ({_PLURAL.get(layer, layer)})"


def crossings(case: Case) -> Iterator[tuple[str, Layer, Link, Layer]]:
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


def edge_of(case: Case, path: str, layer: Layer, link: Link, other: Layer) -> Edge:
    """Both ends of a crossing; between them what the import names, where that only makes or hands on the other end."""
    end = next((target for target in _homes(case, link) if case.layers.layer(target) == other), link.to)
    return Edge(layer, path, other, end, "" if end == link.to else link.to)
