"""What stands under a key: entries of containers, fields of classes, variables of the environment."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.structural.facts import Value
from tasks.structural.settings.held import DEEPEST, Held
from tasks.structural.settings.names import Names
from tasks.structural.settings.settings_classes import variable

_MACHINE = frozenset({"HOME", "PATH", "USER", "PWD", "HOSTNAME", "TMPDIR", "LANG", "SHELL"})
"""Variables that every machine sets."""


class Members(Names):
    """Follows keys into what holds them."""

    def member(self, base: Held, key: str, depth: int) -> Iterator[Held]:
        value = base.value
        if value.name == "<environment>":
            yield from self.environment(base._replace(value=Value("env", name=key)), depth)
        elif value.name == "<module>":
            yield from self.of_module(base.path, key, depth + 1)
        elif value.kind == "container" or (value.kind == "other" and value.parts):
            yield from self._entry(base, key, depth)
        elif value.kind == "other" and value.name:
            yield from self._of_class(base, key, depth)

    def _entry(self, base: Held, key: str, depth: int) -> Iterator[Held]:
        env = self.project.start.env
        if key.isupper() and key in env:
            yield base._replace(value=Value("text", env[key]))
            return
        for name, value in reversed(base.value.parts):
            if name == key:
                yield from self.of(base._replace(value=value), depth + 1)
                return
            if name == "**":
                spread = list(self.of(base._replace(value=value), depth + 1))
                if found := [held for inner in spread for held in self.member(inner, key, depth + 1)]:
                    yield from found
                    return

    def _of_class(self, base: Held, key: str, depth: int) -> Iterator[Held]:
        """A field of a class or of its objects; settings classes ask the environment first."""
        facts, name = self.project.facts(base.path), base.value.name
        made = facts.class_named(name)
        if made is None or depth > DEEPEST:
            return
        env, asked = self.project.start.env, variable(facts, name, key)
        given = next((env[one] for one in env if one.upper() == asked), None)
        if given is not None:
            yield base._replace(value=Value("text", given))
            return
        maker = next(filter(facts.function_named, (f"{name}.__init__", f"{name}.constructor")), None)
        if key in base.frame and maker is None:
            yield from self.of(base.frame[key], depth + 1)
            return
        bound = facts.bindings.get(f"{name}.{key}")
        if bound is not None:
            yield from self.of(Held(base.path, maker or name, bound, base.frame), depth + 1)
            return
        if (function := facts.function_named(f"{name}.{key}")) is not None:
            yield from self.given_back(base.path, function, {"self": base, "this": base, "cls": base}, depth)
            return
        for parent in made.bases:
            for held in self.looked_up(Held(base.path, "", Value("other")), parent.split(".")[0], depth + 1):
                yield from self.member(held, key, depth + 1)

    def environment(self, item: Held, depth: int) -> Iterator[Held]:
        value, env = item.value, self.project.start.env
        names = [value.name]
        if not value.name and value.parts:
            names = list(self.texts(item._replace(value=value.parts[0][1]), depth + 1))
        given = [env[name] for name in names if name in env]
        if given:
            yield from (item._replace(value=Value("text", text)) for text in given)
        elif value.otherwise is not None:
            yield from self.of(item._replace(value=value.otherwise), depth + 1)
        elif value.text or not set(names) & _MACHINE:
            yield item._replace(value=Value("text", value.text))
