"""The settings of a framework: keys in capitals that running code puts where the framework looks."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator

from tasks.structural.facts import Value
from tasks.structural.settings.calls import Calls
from tasks.structural.settings.held import DEEPEST, Held

_FILL = (".from_mapping", ".update")


class FrameworkSettings(Calls):
    """Finds what `app.config["KEY"]` holds."""

    def setting(self, key: str, depth: int) -> Iterator[Held]:
        """A key in capitals of the framework's own settings, wherever running code puts it."""
        if depth > DEEPEST:
            return
        loaded = list(self._loaded(depth))
        found = [held for source in loaded for held in self.member(source, key, depth + 1)]
        for name, held in () if found else self._written[key]:
            if "." not in name or not (loaded or "test" in name.lower()):
                found.extend(self.of(held, depth + 1))
        for held in self._put[key]:
            found.extend(self.of(held, depth + 1))
        yield from found

    def _loaded(self, depth: int) -> Iterator[Held]:
        """The classes, objects and modules that `from_object` is given, by themselves or by their dotted names."""
        for source in self._settings_objects:
            for held in self.of(source, depth + 1):
                if held.value.kind != "text":
                    yield held
                    continue
                module, _, name = held.value.text.rpartition(".")
                if (path := self.project.python.absolute(held.value.text, held.path)) is not None:
                    yield Held(path, "", Value("other", name="<module>"))
                elif module and (path := self.project.python.absolute(module, held.path)) is not None:
                    yield from self.of_module(path, name, depth + 1)

    @functools.cached_property
    def _written(self) -> dict[str, list[tuple[str, Held]]]:
        """Variables in capitals of modules and classes, by their last word."""
        found: dict[str, list[tuple[str, Held]]] = defaultdict(list)
        for path in self.project.running:
            for name, value in self.project.facts(path).bindings.items():
                key = name.rpartition(".")[2]
                if key.isupper():
                    found[key].append((name, Held(path, "", value)))
        return found

    @functools.cached_property
    def _put(self) -> dict[str, list[Held]]:
        """What running code puts into settings: `app.config["KEY"] = ...`, `app.config.update(KEY=...)`."""
        found: dict[str, list[Held]] = defaultdict(list)
        for path in self.project.running:
            facts = self.project.facts(path)
            for name, given in facts.assigned.items():
                key = name[1:-1]
                for line, value in given if name.startswith("[") and key.isupper() else ():
                    if self.runs(path, line):
                        found[key].append(Held(path, facts.around(line), value))
            for call in facts.calls:
                if call.name.endswith(_FILL) and call.keywords and self.runs(path, call.line):
                    for key, value in call.keywords:
                        found[key].append(Held(path, call.scope, value))
        return found

    @functools.cached_property
    def _settings_objects(self) -> list[Held]:
        """What `app.config.from_object(...)` is given in running code."""
        return [
            Held(path, call.scope, call.args[0])
            for path in self.project.running
            for call in self.project.facts(path).calls
            if call.name.endswith(".from_object") and call.args and self.runs(path, call.line)
        ]
