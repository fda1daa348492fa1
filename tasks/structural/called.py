"""Which functions of the running modules are really called, as far as names tell: a command that nobody gives isn't."""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from tasks.structural.facts import FunctionFact
from tasks.structural.project import Project

_BY_FRAMEWORKS = frozenset({"handle", "ready", "up"})
"""Methods that Django's commands and app configurations and migration tools call by themselves."""
_MADE_WITH = frozenset({"constructor", "__init__", "__new__", "__enter__", "__aenter__", "__call__", "__post_init__"})
_ATTRIBUTE = re.compile(r"[A-Za-z_][\w./]*:([A-Za-z_]\w*)")


class Called:
    """Answers for scopes as facts name them: `create_app.<function>`, `Store.open`, empty for a module's own lines."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._asked: dict[str, bool] = {}

    def runs(self, scope: str) -> bool:
        """Whether something that runs leads to this scope; unsure is yes."""
        parts = [part for part in scope.split(".") if part and not part.startswith("<")]
        if not parts:
            return True
        *outer, inner = parts
        if inner in _MADE_WITH and outer:
            return self._named(outer[-1])
        if inner in _BY_FRAMEWORKS and outer:
            return True
        return self._named(inner)

    def _named(self, name: str) -> bool:
        known = self._asked.get(name)
        if known is None:
            self._asked[name] = False  # what only calls itself is called by nobody
            known = self._asked[name] = self._is_named(name)
        return known

    def _is_named(self, name: str) -> bool:
        if name in self._from_outside:
            return True
        calls = self._callers.get(name, [])
        if self._mentions[name] > len(calls):
            return True
        return any(self.runs(scope) for scope in calls)

    @functools.cached_property
    def _mentions(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for path in self._project.running:
            found.update(self._project.facts(path).mentions)
        return found

    @functools.cached_property
    def _callers(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for path in self._project.running:
            for call in self._project.facts(path).calls:
                found[call.name.rpartition(".")[2].removesuffix("()")].append(call.scope)
        return found

    @functools.cached_property
    def _from_outside(self) -> frozenset[str]:
        """Names in the start-up script, decorated functions, attributes of modules in texts (`"app:create_app"`)."""
        start = self._project.start
        said = [*start.code, *(" ".join(command) for command in start.commands)]
        words = {word for text in said for word in re.findall(r"\w+", text)}
        given = set(itertools.chain.from_iterable(start.commands))
        names = set(words)
        for path in self._project.running:
            facts = self._project.facts(path)
            names.update(_decorated(facts.functions, given))
            names.update(found.group(1) for text, _ in facts.strings if (found := _ATTRIBUTE.fullmatch(text)))
        return frozenset(names)


def _decorated(functions: tuple[FunctionFact, ...], given: set[str]) -> Iterator[str]:
    """Functions that a decorator registers; a command of a command line only where the script gives it."""
    commands = [item for item in functions if any(_is_command(name) for name, _ in item.decorators)]
    for item in functions:
        name = item.name.rsplit(".", 1)[-1]
        if not item.decorators:
            continue
        if item not in commands or len(commands) == 1 == len(functions):
            yield name
            continue
        said = {text for decorator, text in item.decorators if _is_command(decorator) and text}
        plain = name.replace("_", "-")
        if given & (said or {name, plain, plain.removesuffix("-command"), plain.removesuffix("-cmd")}):
            yield name


def _is_command(decorator: str) -> bool:
    return decorator.rsplit(".", 1)[-1] == "command"
