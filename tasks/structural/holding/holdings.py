"""What an expression of a module may hold, followed through variables, parameters, returned values and contexts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from tasks.structural.flows import Flow, Pass, Path
from tasks.structural.holding.carriers import NAMES, WRAPPING, Carriers
from tasks.structural.holding.flow_tables import by_head, of_objects, owner, parameters, passes_by_callee
from tasks.structural.project import Project

_DEEPEST = 40
_STEPS = 6000
"""Expressions that are looked at for one module; beyond them nothing more is found, and nothing more is claimed."""


class Thing(NamedTuple):
    """An object of a class, the class itself, a function or a module of the tree; `name` is its scope there."""

    kind: Literal["object", "class", "function", "module"]
    path: str
    name: str


_NOTHING: frozenset[Thing] = frozenset()


class Holdings:
    """Answers for expressions of modules, each once; calls are not told apart by who makes them.

    `carried`: modules that may hang things on the app or the request; `ends`: those whose methods give back values of
    the domain, which are not followed.
    """

    def __init__(self, project: Project, carried: Iterable[str], ends: Iterable[str]) -> None:
        self._project = project
        self._known: dict[tuple[str, str, Path], frozenset[Thing]] = {}
        self._left = 0
        self._sites: dict[Thing, list[tuple[str, Pass]]] = {}
        self._carriers = Carriers(project, carried)
        self._ends = frozenset(ends)

    def begin(self) -> None:
        """Another module is looked at, with all steps left."""
        self._left = _STEPS

    def of(self, path: str, scope: str, steps: Path) -> frozenset[Thing]:
        """What an expression in a scope of a module may be."""
        return self._of(path, scope, steps, 0)

    def _of(self, path: str, scope: str, steps: Path, depth: int) -> frozenset[Thing]:
        key = (path, scope, steps)
        found = self._known.get(key)
        if found is not None:
            return found
        if depth > _DEEPEST or len(steps) > 16 or self._left <= 0:
            return _NOTHING
        self._left -= 1
        self._known[key] = _NOTHING  # what only leads to itself is nothing
        found = self._known[key] = frozenset(self._looked_up(path, scope, steps, depth + 1))
        return found

    def _looked_up(self, path: str, scope: str, steps: Path, depth: int) -> Iterator[Thing]:
        head, rest = steps[0], steps[1:]
        mark = head[0]
        if mark == "&":
            yield from self._inside(Thing("function", path, head[1:]), rest, depth)
        elif mark == "^":
            yield from self._inside(Thing("class", path, head[1:]), rest, depth)
        elif mark == "#":
            yield from self._argument(path, scope, head[1:], rest, depth)
        elif head == "self" and (made := owner(self._project.facts(path), scope)):
            found = False
            for thing in self._inside(Thing("object", path, made), rest, depth):
                found = True
                yield thing
            if not found and rest and rest[0] in WRAPPING:
                yield from self._off_carriers(steps, depth)
        elif head.startswith("require#"):
            target = self._project.resolve(head[8:], path)
            if target is not None:
                yield from self._inside(Thing("module", target, ""), rest, depth)
        else:
            yield from self._named(path, scope, steps, depth)

    def _named(self, path: str, scope: str, steps: Path, depth: int) -> Iterator[Thing]:
        head = steps[0]
        flows = by_head(self._project.facts(path))
        at, found = scope, False
        while True:
            if here := flows.get((at, head)):
                for thing in self._through(path, here, steps, depth):
                    found = True
                    yield thing
                break
            if not at:
                break
            at = at.rpartition(".")[0]
        else:
            here = None
        if not found and not here:
            for link in self._project.known_as(path, head):
                if link.to in self._project.files:
                    found = True
                    if link.name in ("", "*"):
                        yield from self._inside(Thing("module", link.to, ""), steps[1:], depth)
                    else:
                        yield from self._offered(link.to, link.name, steps[1:], depth)
        if not found and head in NAMES:
            yield from self._off_carriers(steps, depth)

    def _through(self, path: str, flows: Iterable[Flow], steps: Path, depth: int) -> Iterator[Thing]:
        """Follows what is known under the beginning of an expression."""
        for flow in flows:
            size = len(flow.target)
            if flow.target[-1] == "*" and flow.target[:-1] == steps[: size - 1] and len(steps) >= size:
                yield from self._of(path, flow.scope, flow.source + steps[size - 1 :], depth)
            elif flow.target == steps[:size] or ("[]" in steps and _matches(flow.target, steps)):
                yield from self._of(path, flow.scope, flow.source + steps[size:], depth)

    def _inside(self, thing: Thing, steps: Path, depth: int) -> Iterator[Thing]:
        """What further steps reach from a thing."""
        kind, path, name = thing
        if not steps:
            yield thing
            if kind == "module" and path in self._project.files:
                # `module.exports = (users) => ...`: a module that is one thing.
                yield from self._through(
                    path, by_head(self._project.facts(path)).get(("", "exports"), ()), ("exports",), depth
                )
            return
        if path not in self._project.files or depth > _DEEPEST:
            return
        step, rest = steps[0], steps[1:]
        if kind == "module":
            inner = self._project.python.submodule(path, step) if path.endswith(".py") else None
            if inner is not None:
                yield from self._inside(Thing("module", inner, ""), rest, depth + 1)
            elif step == "()":
                yield from self._through(
                    path, by_head(self._project.facts(path)).get(("", "exports"), ()), ("exports", *steps), depth
                )
            else:
                yield from self._offered(path, step, rest, depth)
        elif kind == "function":
            if step == "()" and not (path in self._ends and "." in name[1:]):
                found = by_head(self._project.facts(path)).get((name, "return"), ())
                yield from self._through(path, found, ("return", *rest), depth)
        elif step == "()":
            if kind == "class":
                yield from self._inside(Thing("object", path, name), rest, depth + 1)
        else:
            yield from self._member(thing, steps, depth)

    def _member(self, thing: Thing, steps: Path, depth: int) -> Iterator[Thing]:
        _, path, name = thing
        wanted = ("self", *steps)
        flows = by_head(self._project.facts(path))
        found = False
        for scope, here in of_objects(self._project.facts(path)):
            if scope == name or scope.startswith(f"{name}."):
                known = [flow for flow in here if len(flow.target) > 1 and flow.target[1] in (steps[0], "*")]
                found = found or bool(known)
                yield from self._through(path, known, wanted, depth)
        if not found:
            # A dataclass, or a view that is made with what it needs.
            for caller, handed in self._handed_to(Thing("class", path, name), depth):
                if handed.place == steps[0]:
                    yield from self._from_site(caller, handed, steps[1:], depth)
        for flow in flows.get((name, "<base>"), ()):
            outer = name.rpartition(".")[0]
            for above in self._of(path, outer, flow.source, depth):
                if above.kind == "class" and above != Thing("class", path, name):
                    yield from self._inside(Thing("object", above.path, above.name), steps, depth + 1)

    def _offered(self, path: str, name: str, steps: Path, depth: int) -> Iterator[Thing]:
        """What a module gives out under a name."""
        home, inner = self._project.origin(path, name)
        if home not in self._project.files:
            return
        if inner == "":
            yield from self._inside(Thing("module", home, ""), steps, depth + 1)
            return
        local = self._project.facts(home).exports.get(inner, inner)
        flows = by_head(self._project.facts(home))
        if here := flows.get(("", local)):
            yield from self._through(home, here, (local, *steps), depth)
        exported = flows.get(("", "exports"), ())
        if exported:
            yield from self._through(home, exported, ("exports", inner, *steps), depth)
            if inner == "default":
                plain = [flow for flow in exported if flow.target[1:2] != ("default",)]
                yield from self._through(home, plain, ("exports", *steps), depth)

    def _argument(self, path: str, scope: str, number: str, steps: Path, depth: int) -> Iterator[Thing]:
        outer, _, last = scope.rpartition(".")
        maker = Thing("class", path, outer) if last in ("__init__", "constructor") else Thing("function", path, scope)
        names = parameters(self._project.facts(path)).get((scope, f"#{number}"), ())
        for caller, handed in self._handed_to(maker, depth):
            if handed.place == number or handed.place in names:
                yield from self._from_site(caller, handed, steps, depth)

    def _from_site(self, caller: str, handed: Pass, steps: Path, depth: int) -> Iterator[Thing]:
        size = len(handed.inner)
        if handed.inner[-1:] == ("*",):
            if handed.inner[:-1] == steps[: size - 1]:
                yield from self._of(caller, handed.scope, handed.source + steps[size - 1 :], depth)
        elif handed.inner == steps[:size]:
            yield from self._of(caller, handed.scope, handed.source + steps[size:], depth)

    def _handed_to(self, maker: Thing, depth: int) -> list[tuple[str, Pass]]:
        """Every argument that is handed to a function or to the making of an object."""
        found = self._sites.get(maker)
        if found is None:
            found = self._sites[maker] = []
            last = maker.name.rpartition(".")[2]
            for caller in sorted(self._project.importers(maker.path) | {maker.path}):
                local = {link.local for link in self._project.links(caller) if link.to == maker.path}
                facts = self._project.facts(caller)
                passes = facts.flows.passes
                called = passes_by_callee(facts)
                words = (("last", last), *(("head", name) for name in local), ("head", "require#"))
                likely = {at for word in words for at in called.get(word, ())}
                if caller == maker.path and last.startswith("<"):
                    likely.update(at for at, handed in enumerate(passes) if len(handed.callee) == 1)
                for at in sorted(likely):
                    handed = passes[at]
                    if maker in self._of(caller, handed.scope, handed.callee, depth):
                        found.append((caller, handed))
        return found

    def _off_carriers(self, steps: Path, depth: int) -> Iterator[Thing]:
        """What the wiring hung on the app or the request under this name."""
        for path, scope, source in self._carriers.hung(steps):
            yield from self._of(path, scope, source, depth)


def _matches(target: Path, steps: Path) -> bool:
    """Whether steps lead through a target, `[]` through any key of it."""
    return len(steps) >= len(target) and all(
        step in ("[]", key) for key, step in zip(target, steps[: len(target)], strict=True)
    )
