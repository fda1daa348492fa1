"""What a name in a file means when it comes from somebody else's package, also by way of the tree."""

from __future__ import annotations

from tasks.structural.facts import Call, FileFacts, Value
from tasks.structural.project import Project
from tasks.structural.settings.settings_classes import variable


class OutsideNames:
    """Names of a project's modules, followed to the packages that they come from or the values that they hold."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._externals: dict[str, dict[str, tuple[str, str]]] = {}
        self._outside_calls: dict[str, tuple[tuple[Call, str, str], ...]] = {}

    def externals(self, path: str) -> dict[str, tuple[str, str]]:
        """Local name -> (package as imported, name in it) for what a file has from outside, also by way of the tree."""
        found = self._externals.get(path)
        if found is not None:
            return found
        found = self._externals[path] = {}
        project = self.project
        for item in project.facts(path).imports:
            if item.target.startswith(".") or project.resolve(item.target, path) is not None:
                continue
            for imported, local in item.names:
                found[local] = (item.target.split(".")[0], "") if imported == "." else (item.target, imported)
        for link in project.links(path):
            if link.name and link.local and link.local not in found and link.to in project.files:
                outside = self.outside(link.to, link.name)
                if outside is not None:
                    found[link.local] = outside
        return found

    def outside(self, path: str, name: str) -> tuple[str, str] | None:
        """The outside thing that a module of the tree offers under a name, None when it is the tree's own."""
        facts = self.project.facts(path)
        local = facts.exports.get(name, name)
        for item, imported in facts.imported.get(local, ()):
            if self.project.resolve(item.target, path) is None and not item.target.startswith("."):
                return item.target, imported
        return None

    def full(self, path: str, name: str) -> tuple[str, str] | None:
        """A callee as (package, dotted rest) when its head comes from outside."""
        head, _, rest = name.partition(".")
        if name.startswith("require#"):
            # A target may hold dots, so the known name is looked for as it is.
            known = [local for local in self.externals(path) if name == local or name.startswith(f"{local}.")]
            head = max(known, key=len, default=head)
            rest = name[len(head) + 1 :]
        called = head.endswith("()")
        found = self.externals(path).get(head.removesuffix("()"))
        if found is None:
            return None
        target, imported = found
        parts = [part for part in (imported + ("()" if called else ""), rest) if part and part != "()"]
        return target, ".".join(parts)

    def outside_calls(self, path: str) -> tuple[tuple[Call, str, str], ...]:
        """The calls of a module that go outside the tree: (call, package, dotted rest)."""
        found = self._outside_calls.get(path)
        if found is None:
            heads = self.externals(path)
            named = (
                (call, self.full(path, call.name))
                for call in self.project.facts(path).calls
                if call.name.partition(".")[0].removesuffix("()") in heads or call.name.startswith("require#")
            )
            found = tuple((call, *full) for call, full in named if full is not None)
            self._outside_calls[path] = found
        return found

    def value_of(self, path: str, value: Value, depth: int = 0) -> Value:
        """A name followed to what it is bound to, also in another module; anything else as it is."""
        if value.kind != "name" or depth > 5:
            return value
        facts = self.project.facts(path)
        if value.name in facts.bindings:
            return self.value_of(path, facts.bindings[value.name], depth + 1)
        if (field := _field(facts, value.name)) is not None:
            return self.value_of(path, field, depth + 1)
        head, _, rest = value.name.partition(".")
        for link in self.project.known_as(path, head):
            if link.to in self.project.files:
                other = self.project.facts(link.to)
                name = (
                    rest if not link.name else ".".join(filter(None, (other.exports.get(link.name, link.name), rest)))
                )
                if name in other.bindings:
                    return self.value_of(link.to, other.bindings[name], depth + 1)
                if (field := _field(other, name)) is not None:
                    return self.value_of(link.to, field, depth + 1)
        return value


def _field(facts: FileFacts, name: str) -> Value | None:
    """`settings.file` where `settings = Settings()`: its default, or what the environment says instead."""
    head, _, rest = name.partition(".")
    held = facts.bindings.get(head)
    if not rest or held is None or held.kind != "call":
        return None
    default = facts.bindings.get(f"{held.name}.{rest}")
    if default is None or default.kind != "text":
        return default
    asked = variable(facts, held.name, rest)
    return Value("env", default.text, asked) if asked is not None else default
