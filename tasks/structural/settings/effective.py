"""What a setting is when the program runs as its start-up script says: a text, or the entries of a container."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from tasks.structural.facts import Value
from tasks.structural.settings.conditions import Conditions
from tasks.structural.settings.held import DEEPEST, Held

_MOST = 400
"""Steps that one question may take: settings are made in a dozen."""
_MOST_OF_ALL = 40_000
"""Steps for one tree, after which settings count as unknown: half a second."""
_ENVIRONMENTS = frozenset({"process.env", "os.environ", "environ"})


class Effective(Conditions):
    """Follows values through a project; what only a request can tell is left out."""

    def texts_at(self, path: str, scope: str, value: Value) -> frozenset[str]:
        """The texts that a value can be; none where that is unknown."""
        self.steps = 0
        return frozenset(self.texts(Held(path, scope, value), 0))

    def entries(self, path: str, scope: str, value: Value) -> Iterator[tuple[str, str]]:
        """Keys and texts of the containers that a value can be; those of a container inside come with its key's dot."""
        self.steps = 0
        for held in self.of(Held(path, scope, value), 0):
            for key in self._keys(held):
                for inner in self.member(held, key, 1):
                    if inner.value.kind == "text":
                        yield key, inner.value.text
                    for below in self._keys(inner):
                        yield from ((f"{key}.{below}", text) for text in self._below(inner, below))

    def _below(self, held: Held, key: str) -> Iterator[str]:
        return (inner.value.text for inner in self.member(held, key, 1) if inner.value.kind == "text")

    def _keys(self, held: Held) -> Iterator[str]:
        if held.value.kind not in ("container", "other"):
            return
        for key, value in held.value.parts:
            if key != "**":
                yield key
                continue
            for spread in self.of(held._replace(value=value), 1):
                yield from (inner for inner, _ in spread.value.parts if inner != "**")

    def setting_texts(self, key: str) -> frozenset[str]:
        """The texts that one of the framework's own settings, named in capitals, can be."""
        self.steps = 0
        return frozenset(text for held in self.setting(key, 0) for text in self.texts(held, 1))

    def of(self, item: Held, depth: int) -> Iterator[Held]:
        """What a value can be in the end: texts, containers, classes and their objects."""
        self.steps += 1
        self.total += 1
        if depth > DEEPEST or self.steps > _MOST or self.total > _MOST_OF_ALL:
            return
        value = item.value
        if value.test is not None:
            holds = self.holds(item._replace(value=value.test), depth + 1)
            if holds is not False:
                yield from self.of(
                    item._replace(value=msgspec.structs.replace(value, test=None, otherwise=None)), depth
                )
            if holds is not True and value.otherwise is not None:
                yield from self.of(item._replace(value=value.otherwise), depth + 1)
            return
        if value.kind == "env":
            yield from self.environment(item, depth)
            return
        found = list(self._plain(item, depth))
        if value.otherwise is not None and not any(held.value.text or held.value.kind != "text" for held in found):
            found = list(self.of(item._replace(value=value.otherwise), depth + 1))
        yield from found

    def _plain(self, item: Held, depth: int) -> Iterator[Held]:
        value = item.value
        if value.kind == "name" and value.name in _ENVIRONMENTS:
            yield item._replace(value=Value("other", name="<environment>"))
        elif value.kind == "name":
            yield from self.named(item, depth)
        elif value.kind == "index":
            keys = list(self.texts(item._replace(value=value.parts[0][1]), depth + 1))
            for base in self.of(item._replace(value=value.parts[1][1]), depth + 1):
                for key in keys:
                    yield from self.member(base, key, depth + 1)
            if len(keys) == 1 and keys[0].isupper():
                yield from self.setting(keys[0], depth + 1)
        elif value.kind == "call":
            yield from self.called(item, depth)
        elif value.kind in ("text", "container") or value.parts or value.name:
            yield item
