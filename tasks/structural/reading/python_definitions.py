"""Functions and classes of a Python file: how much they do, what they return, what decorates them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tasks.structural.facts import ClassFact, FunctionFact, Store, Value
from tasks.structural.reading.python_branches import PythonBranches
from tasks.structural.reading.python_texts import children, dotted
from tasks.structural.reading.python_values import Entry

_SHORT = 25
"""Statements of a function that may make a setting; longer ones do something else."""
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class PythonDefinitions(PythonBranches):
    """Collects definitions and gives back what stands inside them."""

    def function(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: str, callee: str, key: str
    ) -> Iterator[Entry]:
        name = f"{scope}.{node.name}" if scope else node.name
        arguments = node.args
        params = [arg.arg for arg in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
        weight, returns = self.body(node)
        decorators: list[tuple[str, str]] = []
        for decorator in node.decorator_list:
            target = decorator.func if isinstance(decorator, ast.Call) else decorator
            first = decorator.args[0] if isinstance(decorator, ast.Call) and decorator.args else None
            decorators.append((dotted(target), (self.fold(first) if first is not None else None) or ""))
        self.functions.append(
            FunctionFact(
                name,
                node.lineno,
                weight,
                tuple(params),
                tuple(decorators),
                tuple(returns[:20]),
                node.end_lineno or 0,
                tuple(self.defaults(arguments)),
                tuple(self.given_back(node)),
            )
        )
        if not params and any(given.rsplit(".", 1)[-1] in ("cache", "lru_cache") for given, _ in decorators):
            self.kept_result(node, name, scope)
        for child in (*node.decorator_list, *children(arguments)):
            yield child, name, "", ""
        if node.returns is not None:
            yield node.returns, name, "", ""
        self.left_early(node, name)
        for child in node.body:
            yield child, name, "", ""

    def body(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[int, list[str]]:
        """How many statements of a function do something, and what it returns."""
        weight = 0
        returns: list[str] = []
        stack: list[ast.AST] = list(node.body)
        while stack:
            inner = stack.pop()
            if isinstance(inner, FUNCTIONS):
                continue
            if isinstance(inner, ast.stmt):
                weight += self.does_something(inner)
                if isinstance(inner, (ast.Return, ast.Expr)) and inner.value is not None:
                    value = inner.value
                    if isinstance(value, ast.Yield) and value.value is not None:
                        value = value.value
                    elif isinstance(inner, ast.Expr):
                        continue
                    if (text := dotted(value)) != "?":
                        returns.append(text)
                    continue
                stack.extend(children(inner))
            elif isinstance(inner, (ast.ExceptHandler, ast.match_case)):
                stack.extend(inner.body)
        return weight, returns

    def defaults(self, arguments: ast.arguments) -> Iterator[tuple[str, Value]]:
        """What parameters are where a call leaves them out."""
        named = [*arguments.posonlyargs, *arguments.args]
        pairs = list(zip(named[len(named) - len(arguments.defaults) :], arguments.defaults, strict=True))
        pairs += [(arg, given) for arg, given in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if given]
        for arg, given in pairs[:20]:
            if (short := self.value(given, 2)).kind != "other" or short.name:
                yield arg.arg, short

    def given_back(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[int, Value]]:
        """What a short function returns, as values: `def url(self): return f"..."`."""
        stack: list[ast.stmt] = list(node.body) if len(node.body) <= _SHORT else []
        while stack:
            inner = stack.pop()
            if isinstance(inner, ast.Return) and inner.value is not None:
                if (short := self.value(inner.value, 1)).kind != "other":
                    yield inner.lineno, short
            elif isinstance(inner, ast.If):
                stack.extend((*inner.body, *inner.orelse))
            elif isinstance(inner, (ast.With, ast.Try, ast.AsyncWith)):
                stack.extend(inner.body)

    def kept_result(self, node: ast.FunctionDef | ast.AsyncFunctionDef, name: str, scope: str) -> None:
        """A container that a cached function makes once lives as long as the process."""
        given = [item.value for item in node.body if isinstance(item, ast.Return) and item.value is not None]
        if any(self.value(value).kind == "container" for value in given):
            self.stores.append(Store(name, node.lineno, scope))

    @staticmethod
    def does_something(node: ast.stmt) -> int:
        if isinstance(node, (ast.Pass, ast.Raise, ast.Import, ast.ImportFrom)):
            return 0
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return 0
        if isinstance(node, ast.Return) and (node.value is None or isinstance(node.value, ast.Constant)):
            return 0
        return 1

    def class_(self, node: ast.ClassDef, scope: str, callee: str, key: str) -> Iterator[Entry]:
        name = f"{scope}.{node.name}" if scope else node.name
        members: list[str] = []
        for item in node.body:
            if isinstance(item, ast.Assign):
                members.extend(target.id for target in item.targets if isinstance(target, ast.Name))
            elif isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
                members.append(item.target.id)
                self.weight += 1
            elif isinstance(item, FUNCTIONS):
                members.append(item.name)
        decorators = tuple(dotted(item.func if isinstance(item, ast.Call) else item) for item in node.decorator_list)
        keywords = tuple(f"{item.arg}={ast.unparse(item.value)[:40]}" for item in node.keywords[:10])
        bases = tuple(dotted(base).removesuffix("[]") for base in node.bases)
        self.classes.append(ClassFact(name, bases, node.lineno, tuple(members), keywords + decorators))
        for child in (*node.decorator_list, *node.bases, *(item.value for item in node.keywords), *node.body):
            yield child, name, "", ""
