"""No import leads up, neither straight nor by way of a helper."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.scorecard import Edge, Finding
from tasks.structural import contracts
from tasks.structural.case import Case
from tasks.structural.layers import LAYERS, Layer
from tasks.structural.rules.architecture.crossings import crossings, edge_of, say


def upward_import(case: Case) -> Iterator[Finding]:
    """A module imports from a layer above its own, directly, by another name, or through a helper."""
    for path, layer, link, other in crossings(case):
        if layer == "repositories" and other == "services" and contracts.fulfils(case.project, path, link):
            continue
        home = case.layers.home(link.to) if other == "models" and case.layers.home(path) == layer else None
        other = home or other
        if LAYERS.index(other) < LAYERS.index(layer):
            yield Finding(
                "upward-import",
                path,
                link.line,
                f"{say(path, layer)} imports {say(link.to, other)}: a lower layer now depends on a higher one, "
                "so neither can change or be tested without the other.",
                "Pass what is needed down as an argument, or move the shared part into "
                f"{' or '.join(dict.fromkeys((layer, 'models')))}.",
                0.8 if link.type_only or not link.certain else 1.0,
                edge_of(case, path, layer, link, other),
            )
    yield from _upward_through_helpers(case)


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
                    f"{say(path, layer)} imports {link.to}, and that imports {say(*found)}.",
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
