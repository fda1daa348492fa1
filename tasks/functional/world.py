"""What the suite knows while it runs: the fixtures of this score and what the server has handed out so far.

Names stand in braces inside the templates of a story: `/articles/{slug}`, `{"title": "{title}"}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from tasks.functional.answer import Json

_NAME = re.compile(r"\{(\w+)\}")


class Unknown(Exception):
    """A name that the server should have provided is not known; the first argument is the name."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A value made from another one, such as a forged token from a real one."""

    source: str
    make: Callable[[str], str]


class World:
    """Names and their values; local names shadow the rest."""

    def __init__(self, values: Mapping[str, str], derived: Mapping[str, Derived]) -> None:
        self._values = dict(values)
        self._derived = derived

    def keep(self, name: str, value: str) -> None:
        self._values[name] = value

    def get(self, name: str) -> str:
        """The value of a name. Raises Unknown with the name that is missing at the bottom of it."""
        if name in self._values:
            return self._values[name]
        if name in self._derived:
            derived = self._derived[name]
            return derived.make(self.get(derived.source))
        raise Unknown(name)

    def with_local(self, local: Mapping[str, str]) -> World:
        """The same world with a few names more; their values are templates."""
        filled = {name: self.text(template) for name, template in local.items()}
        return World({**self._values, **filled}, self._derived)

    def text(self, template: str) -> str:
        return _NAME.sub(lambda found: self.get(found.group(1)), template)

    def path(self, template: str) -> str:
        """A path with its values percent-encoded, whatever characters they hold."""
        return _NAME.sub(lambda found: quote(self.get(found.group(1)), safe="", errors="replace"), template)

    def json(self, template: Json) -> Json:
        """A JSON value with every string in it filled."""
        if isinstance(template, str):
            return self.text(template)
        if isinstance(template, list):
            return [self.json(item) for item in template]
        if isinstance(template, dict):
            return {key: self.json(item) for key, item in template.items()}
        return template


def names_in(template: Json) -> frozenset[str]:
    """Every name that a template uses."""
    return frozenset(_names(template))


def _names(template: Json) -> Iterator[str]:
    if isinstance(template, str):
        yield from _NAME.findall(template)
    elif isinstance(template, dict):
        for item in template.values():
            yield from _names(item)
    elif isinstance(template, list):
        for item in template:
            yield from _names(item)
