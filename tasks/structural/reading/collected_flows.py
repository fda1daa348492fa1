"""What a reader of any language gathers about where the things of one file go."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from tasks.structural.flows import Ask, Flow, Flows, Pass, Path

_Node = TypeVar("_Node")


class CollectedFlows(Generic[_Node]):
    """The lists that readers fill; fields are those of `Flows`.

    `entries` tells what an expression in a scope holds, as pairs: the keys of literals that lead to it, and its path.
    """

    def __init__(self, entries: Callable[[_Node, str], Iterable[tuple[Path, Path]]]) -> None:
        self._entries = entries
        self.flows: list[Flow] = []
        self.passes: list[Pass] = []
        self.asks: list[Ask] = []

    def collected(self) -> Flows:
        """The flows so far."""
        return Flows(tuple(self.flows), tuple(self.passes), tuple(self.asks))

    def flow(self, target: Path, source: Path, scope: str) -> None:
        """One thing becomes known under a target; what has no name, or only itself, tells nothing."""
        if target and source and source != target:
            self.flows.append(Flow(scope, target, source))

    def give(self, target: Path, value: _Node, scope: str) -> None:
        """Everything that a target holds from now on, key by key where it is a literal."""
        if target:
            for inner, source in self._entries(value, scope):
                self.flow((*target, *inner), source, scope)

    def hand(self, callee: Path, place: str, value: _Node, scope: str) -> None:
        """One argument of a call, key by key where it is a literal."""
        self.passes.extend(Pass(scope, callee, place, inner, path) for inner, path in self._entries(value, scope))
