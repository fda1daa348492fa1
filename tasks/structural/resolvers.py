"""Keeps what imports lead to from one judging to the next, as long as the same files are there and declare the same."""

from __future__ import annotations

from collections.abc import Iterable

from tasks.structural.manifest import Manifest
from tasks.structural.resolve_node import NodePaths
from tasks.structural.resolve_python import PythonPaths

MOST = 50_000
"""Answers that are kept; beyond them all are found anew, for names that an agent tried long ago never leave."""


class Resolver:
    """What imports mean in a tree: `paths` are the files of the program, `beside` all that no vendor brought."""

    def __init__(self, paths: frozenset[str], beside: frozenset[str], roots: Iterable[str], manifest: Manifest) -> None:
        self.python = PythonPaths(paths, roots, manifest.python)
        self.node = NodePaths(beside, manifest)
        self._known: dict[tuple[str, str], str | None] = {}

    def resolve(self, target: str, importer: str) -> str | None:
        """The module of the tree (or a package's folder) that a target means, None for somebody else's package."""
        key = (target, importer)
        if key not in self._known:
            paths = self.python if importer.endswith(".py") else self.node
            self._known[key] = paths.resolve(target, importer) if target else None
        return self._known[key]

    @property
    def answers(self) -> int:
        """How many answers it keeps."""
        return len(self._known) + self.python.answers + self.node.answers


class Resolvers:
    """The resolver of the tree that was judged last."""

    def __init__(self) -> None:
        self._kept: tuple[tuple[object, ...], Resolver] | None = None

    def of(self, paths: frozenset[str], beside: frozenset[str], roots: tuple[str, ...], manifest: Manifest) -> Resolver:
        """The resolver of a tree, kept or new."""
        tree = (paths, beside, roots, manifest)
        if self._kept is None or self._kept[0] != tree or self._kept[1].answers > MOST:
            self._kept = tree, Resolver(paths, beside, roots, manifest)
        return self._kept[1]
