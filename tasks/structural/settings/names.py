"""What a name means where it stands: a parameter, a variable, a class, something imported."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from tasks.structural.facts import Call, FileFacts, FunctionFact, Value
from tasks.structural.settings.held import DEEPEST, Followed, Held


class Names(Followed):
    """Follows names through functions and modules."""

    def named(self, item: Held, depth: int) -> Iterator[Held]:
        head, *rest = re.sub(r"\(\)|\[\]", "", item.value.name).split(".")
        found = list(self.looked_up(item, head, depth + 1))
        for part in rest:
            found = [held for base in found for held in self.member(base, part, depth + 1)]
        if not found and rest and rest[-1].isupper():
            found = list(self.setting(rest[-1], depth + 1))
        if not found and rest:
            found = list(self.configured(item.path, head, rest, depth))
        yield from found

    def configured(self, path: str, head: str, keys: list[str], depth: int) -> Iterator[Held]:
        """`config.get("db.host")` of Node.js's package `config`: the first of its files that says it."""
        for value in self.data.of_node_config(path, head):
            found = [Held(path, "", value)]
            for key in keys:
                found = [held for base in found for held in self.member(base, key, depth + 1)]
            if found:
                yield from found
                return

    def looked_up(self, item: Held, head: str, depth: int) -> Iterator[Held]:
        """What a bare name means where it stands: a parameter, a variable, a class, something imported."""
        if depth > DEEPEST:
            return
        if head in item.frame:
            yield from self.of(item.frame[head], depth + 1)
            return
        facts = self.project.facts(item.path)
        if head in ("self", "this", "cls"):
            yield item._replace(value=Value("other", name=item.scope.split(".")[0]))
            return
        scope = item.scope
        while scope:
            found = list(self._assigned(item, facts, f"{scope}:{head}", scope, depth))
            if found:
                yield from found
                return
            function = facts.function_named(scope)
            if function is not None and (head in function.params or any(head == name for name, _ in function.defaults)):
                yield from self._parameter(item, function, head, depth)
                return
            scope = scope.rpartition(".")[0]
        yield from self.of_module(item.path, head, depth)

    def of_module(self, path: str, name: str, depth: int) -> Iterator[Held]:
        if depth > DEEPEST:
            return
        facts = self.project.facts(path)
        local = facts.exports.get(name, name)
        here = Held(path, "", Value("other"))
        found = list(self._assigned(here, facts, f":{local}", "", depth))
        if not found and local in facts.bindings:
            found = list(self.of(here._replace(value=facts.bindings[local]), depth + 1))
        if not found and local in {*(one.name for one in facts.classes), *(one.name for one in facts.functions)}:
            found = [here._replace(value=Value("other", name=local))]
        if found:
            yield from found
            return
        for link in self.project.known_as(path, local):
            if (link.to, link.name) != (path, name):
                if link.to not in self.project.files:
                    yield from (Held(link.to, "", value) for value in self.data.named(link.to))
                elif link.name:
                    yield from self.of_module(link.to, link.name, depth + 1)
                else:
                    yield Held(link.to, "", Value("other", name="<module>"))
                    yield from self.of_module(link.to, "default", depth + 1)
                return

    def _assigned(self, item: Held, facts: FileFacts, key: str, scope: str, depth: int) -> Iterator[Held]:
        for line, value in facts.assigned.get(key, ()):
            if self.runs(item.path, line):
                yield from self.of(item._replace(scope=scope, value=value), depth + 1)

    def _parameter(self, item: Held, function: FunctionFact, name: str, depth: int) -> Iterator[Held]:
        """What callers give for a parameter, else its default."""
        simple = function.name.rsplit(".", 1)[-1]
        method = function.params[:1] in (("self",), ("cls",))
        if simple in ("__init__", "constructor"):
            simple = function.name.split(".")[-2] if "." in function.name else simple
        at = function.params.index(name) - method if name in function.params else -1
        given = False
        for path, call in self.calls.get(simple, ())[:6]:
            if not self.runs(path, call.line):
                continue
            value = call.keyword(name) or (call.args[at] if 0 <= at < len(call.args) else None)
            if value is not None:
                given = True
                yield from self.of(Held(path, call.scope, value), depth + 1)
        default = dict(function.defaults).get(name)
        if not given and default is not None:
            yield from self.of(item._replace(scope=function.name, value=default, frame={}), depth + 1)

    @functools.cached_property
    def calls(self) -> dict[str, list[tuple[str, Call]]]:
        found: dict[str, list[tuple[str, Call]]] = {}
        for path in self.project.running:
            for call in self.project.facts(path).calls:
                found.setdefault(call.name.rpartition(".")[2], []).append((path, call))
        return found
