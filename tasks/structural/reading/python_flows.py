"""Where things go in one Python file: what names hold, what is handed to whom, on what methods are called."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tasks.structural.flows import Ask, Flow, Flows, Path
from tasks.structural.reading.collected_flows import CollectedFlows
from tasks.structural.reading.python_paths import anonymous, constant, entries, last_word, paths, plain_name, types
from tasks.structural.reading.python_texts import children

_SETTERS = frozenset({"set", "setdefault", "provide"})
_FILLERS = frozenset({"update", "from_mapping"})
_LEAVES = frozenset({ast.Constant, ast.Name, ast.Load, ast.Store, ast.Pass, ast.Import, ast.ImportFrom, ast.alias})
_LOOKED_AT = frozenset({ast.Call, ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.withitem, ast.Return, ast.Yield})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_GIVES = (ast.Return, ast.Yield)
_Place = tuple[ast.AST, str]


def python_flows(tree: ast.Module) -> Flows:
    """The flows of a parsed file."""
    reader = _Reader()
    reader.read(tree)
    return reader.collected()


class _Reader(CollectedFlows[ast.expr]):
    def __init__(self) -> None:
        super().__init__(entries)
        self.classes: set[str] = set()

    def read(self, tree: ast.Module) -> None:
        stack: list[_Place] = [(node, "") for node in reversed(tree.body)]
        while stack:
            node, scope = stack.pop()
            kind = type(node)
            if kind in _LEAVES:
                continue
            if isinstance(node, _FUNCTIONS):
                stack.extend(self.function(node, scope))
                continue
            if isinstance(node, ast.ClassDef):
                stack.extend(self.class_(node, scope))
                continue
            if isinstance(node, ast.Lambda):
                stack.append((node.body, self.lambda_(node, scope)))
                continue
            if kind in _LOOKED_AT:
                self.look(node, scope)
            stack.extend([(child, scope) for child in children(node) if type(child) not in _LEAVES])

    def look(self, node: ast.AST, scope: str) -> None:
        if isinstance(node, ast.Call):
            self.call(node, scope)
        elif isinstance(node, ast.Assign):
            for item in node.targets:
                self.assign(item, node.value, scope)
        elif isinstance(node, ast.AnnAssign):
            target = self.target(node.target, scope)
            self.typed(target, node.annotation, scope)
            if node.value is not None:
                self.give(target, node.value, scope)
        elif isinstance(node, ast.NamedExpr):
            self.give(self.target(node.target, scope), node.value, scope)
        elif isinstance(node, ast.withitem):
            if node.optional_vars is not None:
                self.give(self.target(node.optional_vars, scope), node.context_expr, scope)
        elif isinstance(node, _GIVES) and node.value is not None:
            self.give(("return",), node.value, scope)

    def assign(self, target: ast.expr, value: ast.expr, scope: str) -> None:
        if not isinstance(target, ast.Tuple):
            self.give(self.target(target, scope), value, scope)
        elif isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts):
            for inner, item in zip(target.elts, value.elts, strict=True):
                self.give(self.target(inner, scope), item, scope)

    def forwards(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: str) -> None:
        """`def __getattr__(self, name): return getattr(self.users, name)`: the object is as good as what it asks."""
        for item in ast.walk(node):
            if isinstance(item, ast.Call) and plain_name(item.func) == "getattr" and item.args:
                for path in paths(item.args[0], scope):
                    self.flow(("self", "*"), path, scope)

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: str) -> Iterator[_Place]:
        name = f"{scope}.{node.name}" if scope else node.name
        method = scope in self.classes and not any(
            isinstance(item, ast.Name) and item.id == "staticmethod" for item in node.decorator_list
        )
        self.flow(("self", node.name) if scope in self.classes else (node.name,), (f"&{name}",), scope)
        if node.name == "__getattr__" and scope in self.classes:
            self.forwards(node, scope)
        if any(last_word(item) in ("property", "cached_property") for item in node.decorator_list):
            self.flow(("self", node.name), (f"&{name}", "()"), scope)
        self.parameters(node.args, name, method)
        if node.returns is not None:
            self.typed(("return",), node.returns, name)
        for item in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults):
            if item is not None:
                yield item, scope
        yield from ((statement, name) for statement in reversed(node.body))

    def parameters(self, given: ast.arguments, name: str, method: bool) -> None:
        plain = [*given.posonlyargs, *given.args]
        defaults: dict[str, ast.expr | None] = dict(
            zip((item.arg for item in reversed(plain)), reversed(given.defaults), strict=False)
        )
        defaults.update(zip((item.arg for item in given.kwonlyargs), given.kw_defaults, strict=True))
        for number, item in enumerate([*plain[method:], *given.kwonlyargs]):
            target = (item.arg,)
            self.flows.append(Flow(name, target, (f"#{number}",)))
            if item.annotation is not None:
                self.typed(target, item.annotation, name)
            if (default := defaults.get(item.arg)) is not None:
                self.give(target, default, name)

    def lambda_(self, node: ast.Lambda, scope: str) -> str:
        name = anonymous(scope, node)
        self.parameters(node.args, name, False)
        self.give(("return",), node.body, name)
        return name

    def class_(self, node: ast.ClassDef, scope: str) -> Iterator[_Place]:
        name = f"{scope}.{node.name}" if scope else node.name
        self.classes.add(name)
        self.flow((node.name,), (f"^{name}",), scope)
        for base in node.bases:
            inner = base.value if isinstance(base, ast.Subscript) else base
            for path in paths(inner, scope):
                self.flow(("<base>",), path, name)
        for item in (*node.decorator_list, *node.bases):
            yield item, scope
        yield from ((statement, name) for statement in reversed(node.body))

    def target(self, node: ast.expr, scope: str) -> Path:
        if scope in self.classes and isinstance(node, ast.Name):
            return "self", node.id
        return next(iter(paths(node, scope)), ())

    def typed(self, target: Path, annotation: ast.expr, scope: str) -> None:
        for path in types(annotation, scope):
            self.flow(target, path, scope)

    def call(self, node: ast.Call, scope: str) -> None:
        func = node.func
        args = node.args
        if isinstance(func, ast.Attribute):
            for on in paths(func.value, scope):
                self.asks.append(Ask(scope, on, func.attr, node.lineno))
            if func.attr in _SETTERS and len(args) > 1 and (key := constant(args[0])) is not None:
                for on in paths(func.value, scope):
                    self.give((*on, key), args[1], scope)
            if func.attr in _FILLERS:
                for on in paths(func.value, scope):
                    for word in node.keywords[:40]:
                        self.give((*on, word.arg or "*"), word.value, scope)
                    if args and isinstance(args[0], ast.Dict):
                        self.give(on, args[0], scope)
        elif plain_name(func) == "setattr" and len(args) == 3 and (key := constant(args[1])) is not None:
            for on in paths(args[0], scope):
                self.give((*on, key), args[2], scope)
        if isinstance(func, ast.Name):
            self.asks.append(Ask(scope, (), func.id, node.lineno))
        if not args and not node.keywords:
            return
        if last_word(func) == "partial" and args:
            func, args = args[0], args[1:]
        if isinstance(func, ast.Attribute) and func.attr == "as_view":
            func = func.value
        for callee in paths(func, scope)[:1]:
            for number, arg in enumerate(args[:12]):
                self.hand(callee, str(number), arg, scope)
            for word in node.keywords[:40]:
                self.hand(callee, word.arg or "*", word.value, scope)
