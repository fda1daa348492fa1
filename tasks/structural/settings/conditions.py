"""Whether conditions hold, and so whether a line runs, when the program is started as its script says."""

from __future__ import annotations

from tasks.structural.project import Project
from tasks.structural.settings.framework_settings import FrameworkSettings
from tasks.structural.settings.held import DEEPEST, Held

_MOST_BRANCHES = 500
"""Branches of a file that are weighed; people write some dozens, and each is looked at for every line."""


class Conditions(FrameworkSettings):
    """Decides conditions that settings or the environment decide."""

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self._alive: dict[tuple[str, int], bool] = {}

    def runs(self, path: str, line: int) -> bool:
        """False where settings or the environment decide that this line doesn't run."""
        branches = self.project.facts(path).branches
        return len(branches) > _MOST_BRANCHES or all(
            self._leads_here(path, at) for at, branch in enumerate(branches) if branch.first <= line <= branch.last
        )

    def _leads_here(self, path: str, at: int) -> bool:
        key = (path, at)
        known = self._alive.get(key)
        if known is None:
            branch = self.project.facts(path).branches[at]
            self._alive[key] = True
            known = self._alive[key] = self.asked_anew(
                lambda: self.holds(Held(path, branch.scope, branch.test)) is not (not branch.holds)
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
            found = {bool(text) for text in self.texts(item, depth + 1)} or {
                truth for held in self.of(item, depth + 1) if (truth := self._bare(held, depth)) is not None
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
            given = {word for command in self.project.start.commands for word in command}
            return (sides[1].value.text in given) is (value.text == "within")
        left, *right = [set(self.texts(side, depth + 1)) for side in sides]
        known = {text for texts in right for text in texts}
        if not left or not known or any("{}" in text for text in left | known):
            return None
        found = {_compares(value.text, text, known) for text in left}
        return found.pop() if len(found) == 1 else None

    def _bare(self, held: Held, depth: int) -> bool | None:
        return self.holds(held, depth + 1) if held.value.kind in ("other", "test") and depth < DEEPEST else None

    def _changes(self, item: Held) -> bool:
        """Whether a name holds something that the running program makes, such as a connection opened when asked."""
        head = item.value.name.split(".")[0]
        if head in ("self", "this", "cls"):
            return True
        facts, scope = self.project.facts(item.path), item.scope
        while True:
            given = facts.assigned.get(f"{scope}:{head}")
            if given is not None or not scope:
                return given is not None and (len(given) > 1 or given[0][1].kind == "call") and head == item.value.name
            scope = scope.rpartition(".")[0]


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
