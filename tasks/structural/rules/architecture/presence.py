"""The four layers are there and do their work in the running app."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.scorecard import Finding
from tasks.structural.case import Case
from tasks.structural.layers import LAYERS, Layer

_WORK: dict[Layer, str] = {
    "routes": "take requests and give answers",
    "services": "hold the rules of the application",
    "repositories": "read and write what is stored",
    "models": "say what an article, a user, a comment is",
}


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
            or any(function.weight for function in facts.functions)
            or any(c.name.endswith(("define", "Table", "namedtuple", "object")) for c in facts.calls)
        )
    if layer == "routes":
        return (
            case.handlers(path) > 0
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
    weight = sum(function.weight for function in facts.functions)
    return weight >= 2 or (weight == 1 and any(call.scope for call in facts.calls))
