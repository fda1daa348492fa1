"""Parses JavaScript and TypeScript with tree-sitter and puts expressions in short."""

from __future__ import annotations

import functools
import time
from typing import Literal

import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser, Tree

from tasks.structural.facts import Value

Grammar = Literal["javascript", "typescript", "tsx"]
_DEPTH = 60
_SECONDS = 0.5
_HARMLESS = 8192
_WRAPPERS = frozenset(
    {"parenthesized_expression", "await_expression", "as_expression", "non_null_expression", "satisfies_expression",
     "type_assertion"}
)  # fmt: skip
FUNCTIONS = frozenset(
    {"function_declaration", "function_expression", "arrow_function", "generator_function_declaration",
     "generator_function", "method_definition", "function"}
)  # fmt: skip


@functools.cache
def _parser(grammar: Grammar) -> Parser:
    if grammar == "javascript":
        return Parser(Language(tree_sitter_javascript.language()))
    if grammar == "typescript":
        return Parser(Language(tree_sitter_typescript.language_typescript()))
    return Parser(Language(tree_sitter_typescript.language_tsx()))


def parse(data: bytes, grammar: Grammar) -> Tree | None:
    """The syntax tree, or None when the parser takes more than half a second."""
    parser = _parser(grammar)
    if len(data) > _HARMLESS and not _parses_in_time(parser, data):
        return None
    # Once more, from bytes: nodes of a tree that was parsed through a callback give up their text 30 times slower.
    return parser.parse(data)


def _parses_in_time(parser: Parser, data: bytes) -> bool:
    """Whether the parser comes through: text like `/[/[/[` costs it time by the square of its length."""
    until = time.monotonic() + _SECONDS
    try:
        parser.parse(
            lambda at, _point: data[at : at + 65536], progress_callback=lambda _at, _bad: time.monotonic() > until
        )
    except ValueError:
        parser.reset()
        return False
    return True


def line_of(node: Node) -> int:
    """Where a node begins, from 1."""
    return node.start_point.row + 1


def text(node: Node | None) -> str:
    if node is None or node.text is None:
        return ""
    return node.text.decode("utf-8", "replace")


def unwrapped(node: Node) -> Node:
    """The expression inside parentheses, `await`, `as T` and `!`."""
    for _ in range(_DEPTH):
        if node.type not in _WRAPPERS or not node.named_children:
            return node
        inner = node.named_children[-1 if node.type == "type_assertion" else 0]
        if inner.type == "comment" and len(node.named_children) > 1:
            inner = node.named_children[1]
        node = inner
    return node


def dotted(node: Node | None, depth: int = 0) -> str:
    """A callee as written: `a.b().c`, `new` left out, `?` for what has no name."""
    if node is None or depth > _DEPTH:
        return "?"
    node = unwrapped(node)
    kind = node.type
    if kind in ("identifier", "this", "super", "property_identifier", "private_property_identifier", "type_identifier",
                "shorthand_property_identifier"):  # fmt: skip
        return text(node)
    if kind == "import":
        return "import"
    if kind in ("member_expression", "nested_identifier"):
        base = dotted(node.child_by_field_name("object"), depth + 1)
        return f"{base}.{text(node.child_by_field_name('property'))}"
    if kind == "call_expression":
        return dotted(node.child_by_field_name("function"), depth + 1) + "()"
    if kind == "new_expression":
        return dotted(node.child_by_field_name("constructor"), depth + 1) + "()"
    if kind == "subscript_expression":
        base = dotted(node.child_by_field_name("object"), depth + 1)
        index = node.child_by_field_name("index")
        if index is not None and index.type == "string":
            return f"{base}.{string(index)}"
        return f"{base}[]"
    if kind == "instantiation_expression" and node.named_children:
        return dotted(node.named_children[0], depth + 1)
    return "?"


def string(node: Node) -> str:
    return "".join(text(part) if part.type != "escape_sequence" else " " for part in node.named_children)


def fold(node: Node | None, texts: dict[str, str], depth: int = 0) -> str | None:
    """The text that an expression certainly is, `{}` for each part that only the running program knows."""
    if node is None or depth > _DEPTH:
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


def _does(item: Node) -> bool:
    """Whether a member of an object is a function: such an object is a module by another name, no container."""
    given = item.child_by_field_name("value") if item.type == "pair" else item
    return given is not None and given.type in FUNCTIONS


_CONTAINERS = frozenset({"Map", "Set", "WeakMap", "Array"})


def value(node: Node | None, texts: dict[str, str], depth: int = 0) -> Value:
    """An expression in short, as `facts.Value` describes it."""
    if node is None or depth > 8:
        return Value("other")
    node = unwrapped(node)
    if (folded := fold(node, texts)) is not None:
        return Value("text", folded[:500])
    kind = node.type
    if kind in ("identifier", "member_expression", "subscript_expression", "shorthand_property_identifier"):
        name = dotted(node)
        if name.startswith("process.env."):
            return Value("env", "", name[12:])
        return Value("name", name=name)
    if kind == "object" and any(_does(item) for item in node.named_children[:100]):
        return Value("other")
    if kind in ("object", "array"):
        return Value("container")
    if kind == "new_expression":
        name = dotted(node.child_by_field_name("constructor"))
        return Value("container") if name in _CONTAINERS else Value("call", name=name)
    if kind == "call_expression":
        return Value("call", name=dotted(node.child_by_field_name("function")))
    if kind in FUNCTIONS:
        return Value("function")
    if kind == "binary_expression" and text(node.child_by_field_name("operator")) in ("||", "??"):
        left = value(node.child_by_field_name("left"), texts, depth + 1)
        if left.kind == "env":
            right = value(node.child_by_field_name("right"), texts, depth + 1)
            return Value("env", left.text or right.text, left.name)
        return left
    if kind == "ternary_expression":
        return value(node.child_by_field_name("consequence"), texts, depth + 1)
    return Value("other")
