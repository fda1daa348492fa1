"""JavaScript and TypeScript expressions that are texts, put together from constants."""

from __future__ import annotations

from tree_sitter import Node

from tasks.structural.reading.node_syntax import DEPTH, string, text, unwrapped


def fold(node: Node | None, texts: dict[str, str], depth: int = 0) -> str | None:
    """The text that an expression certainly is, `{}` for each part that only the running program knows."""
    if node is None or depth > DEPTH:
        return None
    node = unwrapped(node)
    kind = node.type
    if kind == "string":
        return string(node)
    if kind == "template_string":
        parts: list[str] = []
        for part in node.named_children:
            if part.type == "template_substitution":
                inner = part.named_children[0] if part.named_children else None
                parts.append(fold(inner, texts, depth + 1) or "{}")
            else:
                parts.append(" " if part.type == "escape_sequence" else text(part))
        return "".join(parts)
    if kind == "identifier" and depth:
        return texts.get(text(node))
    if kind == "new_expression":
        return _beside(node, texts, depth)
    if kind == "member_expression" and text(node.child_by_field_name("property")) in ("pathname", "href"):
        base = node.child_by_field_name("object")
        return _beside(unwrapped(base), texts, depth) if base is not None else None
    if kind == "binary_expression":
        return _joined(node, texts, depth)
    if kind == "call_expression":
        return _made(node, texts, depth)
    return None


def _beside(node: Node, texts: dict[str, str], depth: int) -> str | None:
    """`new URL('../x.js', import.meta.url)`: the path of a file seen from this one."""
    arguments = node.child_by_field_name("arguments")
    if node.type != "new_expression" or arguments is None or text(node.child_by_field_name("constructor")) != "URL":
        return None
    given = arguments.named_children
    if len(given) != 2 or text(given[1]) != "import.meta.url":
        return None
    return fold(given[0], texts, depth + 1)


def _joined(node: Node, texts: dict[str, str], depth: int) -> str | None:
    """`a + b + c`: the chain leans to the left, so it is unrolled and not recursed into."""
    parts: list[str | None] = []
    current = node
    while current.type == "binary_expression" and text(current.child_by_field_name("operator")) == "+":
        parts.append(fold(current.child_by_field_name("right"), texts, depth + 1))
        left = current.child_by_field_name("left")
        if left is None or len(parts) > 500:
            return None
        current = unwrapped(left)
    if not parts:
        return None
    parts.append(fold(current, texts, depth + 1))
    if all(part is None for part in parts):
        return None
    return "".join("{}" if part is None else part for part in reversed(parts))


def _made(node: Node, texts: dict[str, str], depth: int) -> str | None:
    function = node.child_by_field_name("function")
    arguments = node.child_by_field_name("arguments")
    if function is None or arguments is None or function.type != "member_expression":
        return None
    name = text(function.child_by_field_name("property"))
    base = function.child_by_field_name("object")
    if base is None:
        return None
    given = arguments.named_children
    if name == "join" and unwrapped(base).type == "array":
        glue = fold(given[0], texts, depth + 1) if given else ","
        if glue is None:
            return None
        return glue.join(fold(item, texts, depth + 1) or "{}" for item in unwrapped(base).named_children)
    if name in ("join", "resolve") and text(base) in ("path", "posix", "path.posix"):
        parts = [fold(item, texts, depth + 1) for item in given]
        if not any(parts):
            return None
        if given and text(given[0]) in ("__dirname", "import.meta.dirname"):
            parts[0] = "."
        return "/".join("{}" if part is None else part for part in parts)
    if name == "concat":
        first = fold(base, texts, depth + 1)
        if first is None:
            return None
        return first + "".join(fold(item, texts, depth + 1) or "{}" for item in given)
    if name in ("trim", "toLowerCase", "toString", "replace", "trimEnd", "trimStart", "replaceAll"):
        return fold(base, texts, depth + 1)
    return None
