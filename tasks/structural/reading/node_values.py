"""JavaScript and TypeScript expressions in short, and the conditions that settings may decide."""

from __future__ import annotations

import msgspec
from tree_sitter import Node

from tasks.structural.facts import Value
from tasks.structural.reading.node_syntax import FUNCTIONS, dotted, string, text, unwrapped
from tasks.structural.reading.node_texts import fold

_MOST_ENTRIES = 60
_CONTAINERS = frozenset({"Map", "Set", "WeakMap", "Array"})
_SAYS_THE_SAME = frozenset({"toLowerCase", "toUpperCase", "trim"})
_COMPARES = {"===": "==", "==": "==", "!==": "!=", "!=": "!="}
_PARTS = {"startsWith": "startswith", "endsWith": "endswith", "includes": "within"}
_SUBJECTS = ("env", "name", "index")


def _does(item: Node) -> bool:
    """Whether a member of an object is a function: such an object is a module by another name, no container."""
    given = item.child_by_field_name("value") if item.type == "pair" else item
    return given is not None and given.type in FUNCTIONS


def value(node: Node | None, texts: dict[str, str], depth: int = 0) -> Value:
    """An expression in short, as `facts.Value` describes it."""
    if node is None or depth > 6:
        return Value("other")
    node = unwrapped(node)
    if (folded := fold(node, texts)) is not None:
        return Value("text", folded[:500], parts=_gap(node, texts, depth) if folded.startswith("{}") else ())
    kind = node.type
    if kind in ("identifier", "member_expression", "subscript_expression", "shorthand_property_identifier"):
        return _named(node, texts, depth)
    if kind == "object":
        does = any(_does(item) for item in node.named_children[:100])
        return Value("other" if does else "container", parts=_entries(node, texts, depth))
    if kind == "array":
        return Value("container")
    if kind == "call_expression" and (receiver := _same(node)) is not None:
        return value(receiver, texts, depth + 1)
    if kind in ("new_expression", "call_expression"):
        name = dotted(node.child_by_field_name("constructor" if kind == "new_expression" else "function"))
        if kind == "new_expression" and name in _CONTAINERS:
            return Value("container")
        return Value("call", name=name, parts=_given(node, texts, depth))
    if kind in FUNCTIONS:
        return Value("function")
    if kind == "binary_expression" and text(node.child_by_field_name("operator")) in ("||", "??"):
        left = value(node.child_by_field_name("left"), texts, depth + 1)
        right = value(node.child_by_field_name("right"), texts, depth + 1)
        if left.kind == "env":
            return Value("env", left.text or right.text, left.name, left.parts, otherwise=left.otherwise or right)
        return msgspec.structs.replace(left, otherwise=left.otherwise or right)
    if kind == "ternary_expression":
        return _ternary(node, texts, depth)
    if kind in ("binary_expression", "unary_expression") and (decided := condition(node, texts, depth + 1)) is not None:
        return decided
    return Value("other", name=kind.capitalize() if kind in ("true", "false") else "")


def _same(node: Node) -> Node | None:
    """What `toLowerCase()` and its like are called on: the text says what it said before."""
    function = node.child_by_field_name("function")
    if function is None or text(function.child_by_field_name("property")) not in _SAYS_THE_SAME:
        return None
    return function.child_by_field_name("object")


def _named(node: Node, texts: dict[str, str], depth: int) -> Value:
    name = dotted(node)
    if name.startswith("process.env.") and "[]" not in name:
        return Value("env", "", name[12:])
    base, index = node.child_by_field_name("object"), node.child_by_field_name("index")
    if not name.endswith("[]") or base is None or index is None:
        return Value("name", name=name)
    key = value(index, texts, depth + 1)
    if name == "process.env[]":
        return Value("env", "", key.text, parts=(("", key),))
    return Value("index", name=name, parts=(("", key), ("of", value(base, texts, depth + 1))))


def _ternary(node: Node, texts: dict[str, str], depth: int) -> Value:
    body = value(node.child_by_field_name("consequence"), texts, depth + 1)
    decided = condition(node.child_by_field_name("condition"), texts, depth + 1)
    if decided is None or body.test is not None:
        return body
    other = value(node.child_by_field_name("alternative"), texts, depth + 1)
    return msgspec.structs.replace(body, test=decided, otherwise=other)


