"""Python expressions in short: callees as written, texts put together from constants."""

from __future__ import annotations

import ast

from tasks.structural.facts import Value
from tasks.structural.reading.collected import Collected

_CONTAINERS = {
    "dict", "list", "set", "defaultdict", "OrderedDict", "Counter", "deque", "WeakValueDictionary",
    "collections.defaultdict", "collections.OrderedDict", "collections.deque", "collections.Counter",
}  # fmt: skip
_DEPTH = 60
Entry = tuple[ast.AST, str, str, str]
"""A node to look at, the scope it stands in, the call that it is given to, the key or name that it gets."""

ENVIRONMENT = frozenset({"os.environ.get", "os.getenv", "environ.get", "getenv", "config", "env", "env.str"})
"""Calls that read an environment variable, their second argument its default."""


def dotted(node: ast.AST, depth: int = 0) -> str:
    """A callee as written: names and attributes, `()` for a call inside, `?` for anything else."""
    if depth > _DEPTH:
        return "?"
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value, depth + 1)}.{node.attr}"
    if isinstance(node, ast.Call):
        return f"{dotted(node.func, depth + 1)}()"
    if isinstance(node, ast.Subscript):
        return f"{dotted(node.value, depth + 1)}[]"
    if isinstance(node, ast.Await):
        return dotted(node.value, depth + 1)
    return "?"


class PythonValues(Collected):
    """Folds expressions to texts with the constants of one file."""

    def value(self, node: ast.expr, depth: int = 0) -> Value:
        if depth > 8:
            return Value("other")
        if (text := self.fold(node)) is not None:
            return Value("text", text[:500])
        if isinstance(node, ast.Name | ast.Attribute):
            return Value("name", name=dotted(node))
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            if name in ENVIRONMENT:
                texts = [self.fold(arg) or "" for arg in node.args[:2]]
                for item in node.keywords:
                    if item.arg == "default":
                        texts.append(self.fold(item.value) or "")
                return Value("env", texts[1] if len(texts) > 1 else "", texts[0] if texts else "")
            factories = [dotted(item.value) for item in node.keywords if item.arg == "default_factory"]
            if name in _CONTAINERS or (name == "field" and set(factories) & _CONTAINERS):
                return Value("container") if not node.args or name.endswith("defaultdict") else Value("call", name=name)
            return Value("call", name=name)
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            first = self.value(node.values[0], depth + 1)
            if first.kind == "env" and not first.text:
                return Value("env", self.fold(node.values[-1]) or "", first.name)
            return first
        if isinstance(node, ast.Subscript) and dotted(node.value) in ("os.environ", "environ"):
            return Value("env", "", self.fold(node.slice) or "")
        if isinstance(node, ast.Dict | ast.List | ast.Set):
            return Value("container")
        if isinstance(node, ast.Lambda):
            return Value("function")
        if isinstance(node, ast.Await):
            return self.value(node.value, depth + 1)
        if isinstance(node, ast.IfExp):
            return self.value(node.body, depth + 1)
        return Value("other")

    def fold(self, node: ast.AST, depth: int = 0) -> str | None:
        """The text that an expression certainly is, `{}` for each part that only the running program knows."""
        if depth > _DEPTH:
            return None
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                return node.value
            return None
        if isinstance(node, ast.JoinedStr):
            return "".join(
                (self.fold(part, depth + 1) or "") if isinstance(part, ast.Constant) else self.part(part, depth)
                for part in node.values
            )
        if isinstance(node, ast.BinOp):
            if isinstance(node.op, ast.Mod):
                return self.fold(node.left, depth + 1)
            if isinstance(node.op, ast.Add | ast.Div):
                return self.joined(node, depth)
        if isinstance(node, ast.Name) and node.id in self.texts and depth:
            return self.texts[node.id]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            return self.made(node, node.func, depth)
        return None

    def part(self, node: ast.AST, depth: int) -> str:
        if isinstance(node, ast.FormattedValue):
            return self.fold(node.value, depth + 1) or "{}"
        return "{}"

    def joined(self, node: ast.BinOp, depth: int) -> str | None:
        """`a + b` (and `/` of paths). A long chain leans to the left, so it is unrolled and not recursed into."""
        parts: list[str | None] = []
        current: ast.expr = node
        while isinstance(current, ast.BinOp) and type(current.op) is type(node.op):
            parts.append(self.fold(current.right, depth + 1))
            current = current.left
            if len(parts) > 500:
                return None
        parts.append(self.fold(current, depth + 1))
        if all(part is None for part in parts):
            return None
        glue = "" if isinstance(node.op, ast.Add) else "/"
        return glue.join("{}" if part is None else part for part in reversed(parts))

    def made(self, node: ast.Call, func: ast.Attribute, depth: int) -> str | None:
        if func.attr not in ("format", "join", "strip", "lower", "upper", "replace", "lstrip", "rstrip", "dedent"):
            return None
        if func.attr == "dedent" and node.args:
            return self.fold(node.args[0], depth + 1)
        base = self.fold(func.value, depth + 1)
        if base is None:
            return None
        if func.attr == "join" and node.args and isinstance(node.args[0], ast.List | ast.Tuple):
            return base.join(self.fold(item, depth + 1) or "{}" for item in node.args[0].elts)
        return None if func.attr == "join" else base
