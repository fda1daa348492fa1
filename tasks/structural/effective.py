"""What a setting is when the program runs as its start-up script says: names, calls and choices followed to texts."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from tasks.structural.data_files import DataFiles
from tasks.structural.facts import Call, FileFacts, FunctionFact, Value
from tasks.structural.project import Project
from tasks.structural.sql import engine_of_url

_DEEPEST = 24
_MOST = 400
"""Steps that one question may take: settings are made in a dozen."""
_MACHINE = frozenset({"HOME", "PATH", "USER", "PWD", "HOSTNAME", "TMPDIR", "LANG", "SHELL"})
_ENVIRONMENTS = frozenset({"process.env", "os.environ", "environ"})
_SAME = frozenset(
    {"toString", "replace", "strip", "lower", "upper", "trim", "toLowerCase", "render_as_string", "unicode_string",
     "get_secret_value", "resolve", "as_posix", "absolute", "href", "set", "update_query_dict", "expanduser", "rstrip"}
)  # fmt: skip
_SCHEMES = frozenset({"scheme", "drivername", "dialect", "default", "url", "dsn", "database_url", "value"})
_LOADS = frozenset(
    {"safe_load", "full_load", "load", "loads", "parse", "readJsonSync", "readJSON", "parseFile", "read"}
)


class Held(NamedTuple):
    """A value and where it stands; `frame` holds what the parameters of its function are given."""

    path: str
    scope: str
    value: Value
    frame: Mapping[str, Held] = {}


class Effective:
    """Follows values through a project; what only a request can tell is left out."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._data = DataFiles(project)
        self._steps = 0
        self._alive: dict[tuple[str, int], bool] = {}

    def texts(self, path: str, scope: str, value: Value) -> frozenset[str]:
        """The texts that a value can be; none where that is unknown."""
        self._steps = 0
        return frozenset(self._texts(Held(path, scope, value), 0))

    def entries(self, path: str, scope: str, value: Value) -> Iterator[tuple[str, str]]:
        """Keys and texts of the containers that a value can be; those of a container inside come with its key's dot."""
        self._steps = 0
        for held in self._of(Held(path, scope, value), 0):
            for key in self._keys(held):
                for inner in self._member(held, key, 1):
                    if inner.value.kind == "text":
                        yield key, inner.value.text
                    for below in self._keys(inner):
                        yield from ((f"{key}.{below}", text) for text in self._below(inner, below))

    def _below(self, held: Held, key: str) -> Iterator[str]:
        return (inner.value.text for inner in self._member(held, key, 1) if inner.value.kind == "text")

    def _keys(self, held: Held) -> Iterator[str]:
        if held.value.kind not in ("container", "other"):
            return
        for key, value in held.value.parts:
            if key != "**":
                yield key
                continue
            for spread in self._of(held._replace(value=value), 1):
                yield from (inner for inner, _ in spread.value.parts if inner != "**")

    def setting(self, key: str) -> frozenset[str]:
        """The texts that one of the framework's own settings, named in capitals, can be."""
        self._steps = 0
        return frozenset(text for held in self._setting(key, 0) for text in self._texts(held, 1))

    def runs(self, path: str, line: int) -> bool:
        """False where settings or the environment decide that this line doesn't run."""
        key = (path, line)
        known = self._alive.get(key)
        if known is None:
            self._alive[key] = True
            known = self._alive[key] = all(
                self.holds(Held(path, branch.scope, branch.test)) is not (not branch.holds)
                for branch in self._project.facts(path).branches
                if branch.first <= line <= branch.last
            )
        return known

    def holds(self, item: Held, depth: int = 0) -> bool | None:
        """Whether a condition holds, None where nobody knows."""
        value = item.value
        sides = [item._replace(value=side) for _, side in value.parts]
        if value.kind == "other":
            return {"True": True, "False": False}.get(value.name)
        if value.kind != "test":
            if value.kind == "name" and self._changes(item):
                return None
            found = {bool(text) for text in self._texts(item, depth + 1)} or {
                truth for held in self._of(item, depth + 1) if (truth := self._bare(held, depth)) is not None
            }
            return found.pop() if len(found) == 1 else None
        if value.text == "not":
            inner = self.holds(sides[0], depth + 1)
            return None if inner is None else not inner
        if value.text in ("and", "or"):
            each = [self.holds(side, depth + 1) for side in sides]
            decisive = value.text == "or"
            return decisive if decisive in each else None if None in each else not decisive
        if (
            value.text.endswith("within")
            and sides
            and sides[0].value.name.endswith(("sys.argv", "process.argv", "sys.modules"))
        ):
            given = {word for command in self._project.start.commands for word in command}
            return (sides[1].value.text in given) is (value.text == "within")
        left, *right = [set(self._texts(side, depth + 1)) for side in sides]
        known = {text for texts in right for text in texts}
        if not left or not known or any("{}" in text for text in left | known):
            return None
        found = {_compares(value.text, text, known) for text in left}
        return found.pop() if len(found) == 1 else None

    def _bare(self, held: Held, depth: int) -> bool | None:
        return self.holds(held, depth + 1) if held.value.kind in ("other", "test") and depth < _DEEPEST else None

    def _changes(self, item: Held) -> bool:
        """Whether a name holds something that the running program makes, such as a connection opened when asked."""
        head = item.value.name.split(".")[0]
        if head in ("self", "this", "cls"):
            return True
        facts, scope = self._project.facts(item.path), item.scope
        while True:
            given = facts.assigned.get(f"{scope}:{head}")
            if given is not None or not scope:
                return given is not None and (len(given) > 1 or given[0][1].kind == "call") and head == item.value.name
            scope = scope.rpartition(".")[0]

    def _texts(self, item: Held, depth: int) -> Iterator[str]:
        for held in self._of(item, depth):
            if held.value.kind == "text":
                yield from self._filled(held, depth)

    def _filled(self, held: Held, depth: int) -> Iterator[str]:
        """The text with its first gap filled, where that is known."""
        text = held.value.text
        if not text.startswith("{}") or not held.value.parts:
            yield text
            return
        found = list(self._texts(held._replace(value=held.value.parts[0][1]), depth + 1))
        yield from (first + text[2:] for first in found) if found else (text,)

    def _of(self, item: Held, depth: int) -> Iterator[Held]:
        """What a value can be in the end: texts, containers, classes and their objects."""
        self._steps += 1
        if depth > _DEEPEST or self._steps > _MOST:
            return
        value = item.value
        if value.test is not None:
            holds = self.holds(item._replace(value=value.test), depth + 1)
            if holds is not False:
                yield from self._of(
                    item._replace(value=msgspec.structs.replace(value, test=None, otherwise=None)), depth
                )
            if holds is not True and value.otherwise is not None:
                yield from self._of(item._replace(value=value.otherwise), depth + 1)
            return
        if value.kind == "env":
            yield from self._environment(item, depth)
            return
        found = list(self._plain(item, depth))
        if value.otherwise is not None and not any(held.value.text or held.value.kind != "text" for held in found):
            found = list(self._of(item._replace(value=value.otherwise), depth + 1))
        yield from found

    def _plain(self, item: Held, depth: int) -> Iterator[Held]:
        value = item.value
        if value.kind == "name" and value.name in _ENVIRONMENTS:
            yield item._replace(value=Value("other", name="<environment>"))
        elif value.kind == "name":
            yield from self._named(item, depth)
        elif value.kind == "index":
            keys = list(self._texts(item._replace(value=value.parts[0][1]), depth + 1))
            for base in self._of(item._replace(value=value.parts[1][1]), depth + 1):
                for key in keys:
                    yield from self._member(base, key, depth + 1)
            if len(keys) == 1 and keys[0].isupper():
                yield from self._setting(keys[0], depth + 1)
        elif value.kind == "call":
            yield from self._called(item, depth)
        elif value.kind in ("text", "container") or value.parts or value.name:
            yield item

    def _environment(self, item: Held, depth: int) -> Iterator[Held]:
        value, env = item.value, self._project.start.env
        names = [value.name]
        if not value.name and value.parts:
            names = list(self._texts(item._replace(value=value.parts[0][1]), depth + 1))
        given = [env[name] for name in names if name in env]
        if given:
            yield from (item._replace(value=Value("text", text)) for text in given)
        elif value.otherwise is not None:
            yield from self._of(item._replace(value=value.otherwise), depth + 1)
        elif value.text or not set(names) & _MACHINE:
            yield item._replace(value=Value("text", value.text))

    def _named(self, item: Held, depth: int) -> Iterator[Held]:
        head, *rest = re.sub(r"\(\)|\[\]", "", item.value.name).split(".")
        found = list(self._looked_up(item, head, depth + 1))
        for part in rest:
            found = [held for base in found for held in self._member(base, part, depth + 1)]
        if not found and rest and rest[-1].isupper():
            found = list(self._setting(rest[-1], depth + 1))
        if not found and rest:
            found = list(self._configured(item.path, head, rest, depth))
        yield from found

    def _configured(self, path: str, head: str, keys: list[str], depth: int) -> Iterator[Held]:
        """`config.get("db.host")` of Node.js's package `config`: the first of its files that says it."""
        for value in self._data.of_node_config(path, head):
            found = [Held(path, "", value)]
            for key in keys:
                found = [held for base in found for held in self._member(base, key, depth + 1)]
            if found:
                yield from found
                return

    def _looked_up(self, item: Held, head: str, depth: int) -> Iterator[Held]:
        """What a bare name means where it stands: a parameter, a variable, a class, something imported."""
        if depth > _DEEPEST:
            return
        if head in item.frame:
            yield from self._of(item.frame[head], depth + 1)
            return
        facts = self._project.facts(item.path)
        if head in ("self", "this", "cls"):
            yield item._replace(value=Value("other", name=item.scope.split(".")[0]))
            return
        scope = item.scope
        while scope:
            found = list(self._assigned(item, facts, f"{scope}:{head}", scope, depth))
            if found:
                yield from found
                return
            function = next((one for one in facts.functions if one.name == scope), None)
            if function is not None and (head in function.params or any(head == name for name, _ in function.defaults)):
                yield from self._parameter(item, function, head, depth)
                return
            scope = scope.rpartition(".")[0]
        yield from self._of_module(item.path, head, depth)

    def _of_module(self, path: str, name: str, depth: int) -> Iterator[Held]:
        if depth > _DEEPEST:
            return
        facts = self._project.facts(path)
        local = facts.exports.get(name, name)
        here = Held(path, "", Value("other"))
        found = list(self._assigned(here, facts, f":{local}", "", depth))
        if not found and local in facts.bindings:
            found = list(self._of(here._replace(value=facts.bindings[local]), depth + 1))
        if not found and local in {*(one.name for one in facts.classes), *(one.name for one in facts.functions)}:
            found = [here._replace(value=Value("other", name=local))]
        if found:
            yield from found
            return
        for link in self._project.links(path):
            if link.local == local and (link.to, link.name) != (path, name):
                if link.to not in self._project.files:
                    yield from (Held(link.to, "", value) for value in self._data.named(link.to))
                elif link.name:
                    yield from self._of_module(link.to, link.name, depth + 1)
                else:
                    yield Held(link.to, "", Value("other", name="<module>"))
                    yield from self._of_module(link.to, "default", depth + 1)
                return

    def _assigned(self, item: Held, facts: FileFacts, key: str, scope: str, depth: int) -> Iterator[Held]:
        for line, value in facts.assigned.get(key, ()):
            if self.runs(item.path, line):
                yield from self._of(item._replace(scope=scope, value=value), depth + 1)

    def _parameter(self, item: Held, function: FunctionFact, name: str, depth: int) -> Iterator[Held]:
        """What callers give for a parameter, else its default."""
        simple = function.name.rsplit(".", 1)[-1]
        method = function.params[:1] in (("self",), ("cls",))
        if simple in ("__init__", "constructor"):
            simple = function.name.split(".")[-2] if "." in function.name else simple
        at = function.params.index(name) - method if name in function.params else -1
        given = False
        for path, call in self._calls.get(simple, ())[:6]:
            if not self.runs(path, call.line):
                continue
            value = call.keyword(name) or (call.args[at] if 0 <= at < len(call.args) else None)
            if value is not None:
                given = True
                yield from self._of(Held(path, call.scope, value), depth + 1)
        default = dict(function.defaults).get(name)
        if not given and default is not None:
            yield from self._of(item._replace(scope=function.name, value=default, frame={}), depth + 1)

    @functools.cached_property
    def _calls(self) -> dict[str, list[tuple[str, Call]]]:
        found: dict[str, list[tuple[str, Call]]] = {}
        for path in self._project.running:
            for call in self._project.facts(path).calls:
                found.setdefault(call.name.rpartition(".")[2], []).append((path, call))
        return found

    def _member(self, base: Held, key: str, depth: int) -> Iterator[Held]:
        value = base.value
        if value.name == "<environment>":
            yield from self._environment(base._replace(value=Value("env", name=key)), depth)
        elif value.name == "<module>":
            yield from self._of_module(base.path, key, depth + 1)
        elif value.kind == "container" or (value.kind == "other" and value.parts):
            yield from self._entry(base, key, depth)
        elif value.kind == "other" and value.name:
            yield from self._of_class(base, key, depth)

    def _entry(self, base: Held, key: str, depth: int) -> Iterator[Held]:
        env = self._project.start.env
        if key.isupper() and key in env:
            yield base._replace(value=Value("text", env[key]))
            return
        for name, value in reversed(base.value.parts):
            if name == key:
                yield from self._of(base._replace(value=value), depth + 1)
                return
            if name == "**":
                spread = list(self._of(base._replace(value=value), depth + 1))
                if found := [held for inner in spread for held in self._member(inner, key, depth + 1)]:
                    yield from found
                    return

    def _of_class(self, base: Held, key: str, depth: int) -> Iterator[Held]:
        """A field of a class or of its objects; settings classes ask the environment first."""
        facts, name = self._project.facts(base.path), base.value.name
        made = next((known for known in facts.classes if known.name == name), None)
        if made is None or depth > _DEEPEST:
            return
        settings = any(parent.endswith("Settings") for parent in made.bases)
        env = self._project.start.env
        given = next((env[one] for one in env if one.lower() == key.lower()), None) if settings else None
        if given is not None:
            yield base._replace(value=Value("text", given))
            return
        inner_makers = {f"{name}.__init__", f"{name}.constructor"} & {item.name for item in facts.functions}
        if key in base.frame and not inner_makers:
            yield from self._of(base.frame[key], depth + 1)
            return
        bound = facts.bindings.get(f"{name}.{key}")
        if bound is not None:
            inner = "__init__" if f"{name}.__init__" in {item.name for item in facts.functions} else "constructor"
            scope = f"{name}.{inner}"
            yield from self._of(Held(base.path, scope, bound, base.frame), depth + 1)
            return
        for function in facts.functions:
            if function.name == f"{name}.{key}":
                yield from self._given_back(base.path, function, {"self": base, "this": base, "cls": base}, depth)
                return
        for parent in made.bases:
            for held in self._looked_up(Held(base.path, "", Value("other")), parent.split(".")[0], depth + 1):
                yield from self._member(held, key, depth + 1)

    def _given_back(self, path: str, function: FunctionFact, frame: Mapping[str, Held], depth: int) -> Iterator[Held]:
        for line, value in function.gives:
            if self.runs(path, line):
                yield from self._of(Held(path, function.name, value, frame), depth + 1)

    def _called(self, item: Held, depth: int) -> Iterator[Held]:
        value = item.value
        head, _, tail = value.name.rpartition(".")
        parts = [(key, item._replace(value=given)) for key, given in value.parts]
        if "." not in value.name:
            known = list(self._looked_up(item, value.name, depth + 1))
        else:
            known = list(self._named(item._replace(value=Value("name", name=value.name)), depth + 1))
        for held in known:
            function = self._function(held)
            if function is not None:
                frame = {name: arg for name, (key, arg) in zip(function.params, parts, strict=False) if not key}
                frame.update({key: arg for key, arg in parts if key})
                frame.update({name: held._replace(value=v) for name, v in function.defaults if name not in frame})
                yield from self._given_back(held.path, function, frame, depth)
            elif held.value.kind == "other" and held.value.name:
                yield held._replace(frame=self._made_with(held, parts))
        if known:
            return
        if tail in ("get", "getattr", "pop", "value") or value.name == "getattr":
            yield from self._fetched(item, head, parts, depth)
        elif tail in _SAME and head:
            yield from self._named(item._replace(value=Value("name", name=head)), depth + 1)
        elif tail in _LOADS and (read := list(self._data.loaded(self._said(parts, depth)))):
            yield from (item._replace(value=found) for found in read)
        else:
            yield from self._passed_through(parts, depth)

    def _said(self, parts: list[tuple[str, Held]], depth: int) -> Iterator[str]:
        return (text for _, arg in parts for text in self._texts(arg, depth + 1))

    def _made_with(self, held: Held, parts: list[tuple[str, Held]]) -> dict[str, Held]:
        """What the parameters of a constructor, or the fields of a dataclass, are given."""
        facts, name = self._project.facts(held.path), held.value.name
        makers = [item for item in facts.functions if item.name in (f"{name}.__init__", f"{name}.constructor")]
        made = next((item for item in facts.classes if item.name == name), None)
        fields: tuple[str, ...] = made.members if made is not None else ()
        if makers:
            fields = makers[0].params[1:] if makers[0].params[:1] == ("self",) else makers[0].params
        plain = (arg for key, arg in parts if not key)
        return {**dict(zip(fields, plain, strict=False)), **{key: arg for key, arg in parts if key}}

    def _function(self, held: Held) -> FunctionFact | None:
        if held.value.kind != "other" or not held.value.name:
            return None
        functions = self._project.facts(held.path).functions
        return next((item for item in functions if item.name == held.value.name), None)

    def _fetched(self, item: Held, head: str, parts: list[tuple[str, Held]], depth: int) -> Iterator[Held]:
        """`config.get("key", default)`, `getattr(config, "key", default)`."""
        given = [arg for key, arg in parts if not key]
        bases: Iterable[Held] = ()
        if not head and given:
            bases, given = self._of(given[0], depth + 1), given[1:]
        elif head:
            bases = self._named(item._replace(value=Value("name", name=head)), depth + 1)
        keys = [text for arg in given[:1] for text in self._texts(arg, depth + 1)]
        found: list[Held] = list(bases)
        for part in keys[0].split(".") if keys else ():
            found = [held for base in found for held in self._member(base, part, depth + 1)]
        if not found and keys:
            found = list(self._configured(item.path, head.split(".")[0], keys[0].split("."), depth))
        if not found and keys and keys[0].isupper():
            found = list(self._setting(keys[0], depth + 1))
        if not found and len(given) > 1:
            found = list(self._of(given[1], depth + 1))
        yield from found

    def _passed_through(self, parts: list[tuple[str, Held]], depth: int) -> Iterator[Held]:
        """Somebody else's function makes an address of what it is given: `URL.create`, `make_url`, `env.db`."""
        for key, arg in parts:
            for held in self._of(arg, depth + 1):
                if held.value.kind == "container" or (held.value.kind == "other" and held.value.name):
                    if not key:
                        yield held
                elif held.value.kind == "text":
                    text = held.value.text
                    if key.lower() in _SCHEMES and re.fullmatch(r"[a-z][\w+]*", text):
                        yield held._replace(value=Value("text", f"{text}://{{}}"))
                    elif engine_of_url(text) is not None or not key or key.lower() in _SCHEMES or ":memory:" in text:
                        yield held

    def _setting(self, key: str, depth: int) -> Iterator[Held]:
        """A key in capitals of the framework's own settings, wherever running code puts it."""
        if depth > _DEEPEST:
            return
        loaded = [held for source in self._settings_objects for held in self._of(source, depth + 1)]
        found = [held for source in loaded for held in self._member(source, key, depth + 1)]
        for path in () if found else self._project.running:
            facts = self._project.facts(path)
            here = Held(path, "", Value("other"))
            for name, value in facts.bindings.items():
                if name == key or (name.endswith(f".{key}") and not loaded and "test" not in name.lower()):
                    found.extend(self._of(here._replace(value=value), depth + 1))
        for path in self._project.running:
            facts = self._project.facts(path)
            for line, value in facts.assigned.get(f"[{key}]", ()):
                if self.runs(path, line):
                    scope = next((f.name for f in facts.functions if f.line <= line <= f.end), "")
                    found.extend(self._of(Held(path, scope, value), depth + 1))
            for call in facts.calls:
                if call.name.endswith((".from_mapping", ".update")) and (value_given := call.keyword(key)) is not None:
                    found.extend(self._of(Held(path, call.scope, value_given), depth + 1))
        yield from found

    @functools.cached_property
    def _settings_objects(self) -> list[Held]:
        """What `app.config.from_object(...)` is given in running code."""
        return [
            Held(path, call.scope, call.args[0])
            for path in self._project.running
            for call in self._project.facts(path).calls
            if call.name.endswith(".from_object") and call.args and self.runs(path, call.line)
        ]


def _compares(word: str, text: str, known: set[str]) -> bool:
    if word in ("==", "in"):
        return text in known
    if word in ("!=", "not in"):
        return text not in known
    if word == "startswith":
        return text.startswith(tuple(known))
    if word == "endswith":
        return text.endswith(tuple(known))
    within = any(part in text for part in known)
    return within if word == "within" else not within
