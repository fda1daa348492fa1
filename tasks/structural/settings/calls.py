"""What calls give: functions and classes of the tree, getters, parsers of files, makers of addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tasks.structural.facts import FunctionFact, Value
from tasks.structural.settings.held import Held
from tasks.structural.settings.members import Members
from tasks.structural.sql import engine_of_url

_SAME = frozenset(
    {"toString", "replace", "strip", "lower", "upper", "trim", "toLowerCase", "render_as_string", "unicode_string",
     "get_secret_value", "resolve", "as_posix", "absolute", "href", "set", "update_query_dict", "expanduser", "rstrip"}
)  # fmt: skip
_SCHEMES = frozenset({"scheme", "drivername", "dialect", "default", "url", "dsn", "database_url", "value"})
_LOADS = frozenset(
    {"safe_load", "full_load", "load", "loads", "parse", "readJsonSync", "readJSON", "parseFile", "read"}
)


class Calls(Members):
    """Follows calls to what they return."""

    def called(self, item: Held, depth: int) -> Iterator[Held]:
        value = item.value
        head, _, tail = value.name.rpartition(".")
        parts = [(key, item._replace(value=given)) for key, given in value.parts]
        if "." not in value.name:
            known = list(self.looked_up(item, value.name, depth + 1))
        else:
            known = list(self.named(item._replace(value=Value("name", name=value.name)), depth + 1))
        for held in known:
            function = self._function(held)
            if function is not None:
                frame = {name: arg for name, (key, arg) in zip(function.params, parts, strict=False) if not key}
                frame.update({key: arg for key, arg in parts if key})
                frame.update({name: held._replace(value=v) for name, v in function.defaults if name not in frame})
                yield from self.given_back(held.path, function, frame, depth)
            elif held.value.kind == "other" and held.value.name:
                yield held._replace(frame=self._made_with(held, parts))
        if known:
            return
        if tail in ("get", "getattr", "pop", "value") or value.name == "getattr":
            yield from self._fetched(item, head, parts, depth)
        elif tail in _SAME and head:
            yield from self.named(item._replace(value=Value("name", name=head)), depth + 1)
        elif tail in _LOADS and (read := list(self.data.loaded(self._said(parts, depth)))):
            yield from (item._replace(value=found) for found in read)
        else:
            yield from self._passed_through(parts, depth)

    def _said(self, parts: list[tuple[str, Held]], depth: int) -> Iterator[str]:
        return (text for _, arg in parts for text in self.texts(arg, depth + 1))

    def _made_with(self, held: Held, parts: list[tuple[str, Held]]) -> dict[str, Held]:
        """What the parameters of a constructor, or the fields of a dataclass, are given."""
        facts, name = self.project.facts(held.path), held.value.name
        makers = [item for item in facts.functions if item.name in (f"{name}.__init__", f"{name}.constructor")]
        made = facts.class_named(name)
        fields: tuple[str, ...] = made.members if made is not None else ()
        if makers:
            fields = makers[0].params[1:] if makers[0].params[:1] == ("self",) else makers[0].params
        plain = (arg for key, arg in parts if not key)
        return {**dict(zip(fields, plain, strict=False)), **{key: arg for key, arg in parts if key}}

    def _function(self, held: Held) -> FunctionFact | None:
        if held.value.kind != "other" or not held.value.name:
            return None
        return self.project.facts(held.path).function_named(held.value.name)

    def _fetched(self, item: Held, head: str, parts: list[tuple[str, Held]], depth: int) -> Iterator[Held]:
        """`config.get("key", default)`, `getattr(config, "key", default)`."""
        given = [arg for key, arg in parts if not key]
        bases: Iterable[Held] = ()
        if not head and given:
            bases, given = self.of(given[0], depth + 1), given[1:]
        elif head:
            bases = self.named(item._replace(value=Value("name", name=head)), depth + 1)
        keys = [text for arg in given[:1] for text in self.texts(arg, depth + 1)]
        found: list[Held] = list(bases)
        for part in keys[0].split(".") if keys else ():
            found = [held for base in found for held in self.member(base, part, depth + 1)]
        if not found and keys:
            found = list(self.configured(item.path, head.split(".")[0], keys[0].split("."), depth))
        if not found and keys and keys[0].isupper():
            found = list(self.setting(keys[0], depth + 1))
        if not found and len(given) > 1:
            found = list(self.of(given[1], depth + 1))
        yield from found

    def _passed_through(self, parts: list[tuple[str, Held]], depth: int) -> Iterator[Held]:
        """Somebody else's function makes an address of what it is given: `URL.create`, `make_url`, `env.db`."""
        for key, arg in parts:
            for held in self.of(arg, depth + 1):
                if held.value.kind == "container" or (held.value.kind == "other" and held.value.name):
                    if not key:
                        yield held
                elif held.value.kind == "text":
                    text = held.value.text
                    if key.lower() in _SCHEMES and re.fullmatch(r"[a-z][\w+]*", text):
                        yield held._replace(value=Value("text", f"{text}://{{}}"))
                    elif engine_of_url(text) is not None or not key or key.lower() in _SCHEMES or ":memory:" in text:
                        yield held
