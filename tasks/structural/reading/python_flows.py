"""Where things go in one Python file: what names hold, what is handed to whom, on what methods are called."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tasks.structural.facts import Ask, Flow, Flows, Pass, Path
from tasks.structural.reading.python_texts import children

_DEPTH = 24
_MOST = 6
_GETTERS = frozenset({"get", "resolve", "make", "getattr", "get_service", "provide"})
_SETTERS = frozenset({"set", "setdefault", "provide"})
_FILLERS = frozenset({"update", "from_mapping"})
_OBJECTS = frozenset({"dict", "SimpleNamespace", "Namespace", "types.SimpleNamespace"})
_LEAVES = frozenset({ast.Constant, ast.Name, ast.Load, ast.Store, ast.Pass, ast.Import, ast.ImportFrom, ast.alias})
_LOOKED_AT = frozenset({ast.Call, ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.withitem, ast.Return, ast.Yield})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_TYPES = (ast.Name, ast.Attribute)
_WRAPPED = (ast.Await, ast.Starred, ast.NamedExpr)
_PLAIN = (ast.Constant, ast.JoinedStr)
_GIVES = (ast.Return, ast.Yield)
_YIELDS = (ast.Yield, ast.YieldFrom)
_Place = tuple[ast.AST, str]


def python_flows(tree: ast.Module) -> Flows:
    """The flows of a parsed file."""
    reader = _Reader()
    reader.read(tree)
    return Flows(tuple(reader.flows), tuple(reader.passes), tuple(reader.asks))


class _Reader:
    def __init__(self) -> None:
        self.flows: list[Flow] = []
        self.passes: list[Pass] = []
        self.asks: list[Ask] = []
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
            if isinstance(item, ast.Call) and ast_name(item.func) == "getattr" and item.args:
                for path in self.paths(item.args[0], scope, 0):
                    self.flow(("self", "*"), path, scope)

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: str) -> Iterator[_Place]:
        name = f"{scope}.{node.name}" if scope else node.name
        method = scope in self.classes and not any(
            isinstance(item, ast.Name) and item.id == "staticmethod" for item in node.decorator_list
        )
        self.flow(("self", node.name) if scope in self.classes else (node.name,), (f"&{name}",), scope)
        if node.name == "__getattr__" and scope in self.classes:
            self.forwards(node, scope)
        if any(_last(item) in ("property", "cached_property") for item in node.decorator_list):
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
        name = _anonymous(scope, node)
        self.parameters(node.args, name, False)
        self.give(("return",), node.body, name)
        return name

    def class_(self, node: ast.ClassDef, scope: str) -> Iterator[_Place]:
        name = f"{scope}.{node.name}" if scope else node.name
        self.classes.add(name)
        self.flow((node.name,), (f"^{name}",), scope)
        for base in node.bases:
            inner = base.value if isinstance(base, ast.Subscript) else base
            for path in self.paths(inner, scope, 0):
                self.flow(("<base>",), path, name)
        for item in (*node.decorator_list, *node.bases):
            yield item, scope
        yield from ((statement, name) for statement in reversed(node.body))

    def target(self, node: ast.expr, scope: str) -> Path:
        if scope in self.classes and isinstance(node, ast.Name):
            return "self", node.id
        return next(iter(self.paths(node, scope, 0)), ())

    def typed(self, target: Path, annotation: ast.expr, scope: str) -> None:
        for path in self.types(annotation, scope, 0):
            self.flow(target, path, scope)

    def flow(self, target: Path, source: Path, scope: str) -> None:
        if target and source and source != target:
            self.flows.append(Flow(scope, target, source))

    def types(self, node: ast.expr, scope: str, depth: int) -> Iterator[Path]:
        """What an annotation says: objects of its classes, and what its `Depends` gives."""
        if depth > 6:
            return
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 80:
            words = node.value.split("|")[0].strip().split(".")
            if all(word.isidentifier() for word in words):
                yield (*words, "()")
        elif isinstance(node, _TYPES):
            yield from ((*path, "()") for path in self.paths(node, scope, 0))
        elif isinstance(node, ast.BinOp):
            yield from self.types(node.left, scope, depth + 1)
            yield from self.types(node.right, scope, depth + 1)
        elif isinstance(node, ast.Subscript):
            inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            head = _last(node.value)
            if head in ("Annotated", "Optional", "Final", "ClassVar", "AsyncIterator", "Iterator", "Generator",
                        "AsyncGenerator", "Union"):  # fmt: skip
                yield from self.types(inner[0], scope, depth + 1)
            for item in inner[1:] if head == "Annotated" else ():
                yield from self.paths(item, scope, 0)

    def give(self, target: Path, value: ast.expr, scope: str) -> None:
        """Everything that a target holds from now on, key by key where it is a literal."""
        if not target:
            return
        if isinstance(value, _YIELDS):
            return
        for inner, source in self.entries(value, scope, 0):
            self.flow((*target, *inner), source, scope)

    def entries(self, value: ast.expr, scope: str, depth: int) -> Iterator[tuple[Path, Path]]:
        """What an expression holds: (keys of literals, path)."""
        if depth > 4:
            return
        if isinstance(value, ast.Dict):
            for key, item in zip(value.keys[:60], value.values[:60], strict=True):
                if key is None:
                    yield from ((("*",), path) for path in self.paths(item, scope, 0))
                elif (name := _constant(key)) is not None:
                    for inner, path in self.entries(item, scope, depth + 1):
                        yield (name, *inner), path
            return
        if isinstance(value, ast.Call) and ast_name(value.func) in _OBJECTS:
            for word in value.keywords[:60]:
                for inner, path in self.entries(word.value, scope, depth + 1):
                    yield (word.arg or "*", *inner), path
            return
        if isinstance(value, ast.Subscript) and _last(value.value) == "Annotated":
            # `Users = Annotated[UserService, Depends(get_users)]`: as a type it means objects, so no call yet.
            for path in self.types(value, scope, 0):
                yield (), path[:-1] if path[-1:] == ("()",) else path
            return
        for path in self.paths(value, scope, 0):
            yield (), path

    def call(self, node: ast.Call, scope: str) -> None:
        func = node.func
        args = node.args
        if isinstance(func, ast.Attribute):
            for on in self.paths(func.value, scope, 0):
                self.asks.append(Ask(scope, on, func.attr, node.lineno))
            if func.attr in _SETTERS and len(args) > 1 and (key := _constant(args[0])) is not None:
                for on in self.paths(func.value, scope, 0):
                    self.give((*on, key), args[1], scope)
            if func.attr in _FILLERS:
                for on in self.paths(func.value, scope, 0):
                    for word in node.keywords[:40]:
                        self.give((*on, word.arg or "*"), word.value, scope)
                    if args and isinstance(args[0], ast.Dict):
                        self.give(on, args[0], scope)
        elif ast_name(func) == "setattr" and len(args) == 3 and (key := _constant(args[1])) is not None:
            for on in self.paths(args[0], scope, 0):
                self.give((*on, key), args[2], scope)
        if isinstance(func, ast.Name):
            self.asks.append(Ask(scope, (), func.id, node.lineno))
        if not args and not node.keywords:
            return
        if _last(func) == "partial" and args:
            func, args = args[0], args[1:]
        if isinstance(func, ast.Attribute) and func.attr == "as_view":
            func = func.value
        for callee in self.paths(func, scope, 0)[:1]:
            for number, arg in enumerate(args[:12]):
                self.hand(callee, str(number), arg, scope)
            for word in node.keywords[:40]:
                self.hand(callee, word.arg or "*", word.value, scope)

    def hand(self, callee: Path, place: str, value: ast.expr, scope: str) -> None:
        if not isinstance(value, _PLAIN):
            for inner, path in self.entries(value, scope, 0):
                self.passes.append(Pass(scope, callee, place, inner, path))

    def paths(self, node: ast.expr, scope: str, depth: int) -> list[Path]:
        """The paths that an expression may be, at most a few; none for what isn't one."""
        if depth > _DEPTH:
            return []
        if isinstance(node, ast.Name):
            return [("self" if node.id in ("self", "cls") else node.id,)]
        if isinstance(node, ast.Attribute):
            return [(*path, node.attr) for path in self.paths(node.value, scope, depth + 1)]
        if isinstance(node, ast.Call):
            return self.called(node, scope, depth)
        if isinstance(node, ast.Subscript):
            said = _constant(node.slice)
            # A name may be a key of the app (`app[USERS]`) or, in small letters, anything that comes in.
            named = isinstance(node.slice, ast.Name) and node.slice.id.isupper()
            key = said or (_last(node.slice) if named else "[]")
            return [(*path, key) for path in self.paths(node.value, scope, depth + 1)]
        if isinstance(node, _WRAPPED):
            return self.paths(node.value, scope, depth + 1)
        if isinstance(node, ast.Lambda):
            return [(f"&{_anonymous(scope, node)}",)]
        if isinstance(node, ast.BoolOp):
            return [path for item in node.values[:3] for path in self.paths(item, scope, depth + 1)][:_MOST]
        if isinstance(node, ast.IfExp):
            return [*self.paths(node.body, scope, depth + 1), *self.paths(node.orelse, scope, depth + 1)][:_MOST]
        return []

    def called(self, node: ast.Call, scope: str, depth: int) -> list[Path]:
        func, args = node.func, node.args
        name = _last(func)
        if name == "Depends" and (args or node.keywords):
            given = args[0] if args else node.keywords[0].value
            return [(*path, "()") for path in self.paths(given, scope, depth + 1)]
        if name == "cast" and len(args) == 2:
            return self.paths(args[1], scope, depth + 1)
        if name == "partial" and args:
            return self.paths(args[0], scope, depth + 1)
        if name in _GETTERS and args:
            held = args[0] if isinstance(func, ast.Name) else func.value if isinstance(func, ast.Attribute) else None
            key = args[1] if isinstance(func, ast.Name) and len(args) > 1 else args[0]
            if held is not None and (said := _constant(key)) is not None:
                return [(*path, said) for path in self.paths(held, scope, depth + 1)]
            if name in ("resolve", "get", "get_service") and isinstance(key, ast.Name) and key.id[:1].isupper():
                return [(key.id, "()")]
        return [(*path, "()") for path in self.paths(func, scope, depth + 1)]


def _anonymous(scope: str, node: ast.Lambda) -> str:
    return f"{scope}.<{node.lineno}:{node.col_offset}>"


def _constant(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def ast_name(node: ast.expr) -> str:
    """A name or an attribute of a name as written, the empty text for anything else."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return _last(node)