def _given(node: Node, texts: dict[str, str], depth: int) -> tuple[tuple[str, Value], ...]:
    """The arguments of a call; those of a call deep inside another tell nothing."""
    arguments = node.child_by_field_name("arguments")
    if arguments is None or depth > 3 or arguments.type != "arguments":
        return ()
    return tuple(("", value(item, texts, depth + 1)) for item in arguments.named_children[:6] if item.type != "comment")


def _entries(node: Node, texts: dict[str, str], depth: int) -> tuple[tuple[str, Value], ...]:
    if depth > 3 or len(node.named_children) > _MOST_ENTRIES:
        return ()
    found: list[tuple[str, Value]] = []
    for item in node.named_children:
        if item.type == "pair":
            label = item.child_by_field_name("key")
            key = "" if label is None else (string(label) if label.type == "string" else text(label))
            found.append((key, value(item.child_by_field_name("value"), texts, depth + 1)))
        elif item.type == "shorthand_property_identifier":
            found.append((text(item), Value("name", name=text(item))))
        elif item.type == "spread_element" and item.named_children:
            found.append(("**", value(item.named_children[0], texts, depth + 1)))
    return tuple(found)


def _gap(node: Node, texts: dict[str, str], depth: int) -> tuple[tuple[str, Value], ...]:
    """What the first gap of a text is filled with."""
    first: Node | None = None
    if node.type == "template_string":
        inner = next((part for part in node.named_children if part.type == "template_substitution"), None)
        first = inner.named_children[0] if inner is not None and inner.named_children else None
    elif node.type == "binary_expression":
        first = node
        while first is not None and first.type == "binary_expression":
            first = first.child_by_field_name("left")
    return (("", value(first, texts, depth + 1)),) if first is not None else ()


def condition(node: Node | None, texts: dict[str, str], depth: int = 0) -> Value | None:
    """The condition as a value of kind `test` (or what must not be empty); None for one that only a request decides."""
    if node is None or depth > 5:
        return None
    node = unwrapped(node)
    if node.type == "unary_expression":
        if text(node.child_by_field_name("operator")) != "!":
            return None
        inner = condition(node.child_by_field_name("argument"), texts, depth + 1)
        return Value("test", "not", parts=(("", inner),)) if inner is not None else None
    if node.type == "binary_expression":
        return _binary(node, texts, depth)
    if node.type == "call_expression":
        return _within(node, texts, depth)
    if node.type in ("true", "false"):
        return Value("other", name=node.type.capitalize())
    short = value(node, texts, depth + 1)
    return short if short.kind in _SUBJECTS else None


def any_of(subject: Value, texts: list[str]) -> Value:
    """The condition that a value is one of these texts."""
    return Value("test", "in", parts=(("", subject), *(("", Value("text", item)) for item in texts)))


def _binary(node: Node, texts: dict[str, str], depth: int) -> Value | None:
    operator = text(node.child_by_field_name("operator"))
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if operator in ("&&", "||"):
        sides = [condition(side, texts, depth + 1) for side in (left, right)]
        if all(side is None for side in sides):
            return None
        known = tuple(("", side if side is not None else Value("other")) for side in sides)
        return Value("test", "and" if operator == "&&" else "or", parts=known)
    word = _COMPARES.get(operator)
    if word is None:
        return None
    values = [value(side, texts, depth + 1) for side in (left, right)]
    if right is not None and right.type in ("undefined", "null"):
        if values[0].kind not in _SUBJECTS:
            return None
        return values[0] if word == "!=" else Value("test", "not", parts=(("", values[0]),))
    if all(item.kind != "text" for item in values):
        return None
    return Value("test", word, parts=tuple(("", item) for item in values))


def _within(node: Node, texts: dict[str, str], depth: int) -> Value | None:
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or function.type != "member_expression" or arguments is None or not arguments.named_children:
        return None
    word = _PARTS.get(text(function.child_by_field_name("property")))
    base = function.child_by_field_name("object")
    if word is None or base is None:
        return None
    base = unwrapped(base)
    given = arguments.named_children[0]
    if base.type == "array":
        listed = [item for inner in base.named_children if (item := fold(inner, texts)) is not None]
        return any_of(value(given, texts, depth + 1), listed) if listed else None
    part = fold(given, texts)
    subject = value(base, texts, depth + 1)
    return Value("test", word, parts=(("", subject), ("", Value("text", part)))) if part else None
