"""Calls, assignments and texts of a Python file: what is called with what, what outlives a call, what is SQL."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Iterator

from tasks.structural import sql
from tasks.structural.facts import Call, Import, Setting, Store, Value
from tasks.structural.reading.python_definitions import PythonDefinitions
from tasks.structural.reading.python_texts import dotted
from tasks.structural.reading.python_values import ENVIRONMENT, Entry

_MUTATORS = {
    "append", "add", "update", "pop", "popitem", "setdefault", "insert", "extend", "remove", "discard", "clear",
    "appendleft", "__setitem__",
}  # fmt: skip


class PythonExpressions(PythonDefinitions, ABC):
    """Collects calls, bindings, stores and texts, and gives back what stands inside them."""

    def call(self, node: ast.Call, scope: str, callee: str, key: str) -> Iterator[Entry]:
        name = self.named_import(node, dotted(node.func), scope)
        name = self.bound.get(name, name)
        if name.rstrip("()") in ("exec", "eval", "compile") and node.args:
            self.evaluated(node, scope)
        self.computed_import(node, name, scope)
        args = tuple(self.value(arg, 3) for arg in node.args[:8])
        keywords: list[tuple[str, Value]] = []
        for item in node.keywords[:40]:
            keywords.append((item.arg or "**", self.value(item.value, 2)))
        for arg in node.args[:3]:
            if isinstance(arg, ast.Dict):
                for inner, value in zip(arg.keys[:40], arg.values[:40], strict=True):
                    if inner is not None and (text := self.fold(inner)) is not None:
                        keywords.append((text, self.value(value, 2)))
        self.calls.append(Call(name, node.lineno, scope, args, tuple(keywords)))
        head, _, method = name.rpartition(".")
        if method in _MUTATORS and head and scope:
            self.mutations.add(_base(head))
        yield node.func, scope, "", ""
        for arg in node.args:
            yield arg, scope, name, ""
        for item in node.keywords:
            yield item.value, scope, name, item.arg or ""

    def assign(
        self,
        node: ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr | ast.Delete,
        scope: str,
        callee: str,
        key: str,
    ) -> Iterator[Entry]:
        targets = node.targets if isinstance(node, (ast.Assign, ast.Delete)) else [node.target]
        value = None if isinstance(node, ast.Delete) else node.value
        if scope:
            self.weight += 1
        key = ""
        for target in targets:
            name = dotted(target)
            if isinstance(target, ast.Subscript):
                key = self.fold(target.slice) or ""
                if key and value is not None:
                    self.keep(f"[{key}]", node.lineno, self.value(value))
                if scope:
                    self.mutations.add(_base(name))
                yield target.slice, scope, "", ""
            elif isinstance(target, (ast.Name, ast.Attribute)):
                key = name
                if isinstance(node, ast.AugAssign) and scope:
                    self.mutations.add(_base(name))
                if value is not None:
                    self.bind(name, value, scope, node.lineno)
        if value is not None:
            yield value, scope, "", key

    def bind(self, name: str, value: ast.expr, scope: str, line: int) -> None:
        short = self.value(value, 2 if scope else 0)
        if isinstance(value, ast.Attribute) and value.attr in sql.TAKERS:
            self.bound[name] = dotted(value)
        if (target := self.imported_by(value)) is not None and "." not in name:
            self.imports.append(Import(target, (("", name),), line, scope))
        outlives = not scope or "." in name or scope.rsplit(".", 1)[-1][:1].isupper()
        if scope and short.kind == "call":
            self.held.setdefault(f"{scope}:{name}", short.name)
        if "." not in name:
            self.keep(f"{scope}:{name}", line, short)
        if not scope:
            self.bindings[name] = short
        elif name.startswith("self.") or scope.rsplit(".", 1)[-1][:1].isupper():
            self.bindings.setdefault(f"{scope.split('.')[0]}.{name.removeprefix('self.')}", short)
        if short.kind == "container" and outlives:
            self.stores.append(Store(name, line, scope))

    def text(self, text: str, line: int, scope: str, callee: str, key: str) -> None:
        """One piece of text: SQL, the address of a database, or a name of another module."""
        if self.is_statement(text, line, scope, callee):
            return
        if (engine := sql.engine_of_url(text)) is not None:
            self.settings.append(Setting(engine, text[:200], line, scope, self.env_of(callee), key))
        elif key.rsplit(".", 1)[-1].upper() in ("ENGINE", "DIALECT", "DRIVERNAME", "DB_TYPE", "DB_ENGINE") and (
            engine := sql.engine_named(text)
        ):
            self.settings.append(Setting(engine, text[:200], line, scope, "", key))

    @abstractmethod
    def evaluated(self, node: ast.Call, scope: str) -> None:
        """Reads code in a string; given by the reader, which alone can read a file."""

    def env_of(self, callee: str) -> str:
        if callee not in ENVIRONMENT:
            return ""
        call = self.calls[-1] if self.calls else None
        return call.args[0].text if call is not None and call.name == callee and call.args else ""


def _base(name: str) -> str:
    """The container behind `USERS[x]['a']` or `self.users[x].append`."""
    head = name.split("[]")[0].split("()")[0]
    parts = head.split(".")
    return ".".join(parts[:2]) if parts[0] in ("self", "cls") else parts[0]
