"""The layers drawn in plain text: a row each, allowed imports pointing down, the one that breaks a rule beside them.

     ┏━━▶ services      [slugs.py] articles.py users.py
     ┃      ↓ 3 modules
     ▲    repositories  articles.py users.py
     ┃      ↓ 2 modules
     ┗━━━ models        [article.py] user.py

Everything that matters is a shape or a bracket, so that it reads the same without colours and in ASCII.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from rich.cells import cell_len

from tasks.scorecard import Edge
from tasks.structural.layer_graph import LayerGraph
from tasks.structural.layers import LAYERS
from tui.text import clean

Span = tuple[str, str]
"""A text and the name of its style."""

Line = tuple[Span, ...]

_NAME = 14
_LANE = 6
_LOST, _QUIET = "$lost bold", "$quiet"


def drawn(graph: LayerGraph, width: int, *, edge: Edge | None = None, at: str = "") -> tuple[Line, ...]:
    """The graph in `width` cells (at least 40), one line a layer and one between two.

    The ends of `edge`, or the module `at`, stand in brackets. A layer without modules says so where that is known.
    """
    layers = list(graph.modules)
    ends = {edge.from_layer: edge.from_path, edge.to_layer: edge.to_path} if edge else {}
    lane = _lane(layers, edge)
    lines: list[Line] = []
    if at and not edge and not any(at in paths for paths in graph.modules.values()):
        lines.append(((" " * _LANE, ""), (f"{'(no layer)':{_NAME}}", _QUIET), (f"[{_short(at, ())}]", _LOST)))
    for place, layer in enumerate(layers):
        if place:
            count = graph.imports.get((layers[place - 1], layer), 0)
            many = f" {count} module{'s' * (count != 1)}" if count else ""
            lines.append((lane[2 * place - 1], (f"  ↓{many}", _QUIET)))
        marked = ends.get(layer, "") or (at if not edge and at in graph.modules[layer] else "")
        others = [path for path in _telling(graph.modules[layer]) if path != marked and path not in ends.values()]
        name = (f"{layer:{_NAME}}", "bold")
        row: Line = tuple(_modules(marked, others, max(width, 40) - _LANE - _NAME, missing=graph.whole))
        lines.append((lane[2 * place], name, *row))
    return tuple(lines)


def legend(edge: Edge | None) -> Line:
    """What the arrows mean."""
    if edge is None:
        return (("        ↓ imports run downward", _QUIET),)
    way = "points upward" if _upward(edge) else "skips a layer"
    helper = f", through {clean(edge.through, one_line=True)}" if edge.through else ""
    return ((" ━━▶", _LOST), (f" {way}{helper}", "$lost"), ("   ↓ allowed", _QUIET))


def _upward(edge: Edge) -> bool:
    places: dict[str, int] = {layer: place for place, layer in enumerate(LAYERS)}
    return places.get(edge.to_layer, 0) < places.get(edge.from_layer, 0)


def _lane(layers: list[str], edge: Edge | None) -> list[Span]:
    """The broken import's column: one cell group for each line, empty where it doesn't pass."""
    empty = (" " * _LANE, "")
    if edge is None or edge.from_layer not in layers or edge.to_layer not in layers:
        return [empty] * (2 * len(layers))
    start, end = 2 * layers.index(edge.from_layer), 2 * layers.index(edge.to_layer)
    top, bottom = min(start, end), max(start, end)
    cells = []
    for line in range(2 * len(layers)):
        if not top <= line <= bottom:
            cells.append(empty)
        elif line in (start, end):
            corner = "┏" if line == top else "┗"
            cells.append((f" {corner}━━{'▶' if line == end else '━'} ", _LOST))
        else:
            turn = "▲" if end < start else "▼"
            cells.append((f" {turn if line == (top + bottom) // 2 else '┃'}    ", _LOST))
    return cells


def _telling(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Without the files that only make a folder a package, unless there is nothing else."""
    return tuple(path for path in paths if not path.endswith("__init__.py")) or paths


def _modules(marked: str, others: list[str], room: int, *, missing: bool) -> Iterator[Span]:
    """Names as far as there is room, then how many more."""
    everyone = [*([marked] if marked else []), *others]
    if not everyone:
        yield ("✗ no module", _LOST) if missing else ("…", _QUIET)
        return
    if marked:
        kept_free = len(f" +{len(others)}") if others else 0
        name = f"[{_fitted(_short(marked, everyone), room - 2 - kept_free)}]"
        room -= cell_len(name) + 1
        yield (name, _LOST)
    shown: list[str] = []
    for place, path in enumerate(others):
        name, left = _short(path, everyone), len(others) - place - 1
        needed = cell_len(name) + 1 + (len(f"+{left}") + 1 if left else 0)
        if needed > room:
            shown.append(f"+{left + 1}")
            break
        shown.append(name)
        room -= cell_len(name) + 1
    if shown:
        yield (f"{' ' if marked else ''}{' '.join(shown)}", "")


def _short(path: str, among: Collection[str]) -> str:
    """The shortest end of a path that no other one shares: `article.py`, but `articles/routes.py` among its like."""
    parts = clean(path, one_line=True).split("/")
    for count in range(1, len(parts) + 1):
        end = "/".join(parts[-count:])
        if parts[-count:] != ["__init__.py"] and sum(f"/{other}".endswith(f"/{end}") for other in among) < 2:
            return end
    return "/".join(parts)


def _fitted(name: str, room: int) -> str:
    """The end of a name, which tells most."""
    while cell_len(name) > max(room, 4):
        name = "…" + name.lstrip("…")[1:]
    return name
