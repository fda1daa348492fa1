"""Python expressions as paths: what a name, an attribute, a call, an annotation or a literal leads to."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tasks.structural.flows import Path

_DEPTH = 24
_MOST = 6
_GETTERS = frozenset({"get", "resolve", "make", "getattr", "get_service", "provide"})
_OBJECTS = frozenset({"dict", "SimpleNamespace", "Namespace", "types.SimpleNamespace"})
_TYPES = (ast.Name, ast.Attribute)
_WRAPPED = (ast.Await, ast.Starred, ast.NamedExpr)
_PLAIN = (ast.Constant, ast.JoinedStr)


def paths(node: ast.expr, scope: str, depth: int = 0) -> list[Path]:
    """The paths that an expression may be, at most a few; none for what isn't one."""
    if depth > _DEPTH:
        return []
    if isinstance(node, ast.Name):
        return [("self" if node.id in ("self", "cls") else node.id,)]
    if isinstance(node, ast.Attribute):
        return [(*path, node.attr) for path in paths(node.value, scope, depth + 1)]
    if isinstance(node, ast.Call):
        return _called(node, scope, depth)
    if isinstance(node, ast.Subscript):
        said = constant(node.slice)
        # A name may be a key of the app (`app[USERS]`) or, in small letters, anything that comes in.
        named = isinstance(node.slice, ast.Name) and node.slice.id.isupper()
        key = said or (last_word(node.slice) if named else "[]")
        return [(*path, key) for path in paths(node.value, scope, depth + 1)]
    if isinstance(node, _WRAPPED):
        return paths(node.value, scope, depth + 1)
    if isinstance(node, ast.Lambda):
        return [(f"&{anonymous(scope, node)}",)]
    if isinstance(node, ast.BoolOp):
        return [path for item in node.values[:3] for path in paths(item, scope, depth + 1)][:_MOST]
    if isinstance(node, ast.IfExp):
        return [*paths(node.body, scope, depth + 1), *paths(node.orelse, scope, depth + 1)][:_MOST]
    return []


def _called(node: ast.Call, scope: str, depth: int) -> list[Path]:
    func, args = node.func, node.args
    name = last_word(func)
    if name == "Depends" and (args or node.keywords):
        given = args[0] if args else node.keywords[0].value
        return [(*path, "()") for path in paths(given, scope, depth + 1)]
    if name == "cast" and len(args) == 2:
        return paths(args[1], scope, depth + 1)
    if name == "partial" and args:
        return paths(args[0], scope, depth + 1)
    if name in _GETTERS and args:
        held = args[0] if isinstance(func, ast.Name) else func.value if isinstance(func, ast.Attribute) else None
        key = args[1] if isinstance(func, ast.Name) and len(args) > 1 else args[0]
        if held is not None and (said := constant(key)) is not None:
            return [(*path, said) for path in paths(held, scope, depth + 1)]
        if name in ("resolve", "get", "get_service") and isinstance(key, ast.Name) and key.id[:1].isupper():
            return [(key.id, "()")]
    return [(*path, "()") for path in paths(func, scope, depth + 1)]


def types(node: ast.expr, scope: str, depth: int = 0) -> Iterator[Path]:
    """What an annotation says: objects of its classes, and what its `Depends` gives."""
    if depth > 6:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 80:
        words = node.value.split("|")[0].strip().split(".")
        if all(word.isidentifier() for word in words):
            yield (*words, "()")
    elif isinstance(node, _TYPES):
        yield from ((*path, "()") for path in paths(node, scope))
    elif isinstance(node, ast.BinOp):
        yield from types(node.left, scope, depth + 1)
        yield from types(node.right, scope, depth + 1)
    elif isinstance(node, ast.Subscript):
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        head = last_word(node.value)
        if head in ("Annotated", "Optional", "Final", "ClassVar", "AsyncIterator", "Iterator", "Generator",
                    "AsyncGenerator", "Union"):  # fmt: skip
            for item in inner[:1]:  # `Optional[()]` says nothing
                yield from types(item, scope, depth + 1)
        for item in inner[1:] if head == "Annotated" else ():
            yield from paths(item, scope)


def entries(value: ast.expr, scope: str, depth: int = 0) -> Iterator[tuple[Path, Path]]:
    """What an expression holds: (keys of literals, path)."""
    if depth > 4 or isinstance(value, _PLAIN):
        return
    if isinstance(value, ast.Dict):
        for key, item in zip(value.keys[:60], value.values[:60], strict=True):
            if key is None:
                yield from ((("*",), path) for path in paths(item, scope))
            elif (name := constant(key)) is not None:
                for inner, path in entries(item, scope, depth + 1):
                    yield (name, *inner), path
        return
    if isinstance(value, ast.Call) and plain_name(value.func) in _OBJECTS:
        for word in value.keywords[:60]:
            for inner, path in entries(word.value, scope, depth + 1):
                yield (word.arg or "*", *inner), path
        return
    if isinstance(value, ast.Subscript) and last_word(value.value) == "Annotated":
        # `Users = Annotated[UserService, Depends(get_users)]`: as a type it means objects, so no call yet.
        for path in types(value, scope):
            yield (), path[:-1] if path[-1:] == ("()",) else path
        return
    for path in paths(value, scope):
        yield (), path


def anonymous(scope: str, node: ast.Lambda) -> str:
    return f"{scope}.<{node.lineno}:{node.col_offset}>"


def constant(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def last_word(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def plain_name(node: ast.expr) -> str:
    """A name or an attribute of a name as written, the empty text for anything else."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return last_word(node)
