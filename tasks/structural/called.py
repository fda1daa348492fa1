"""Which functions of the running modules are really called, as far as names tell: a command that nobody gives isn't."""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from tasks.structural.facts import Call, FunctionFact
from tasks.structural.project import Project
from tasks.structural.settings.effective import Effective

_DEEPEST = 40
"""Callers of callers that are followed; start-up code is a handful deep."""
_BY_FRAMEWORKS = frozenset({"handle", "ready", "up"})
"""Methods that Django's commands and app configurations and migration tools call by themselves."""
_FACTORIES = frozenset({"create_app", "make_app"})
"""Functions that Flask's own command looks for."""
_MADE_WITH = frozenset({"constructor", "__init__", "__new__", "__enter__", "__aenter__", "__call__", "__post_init__"})
_ATTRIBUTE = re.compile(r"[A-Za-z_][\w./]*:([A-Za-z_]\w*)")


class Called:
    """Answers for scopes as facts name them: `create_app.<function>`, `Store.open`, empty for a module's own lines."""

    def __init__(self, project: Project, effective: Effective) -> None:
        self._project = project
        self._effective = effective
        self._asked: dict[str, bool] = {}
        self._kept_from: dict[str, bool] = {}

    def runs(self, scope: str, depth: int = 0) -> bool:
        """Whether something that runs leads to this scope; unsure is yes."""
        parts = [part for part in scope.split(".") if part and not part.startswith("<")]
        if not parts or depth > _DEEPEST:
            return True
        *outer, inner = parts
        if inner in _MADE_WITH and outer:
            return self._named(outer[-1], depth)
        if inner in _BY_FRAMEWORKS and outer:
            return True
        return self._named(inner, depth)

    def is_kept_from(self, scope: str, depth: int = 0) -> bool:
        """Whether settings decide that nobody calls this scope; one that simply has no caller is not meant."""
        *outer, inner = [part for part in scope.split(".") if part and not part.startswith("<")] or [""]
        name = outer[-1] if outer and inner in _MADE_WITH else inner
        if depth > _DEEPEST:
            return False
        if name not in self._kept_from:
            calls = self._callers.get(name, [])
            self._kept_from[name] = False
            self._kept_from[name] = (
                bool(calls)
                and self._mentions[name] <= len(calls)
                and all(
                    not self._effective.runs(path, call.line) or self.is_kept_from(call.scope, depth + 1)
                    for path, call in calls
                )
            )
        return self._kept_from[name]

    def _named(self, name: str, depth: int) -> bool:
        known = self._asked.get(name)
        if known is None:
            self._asked[name] = False  # what only calls itself is called by nobody
            known = self._asked[name] = self._is_named(name, depth)
        return known

    def _is_named(self, name: str, depth: int) -> bool:
        if name in self._from_outside:
            return True
        if name in self._not_given:
            return False
        calls = self._callers.get(name, [])
        if self._mentions[name] > len(calls):
            return True
        return any(self._effective.runs(path, call.line) and self.runs(call.scope, depth + 1) for path, call in calls)

    @functools.cached_property
    def _mentions(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for path in self._project.running:
            found.update(self._project.facts(path).mentions)
        return found

    @functools.cached_property
    def _callers(self) -> dict[str, list[tuple[str, Call]]]:
        found: dict[str, list[tuple[str, Call]]] = defaultdict(list)
        for path in self._project.running:
            for call in self._project.facts(path).calls:
                found[call.name.rpartition(".")[2].removesuffix("()")].append((path, call))
        return found

    @functools.cached_property
    def _not_given(self) -> frozenset[str]:
        given = set(itertools.chain.from_iterable(self._project.start.commands))
        every = (self._project.facts(path).functions for path in self._project.running)
        return frozenset(
            item.name.rsplit(".", 1)[-1]
            for functions in every
            for item in functions
            if item.decorators and _is_not_given(item, functions, given)
        )

    @functools.cached_property
    def _from_outside(self) -> frozenset[str]:
        """Names in the start-up script, decorated functions, attributes of modules in texts (`"app:create_app"`)."""
        start = self._project.start
        said = [*start.code, *(" ".join(command) for command in start.commands)]
        words = {word for text in said for word in re.findall(r"\w+", text)}
        given = set(itertools.chain.from_iterable(start.commands))
        names = words | _FACTORIES
        for path in self._project.running:
            facts = self._project.facts(path)
            names.update(_registered(facts.functions, given))
            names.update(found.group(1) for text, _ in facts.strings if (found := _ATTRIBUTE.fullmatch(text)))
        return frozenset(names)


def _registered(functions: tuple[FunctionFact, ...], given: set[str]) -> Iterator[str]:
    """Functions that a decorator registers; a command of a command line only where the script gives it."""
    for item in functions:
        if item.decorators and not _is_not_given(item, functions, given):
            yield item.name.rsplit(".", 1)[-1]


def _is_not_given(item: FunctionFact, functions: tuple[FunctionFact, ...], given: set[str]) -> bool:
    """Whether it is a command, such as `flask init-db`, that the start-up script doesn't give."""
    if not any(_is_command(name) for name, _ in item.decorators) or len(functions) == 1:
        return False
    said = {text for name, text in item.decorators if _is_command(name) and text}
    plain = item.name.rsplit(".", 1)[-1].replace("_", "-")
    return not given & (
        said or {plain.replace("-", "_"), plain, plain.removesuffix("-command"), plain.removesuffix("-cmd")}
    )


def _is_command(decorator: str) -> bool:
    return decorator.rsplit(".", 1)[-1] == "command"
