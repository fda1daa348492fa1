"""Which lines of a Python file run only where settings or the environment say so."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tasks.structural.facts import Branch, Value
from tasks.structural.reading.python_imports import PythonImports
from tasks.structural.reading.python_texts import children
from tasks.structural.reading.python_values import Entry


class PythonBranches(PythonImports):
    """Collects branches and gives back what stands inside them."""

    def branch(self, node: ast.If, scope: str, callee: str, key: str) -> Iterator[Entry]:
        """An `if` whose test settings or the environment may decide: its sides are branches."""
        if scope:
            self.weight += 1
        if (test := self.condition(node.test)) is not None:
            self.branches.append(Branch(node.body[0].lineno, node.body[-1].end_lineno or 0, scope, test))
            if node.orelse:
                last = node.orelse[-1].end_lineno or 0
                self.branches.append(Branch(node.orelse[0].lineno, last, scope, test, holds=False))
        for child in (node.test, *node.body, *node.orelse):
            yield child, scope, callee, key

    def choice(self, node: ast.Match, scope: str, callee: str, key: str) -> Iterator[Entry]:
        """`match kind: case "sqlite": ...`: each case is a branch, and the last one of all others."""
        if scope:
            self.weight += 1
        subject = self.value(node.subject)
        earlier: list[Value] = []
        for case in node.cases:
            patterns = case.pattern.patterns if isinstance(case.pattern, ast.MatchOr) else [case.pattern]
            texts = [
                Value("text", text)
                for item in patterns
                if isinstance(item, ast.MatchValue) and (text := self.fold(item.value)) is not None
            ]
            first, last = case.body[0].lineno, case.body[-1].end_lineno or 0
            if texts:
                sides = tuple(("", side) for side in (subject, *texts))
                self.branches.append(Branch(first, last, scope, Value("test", "in", parts=sides)))
                earlier.extend(texts)
            elif earlier and isinstance(case.pattern, ast.MatchAs):
                sides = tuple(("", side) for side in (subject, *earlier))
                self.branches.append(Branch(first, last, scope, Value("test", "in", parts=sides), holds=False))
        for child in children(node):
            yield child, scope, callee, key

    def left_early(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: str) -> None:
        """What follows `if kind == "memory": return ...` runs where the test fails."""
        for item in node.body:
            if not isinstance(item, ast.If) or item.orelse or not isinstance(item.body[-1], (ast.Return, ast.Raise)):
                continue
            if (test := self.condition(item.test)) is not None:
                self.branches.append(Branch((item.end_lineno or 0) + 1, node.end_lineno or 0, scope, test, holds=False))
