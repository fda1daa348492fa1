"""Facts of one Python file, read with `ast`; the file is never imported."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from tasks.structural.facts import DEEPEST, Call, FileFacts, Import, Sql, TooDeep
from tasks.structural.reading import newer_python
from tasks.structural.reading.python_expressions import PythonExpressions
from tasks.structural.reading.python_flows import python_flows
from tasks.structural.reading.python_texts import children, dotted
from tasks.structural.reading.python_values import Entry

_FOLDABLE = frozenset({ast.Constant, ast.JoinedStr, ast.BinOp, ast.Call})
"""Kinds of expression that can be a text by themselves."""
_EMPTY = frozenset(
    {ast.Load, ast.Store, ast.Del, ast.alias, ast.And, ast.Or, ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn,
     ast.Not, ast.Add, ast.Lt, ast.Gt}
)  # fmt: skip
"""Kinds of node that say nothing and hold nothing."""


def python_facts(data: bytes) -> FileFacts:
    """The facts of a Python source. One that cannot be parsed has an `error` and nothing else."""
    try:
        tree = _parsed(data)
        return msgspec.structs.replace(_Reader(tree).facts(), flows=python_flows(tree))
    except SyntaxError as bad:
        return FileFacts("python", error=(bad.lineno or 1, str(bad.msg)[:200]))
    except (ValueError, RecursionError, MemoryError, UnicodeError) as bad:
        return FileFacts("python", error=(1, str(bad)[:200] or type(bad).__name__))


def _parsed(data: bytes) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(data)
        except SyntaxError:
            older = newer_python.translated(data)
            if older is None:
                raise
            try:
                return ast.parse(older)
            except SyntaxError:
                pass
            return ast.parse(data)


class _Reader(PythonExpressions):
    """Walks through one file; each kind of node has its visitor."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        super().__init__()
        self.visitors: dict[type[ast.AST], Callable[[Any, str, str, str], Iterable[Entry]]] = {
            ast.Import: self.plain_import,
            ast.ImportFrom: self.from_import,
            ast.FunctionDef: self.function,
            ast.AsyncFunctionDef: self.function,
            ast.ClassDef: self.class_,
            ast.Call: self.call,
            ast.Assign: self.assign,
            ast.AnnAssign: self.assign,
            ast.AugAssign: self.assign,
            ast.NamedExpr: self.assign,
            ast.Delete: self.assign,
            ast.If: self.branch,
            ast.Match: self.choice,
            ast.Dict: self.dict_,
            ast.Attribute: self.attribute,
            ast.Subscript: self.subscript,
        }

    def facts(self) -> FileFacts:
        for node in self.tree.body:
            if not isinstance(node, ast.Assign) or (text := self.fold(node.value)) is None:
                continue
            self.texts.update({target.id: text for target in node.targets if isinstance(target, ast.Name)})
        # A hand-made stack: a file may nest deeper than Python recurses. An entry is (node, scope, callee, key).
        stack: list[Entry] = [(node, "", "", "") for node in reversed(self.tree.body)]
        depths = [0] * len(stack)
        while stack:
            inner, scope, callee, key = stack.pop()
            depth = depths.pop()
            if depth > DEEPEST:
                raise TooDeep("it nests too deeply")
            if isinstance(inner, ast.Name):
                self.mentions[inner.id] += 1
                continue
            if type(inner) in _EMPTY:
                continue
            found = list(self.visit(inner, scope, callee, key))
            found.reverse()
            stack.extend(found)
            depths.extend([depth + 1] * len(found))
        return self.collected("python")

    def visit(self, node: ast.AST, scope: str, callee: str, key: str) -> Iterable[Entry]:
        """Looks at one node and gives back what stands inside it."""
        kind = type(node)
        if kind is ast.Expr and isinstance(node.value, ast.Constant):  # type: ignore[attr-defined]
            return ()
        if kind in _FOLDABLE and (text := self.fold(node)) is not None:
            self.text(text, node.lineno, scope, callee, key)  # type: ignore[attr-defined]
            return [(child, scope, callee, key) for child in _inner(node)]
        visitor = self.visitors.get(kind)
        if visitor is not None:
            return visitor(node, scope, callee, key)
        if scope and isinstance(node, ast.stmt) and kind is not ast.Pass and kind is not ast.Raise:
            self.weight += 1
        return [(child, scope, callee, key) for child in children(node)]

    def attribute(self, node: ast.Attribute, scope: str, callee: str, key: str) -> Iterable[Entry]:
        self.mentions[node.attr] += 1
        return ((node.value, scope, callee, key),)

    def subscript(self, node: ast.Subscript, scope: str, callee: str, key: str) -> Iterable[Entry]:
        if dotted(node.value) == "sys.modules":
            if (text := self.fold(node.slice)) is not None:
                self.imports.append(Import(text, (("", ""),), node.lineno, scope))
            return ()
        return ((node.value, scope, callee, key), (node.slice, scope, callee, key))

    def dict_(self, node: ast.Dict, scope: str, callee: str, key: str) -> Iterable[Entry]:
        found: list[Entry] = []
        for name, value in zip(node.keys, node.values, strict=True):
            inner = ""
            if name is not None:
                found.append((name, scope, callee, ""))
                inner = self.fold(name) or ""
            found.append((value, scope, callee, f"{key}.{inner}" if key else inner))
        return found

    def evaluated(self, node: ast.Call, scope: str) -> None:
        """Code in a string given to exec or eval is code: its imports and strings count."""
        text = self.fold(node.args[0])
        if text is None or len(text) > 20_000:
            return
        inner = python_facts(text.encode("utf-8", "replace"))
        for found in inner.imports:
            self.imports.append(Import(found.target, found.names, node.lineno, scope, prefix=found.prefix))
        for statement in inner.sql:
            self.sql.append(
                Sql(statement.verb, statement.kind, statement.tables, node.lineno, scope, "exec", statement.text)
            )
        for call in inner.calls:
            self.calls.append(Call(call.name, node.lineno, scope, call.args, call.keywords))


def _inner(node: ast.AST) -> Iterator[ast.AST]:
    """What still has to be looked at inside an expression that was folded to text: calls and names, not its texts."""
    stack: list[ast.AST] = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, ast.Constant):
            continue
        if isinstance(current, ast.JoinedStr):
            stack.extend(current.values)
        elif isinstance(current, ast.FormattedValue):
            yield current.value
        elif isinstance(current, ast.BinOp):
            stack.extend((current.left, current.right))
        elif isinstance(current, ast.Call) and current is node and isinstance(current.func, ast.Attribute):
            stack.append(current.func.value)
            yield from (arg for arg in current.args if not isinstance(arg, (ast.List, ast.Tuple)))
        elif isinstance(current, (ast.Call, ast.Await, ast.Tuple, ast.Dict, ast.IfExp, ast.ListComp, ast.GeneratorExp)):
            yield current
