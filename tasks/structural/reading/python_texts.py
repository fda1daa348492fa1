"""Python expressions that are texts, put together from the constants of one file."""

from __future__ import annotations

import ast

from tasks.structural.reading.collected import Collected

_DEPTH = 60


def children(node: ast.AST) -> list[ast.AST]:
    """What a node holds, as `ast.iter_child_nodes` gives it, in half the time."""
    found: list[ast.AST] = []
    for name in node._fields:
        held = getattr(node, name, None)
        if isinstance(held, list):
            found.extend([item for item in held if isinstance(item, ast.AST)])
        elif isinstance(held, ast.AST):
            found.append(held)
    return found


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


class PythonTexts(Collected):
    """Folds expressions to texts."""

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
            if isinstance(node.op, (ast.Add, ast.Div)):
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
        if func.attr == "join" and node.args and isinstance(node.args[0], (ast.List, ast.Tuple)):
            return base.join(self.fold(item, depth + 1) or "{}" for item in node.args[0].elts)
        return None if func.attr == "join" else base
