"""Parses JavaScript and TypeScript with tree-sitter and names what is called."""

from __future__ import annotations

import functools
import re
import time
from typing import Literal

import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser, Tree

Grammar = Literal["javascript", "typescript", "tsx"]
DEPTH = 60
_SECONDS = 0.5
_HARMLESS = 8192
_TAGGED = re.compile(rb"(?<!=)>`")
_CALLEE = re.compile(rb"[\w$)\]]")
_TYPE = re.compile(rb"[^\r\n]")
_LONGEST_TYPE = 1000
_WRAPPERS = frozenset(
    {"parenthesized_expression", "await_expression", "as_expression", "non_null_expression", "satisfies_expression",
     "type_assertion"}
)  # fmt: skip
FUNCTIONS = frozenset(
    {"function_declaration", "function_expression", "arrow_function", "generator_function_declaration",
     "generator_function", "method_definition", "function"}
)  # fmt: skip
CLASSES = frozenset({"class_declaration", "class", "abstract_class_declaration"})


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


def without_type_arguments(data: bytes) -> bytes:
    """The source with the type arguments of tagged templates blanked, which the grammar can't read: sql<Row[]>`...`."""
    found = bytearray(data)
    for mark in _TAGGED.finditer(data):
        depth, at = 0, mark.start()
        while at >= max(0, mark.start() - _LONGEST_TYPE):
            letter = data[at : at + 1]
            depth += (letter == b">" and data[at - 1 : at] != b"=") - (letter == b"<")
            if depth == 0:
                break
            at -= 1
        if depth == 0 and _CALLEE.match(data[at - 1 : at]):
            found[at : mark.start() + 1] = _TYPE.sub(b" ", data[at : mark.start() + 1])
    return bytes(found)


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
    for _ in range(DEPTH):
        if node.type not in _WRAPPERS or not node.named_children:
            return node
        inner = node.named_children[-1 if node.type == "type_assertion" else 0]
        if inner.type == "comment" and len(node.named_children) > 1:
            inner = node.named_children[1]
        node = inner
    return node


def dotted(node: Node | None, depth: int = 0) -> str:
    """A callee as written: `a.b().c`, `new` left out, `?` for what has no name."""
    if node is None or depth > DEPTH:
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
