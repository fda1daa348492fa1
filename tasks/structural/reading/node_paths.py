"""JavaScript and TypeScript expressions as paths: what a name, a member, a call, a type or a literal leads to."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from tasks.structural.flows import Path
from tasks.structural.reading.node_syntax import CLASSES, FUNCTIONS, string, text, unwrapped

_DEPTH = 24
_MOST = 6
_EACH = frozenset(
    {"map", "flatMap", "filter", "find", "findIndex", "forEach", "some", "every", "reduce", "sort", "toSorted", "then",
     "catch", "finally", "replace", "from"}
)  # fmt: skip
_GETTERS = frozenset({"get", "resolve", "make", "cradle"})
NAMES = frozenset({"identifier", "shorthand_property_identifier", "type_identifier"})


def paths(node: Node, scope: str, depth: int = 0) -> list[Path]:
    """The paths that an expression may be, at most a few; none for what isn't one."""
    if depth > _DEPTH:
        return []
    node = unwrapped(node)
    kind = node.type
    if kind in NAMES:
        return [(text(node),)]
    if kind == "this":
        return [("self",)]
    if kind == "member_expression":
        held = node.child_by_field_name("object")
        name = text(node.child_by_field_name("property")).lstrip("#")
        return [(*path, name) for path in paths(held, scope, depth + 1)] if held is not None else []
    if kind == "subscript_expression":
        held, index = node.child_by_field_name("object"), node.child_by_field_name("index")
        key = constant(index) or (text(index) if index is not None and text(index).isupper() else "[]")
        return [(*path, key) for path in paths(held, scope, depth + 1)] if held is not None else []
    if kind in ("call_expression", "new_expression"):
        return _called(node, scope, depth)
    if kind in FUNCTIONS:
        return [(f"&{scope_of(node, scope)}",)]
    if kind in CLASSES:
        return [(text(node.child_by_field_name("name")) or anonymous("", node),)]
    if kind in ("binary_expression", "ternary_expression"):
        sides = ("left", "right") if kind == "binary_expression" else ("consequence", "alternative")
        if kind == "binary_expression" and text(node.child_by_field_name("operator")) not in ("||", "??", "&&"):
            return []
        items = [item for side in sides if (item := node.child_by_field_name(side)) is not None]
        return [path for item in items for path in paths(item, scope, depth + 1)][:_MOST]
    if kind in ("assignment_expression", "augmented_assignment_expression"):
        right = node.child_by_field_name("right")
        return paths(right, scope, depth + 1) if right is not None else []
    return []


def _called(node: Node, scope: str, depth: int) -> list[Path]:
    function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
    arguments = node.child_by_field_name("arguments")
    if function is None:
        return []
    function = unwrapped(function)
    given = [] if arguments is None else [item for item in arguments.named_children if item.type != "comment"]
    if function.type == "import" or (function.type == "identifier" and text(function) == "require"):
        said = constant(given[0]) if given else None
        return [(f"require#{said}",)] if said else []
    if function.type == "member_expression":
        name, held = text(function.child_by_field_name("property")), function.child_by_field_name("object")
        if name in _GETTERS and given and held is not None:
            if (said := constant(given[0])) is not None:
                return [(*path, said) for path in paths(held, scope, depth + 1)]
            if name in ("resolve", "get") and text(given[0])[:1].isupper():
                return [(text(given[0]), "()")]
        if name == "bind" and held is not None:
            return paths(held, scope, depth + 1)
    if function.type == "identifier" and text(function) == "Proxy" and given:
        return paths(given[0], scope, depth + 1)
    wraps = given and unwrapped(given[0]).type in FUNCTIONS and len(given) <= 2
    if wraps and function.type == "member_expression":
        wraps = text(function.child_by_field_name("property")) not in _EACH
    if wraps and function.type in ("identifier", "member_expression"):
        # `fp(async (app) => ...)`, `asyncHandler((req, res) => ...)`: what comes back is as good as what went in.
        inner = [(f"&{scope_of(unwrapped(given[0]), scope)}",)]
        return [*inner, *((*path, "()") for path in paths(function, scope, depth + 1))]
    if given and text(function) in ("fp", "fastifyPlugin", "plugin"):
        return paths(given[0], scope, depth + 1)
    return [(*path, "()") for path in paths(function, scope, depth + 1)]


def types(said: Node | None, depth: int = 0) -> list[Path]:
    """What an annotation says: objects of its classes."""
    if said is None or depth > 5:
        return []
    if said.type in ("type_identifier", "nested_type_identifier"):
        return [(*text(said).split("."), "()")]
    if said.type == "generic_type":
        name = said.child_by_field_name("name")
        if text(name) in ("Promise", "Readonly", "Required", "Partial", "Pick") and len(said.named_children) > 1:
            inner = said.named_children[1]
            return types(inner.named_children[0], depth + 1) if inner.named_children else []
        return types(name, depth + 1)
    if said.type in ("type_annotation", "union_type", "intersection_type", "parenthesized_type"):
        return [path for child in said.named_children for path in types(child, depth + 1)][:_MOST]
    return []


def entries(value: Node, scope: str, depth: int = 0) -> Iterator[tuple[Path, Path]]:
    """What an expression holds: (keys of literals, path)."""
    value = unwrapped(value)
    if value.type != "object":
        for path in paths(value, scope):
            yield (), path
        return
    for item in value.named_children[:60] if depth < 5 else ():
        if item.type == "shorthand_property_identifier":
            yield (text(item),), (text(item),)
        elif item.type == "pair":
            key, given = item.child_by_field_name("key"), item.child_by_field_name("value")
            if key is not None and given is not None:
                name = string(key) if key.type == "string" else text(key)
                for inner, path in entries(given, scope, depth + 1):
                    yield (name, *inner), path
        elif item.type == "spread_element" and item.named_children:
            for inner, path in entries(item.named_children[0], scope, depth + 1):
                yield (inner or ("*",)), path
        elif item.type == "method_definition":
            yield (text(item.child_by_field_name("name")),), (f"&{scope_of(item, scope)}",)


def scope_of(node: Node, scope: str) -> str:
    name = text(node.child_by_field_name("name")).lstrip("#")
    if not name:
        return anonymous(scope, node)
    return f"{scope}.{name}" if scope else name


def anonymous(scope: str, node: Node) -> str:
    return f"{scope}.<{node.start_point.row + 1}:{node.start_point.column}>"


def constant(node: Node | None) -> str | None:
    return string(node) if node is not None and node.type == "string" else None
