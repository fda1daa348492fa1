"""The layers of a tree as a picture needs them: which modules each holds, and how often one imports another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import msgspec

from tasks.scorecard import Edge
from tasks.structural.cache import FactCache
from tasks.structural.case import Case
from tasks.structural.layers import LAYERS, by_name
from tasks.task import Task


class LayerGraph(msgspec.Struct, frozen=True):
    """`modules`: the paths of each layer, top layer first. `imports`: how many modules of one layer import another.

    `whole`: made from a tree; otherwise modules may be missing.
    """

    modules: dict[str, tuple[str, ...]]
    imports: dict[tuple[str, str], int] = {}
    whole: bool = True


def layer_graph(files: Mapping[str, bytes], task: Task, cache: FactCache | None = None) -> LayerGraph:
    """The graph of a tree (path -> contents); nothing in it is imported or run, and nothing in it raises."""
    case = Case.of(task, files, cache)
    pairs = {
        (path, above, below)
        for path in case.project.product
        if (above := case.layers.layer(path)) is not None
        for link in case.project.links(path)
        if (below := case.layers.layer(link.to)) is not None and below != above
    }
    return LayerGraph(
        {layer: tuple(sorted(case.layers.modules(layer))) for layer in LAYERS},
        dict(Counter((above, below) for _, above, below in pairs)),
    )


def known_from(edge: Edge | None, path: str) -> LayerGraph:
    """What can be drawn where only a finding is left and its tree is not: the ends of its edge, or its own module."""
    modules: dict[str, tuple[str, ...]] = dict.fromkeys(LAYERS, ())
    ends = [(edge.from_layer, edge.from_path), (edge.to_layer, edge.to_path)] if edge else [(by_name(path), path)]
    for layer, module in ends:
        if layer in modules:
            modules[layer] += (module,)
    return LayerGraph(modules, whole=False)
