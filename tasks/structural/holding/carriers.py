"""What the wiring hangs on the app or on a request, and under which names requests find it there."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator

from tasks.structural.flows import Path
from tasks.structural.holding.flow_tables import owner
from tasks.structural.project import Project

NAMES = frozenset(
    {"app", "application", "fastify", "server", "instance", "request", "req", "reply", "res", "response", "c", "ctx",
     "context", "g", "current_app", "self", "secured", "scope", "api", "router", "_req", "info", "connection"}
)  # fmt: skip
"""What apps, requests and contexts are called; `self` is one where its class is somebody else's."""
WRAPPING = frozenset(
    {"app", "state", "locals", "extensions", "var", "server", "req", "request", "ctx", "context", "raw", "()", "config"}
)
"""Steps between a request and what hangs on it: `request.app.state.users`, `ctx.state.users`, `c.var.users`."""


class Carriers:
    """Answers by name alone: which app or request it is makes no difference. `paths` may hang things on them."""

    def __init__(self, project: Project, paths: Iterable[str]) -> None:
        self._project = project
        self._paths = tuple(paths)

    def hung(self, steps: Path) -> Iterator[tuple[str, str, Path]]:
        """Where steps that begin at a carrier go on, as (module, scope, steps there); the longest names first."""
        asked = [at for at, step in enumerate(steps) if at and step not in WRAPPING]
        for size in range(len(asked), 0, -1):
            name, rest = tuple(steps[at] for at in asked[:size]), steps[asked[size - 1] + 1 :]
            for path, scope, source in self._by_name.get(name, ()):
                yield path, scope, source + rest

    @functools.cached_property
    def _by_name(self) -> dict[Path, list[tuple[str, str, Path]]]:
        found: dict[Path, list[tuple[str, str, Path]]] = {}
        for path in self._paths:
            facts = self._project.facts(path)
            for flow in facts.flows.flows:
                head, *rest = flow.target
                if not rest or head not in NAMES or (head == "self" and owner(facts, flow.scope)):
                    continue
                if name := tuple(step for step in rest if step not in WRAPPING):
                    found.setdefault(name, []).append((path, flow.scope, flow.source))
        return found
