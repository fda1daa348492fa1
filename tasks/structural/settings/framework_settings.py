"""The settings of a framework: keys in capitals that running code puts where the framework looks."""

from __future__ import annotations

import functools
import posixpath
from collections import defaultdict
from collections.abc import Iterator

from tasks.structural.facts import Call, Value
from tasks.structural.settings.calls import Calls
from tasks.structural.settings.held import DEEPEST, Held
from tasks.structural.sources import folder_of

_FILL = (".from_mapping", ".update")
_OBJECTS = (".from_object",)
_READ = (".from_pyfile", ".from_file", ".from_json")


class FrameworkSettings(Calls):
    """Finds what `app.config["KEY"]` holds."""

    def setting(self, key: str, depth: int) -> Iterator[Held]:
        """A key in capitals of the framework's own settings, wherever running code puts it."""
        if depth > DEEPEST:
            return
        loaded = list(self._loaded(depth))
        # Files come last in what people write, over the defaults of an object.
        found = [held for source in self._files(depth) for held in self.member(source, key, depth + 1)]
        found = found or [held for source in loaded for held in self.member(source, key, depth + 1)]
        for name, held in () if found else self._written[key]:
            if "." not in name or not (loaded or "test" in name.lower()):
                found.extend(self.of(held, depth + 1))
        for held in self._put[key]:
            found.extend(self.of(held, depth + 1))
        yield from found

    def _loaded(self, depth: int) -> Iterator[Held]:
        """The classes, objects and modules that `from_object` is given, by themselves or by their dotted names."""
        for source in self._given_to(_OBJECTS):
            for held in self.of(source, depth + 1):
                if held.value.kind != "text":
                    yield held
                    continue
                module, _, name = held.value.text.rpartition(".")
                if (path := self.project.python.absolute(held.value.text, held.path)) is not None:
                    yield Held(path, "", Value("other", name="<module>"))
                elif module and (path := self.project.python.absolute(module, held.path)) is not None:
                    yield from self.of_module(path, name, depth + 1)

    def _files(self, depth: int) -> Iterator[Held]:
        """The files of the tree that `from_pyfile("../config.py")` and `from_file("config.toml", load=...)` read."""
        for source in self._given_to(_READ):
            for text in self.texts(source, depth + 1):
                path = self._file(text.rpartition("{}")[2].lstrip("./"), folder_of(source.path))
                if path in self.project.files:
                    yield Held(path, "", Value("other", name="<module>"))
                else:
                    yield from (Held(path, "", value) for value in self.data.named(path))

    def _file(self, name: str, folder: str) -> str:
        """The file that is meant: the one of the instance goes before those beside the code; empty where none is."""
        every = {*self.project.files, *self.project.data}
        near = [path for path in (posixpath.join(folder, name), name) if path in every]
        far = sorted(path for path in every if name and path.endswith(f"/{name}"))
        of_instance = [path for path in far if path.endswith(f"instance/{name}")]
        return next(iter((*of_instance, *near, *far)), "")

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

    def _given_to(self, endings: tuple[str, ...]) -> Iterator[Held]:
        """The first argument of each such call in running code."""
        for path, call in self._calls_that_load:
            if call.name.endswith(endings):
                yield Held(path, call.scope, call.args[0])

    @functools.cached_property
    def _calls_that_load(self) -> list[tuple[str, Call]]:
        return [
            (path, call)
            for path in self.project.running
            for call in self.project.facts(path).calls
            if call.name.endswith((*_OBJECTS, *_READ)) and call.args and self.runs(path, call.line)
        ]
