"""Layers form no circle through helpers."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.scorecard import Finding
from tasks.structural.case import Case
from tasks.structural.layers import LAYERS


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
