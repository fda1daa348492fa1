"""Facts of one JavaScript or TypeScript file, read with tree-sitter; the file is never run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
from tree_sitter import Node

from tasks.structural.facts import DEEPEST, FileFacts, TooDeep
from tasks.structural.reading.node_definitions import STATEMENTS
from tasks.structural.reading.node_expressions import NodeExpressions
from tasks.structural.reading.node_flows import node_flows
from tasks.structural.reading.node_modules import Entry
from tasks.structural.reading.node_syntax import CLASSES, FUNCTIONS, Grammar, parse, text, without_type_arguments
from tasks.structural.reading.node_texts import fold

_SKIPPED = frozenset(
    {"comment", "type_annotation", "type_arguments", "type_parameters", "type_alias_declaration", "hash_bang_line",
     "interface_declaration", "regex", "number", "predefined_type", "accessibility_modifier"}
)  # fmt: skip
_NAMES = frozenset(
    {"identifier", "property_identifier", "shorthand_property_identifier", "private_property_identifier"}
)


def node_facts(data: bytes, grammar: Grammar) -> FileFacts:
    """The facts of a JavaScript or TypeScript source. Where a part cannot be parsed, `error` says where."""
    tree = parse(data, grammar)
    if tree is None:
        return FileFacts("node", error=(1, "the parser gave up"))
    if tree.root_node.has_error and grammar == "javascript":
        again = parse(data, "tsx")
        tree = again if again is not None and not again.root_node.has_error else tree
    elif tree.root_node.has_error and (plain := without_type_arguments(data)) != data:
        again = parse(plain, grammar)
        tree = again if again is not None and not again.root_node.has_error else tree
    try:
        return msgspec.structs.replace(_Reader(tree.root_node).facts(), flows=node_flows(tree.root_node))
    except TooDeep:
        return FileFacts("node", error=(1, "it nests too deeply"))


def _first_error(root: Node) -> tuple[int, str]:
    stack = [root]
    while stack:
        node = stack.pop()
        if node.is_error or node.is_missing:
            return node.start_point.row + 1, "syntax error"
        stack.extend(child for child in reversed(node.children) if child.has_error or child.is_missing)
    return 1, "syntax error"


class _Reader(NodeExpressions):
    """Walks through one file; each kind of node has its visitor."""

    def __init__(self, root: Node) -> None:
        super().__init__()
        self.root = root
        self.visitors: dict[str, Callable[[Node, str, str, str], Iterator[Entry]]] = {
            "import_statement": self.import_,
            "export_statement": self.export,
            "call_expression": self.call,
            "new_expression": self.call,
            "variable_declarator": self.declare,
            "assignment_expression": self.assign,
            "augmented_assignment_expression": self.assign,
            "field_definition": self.field,
            "public_field_definition": self.field,
            "pair": self.pair,
            "unary_expression": self.unary,
            "if_statement": self.branch,
            "ternary_expression": self.branch,
            "switch_statement": self.choice,
            "interface_declaration": self.type_,
            "type_alias_declaration": self.type_,
            "enum_declaration": self.type_,
            **dict.fromkeys(FUNCTIONS, self.function),
            **dict.fromkeys(CLASSES, self.class_),
        }

    def facts(self) -> FileFacts:
        for node in self.root.named_children:
            self.constants(node)
        stack: list[Entry] = [(node, "", "", "") for node in reversed(self.root.children)]
        depths = [0] * len(stack)
        while stack:
            node, scope, callee, key = stack.pop()
            depth = depths.pop()
            if depth > DEEPEST:
                raise TooDeep
            depths.extend([depth + 1] * self.step(node, scope, callee, key, stack))
        return self.collected("node", _first_error(self.root) if self.root.has_error else None)

    def step(self, node: Node, scope: str, callee: str, key: str, stack: list[Entry]) -> int:
        """Looks at one node and puts what is inside it on the stack; gives back how many entries that were."""
        before = len(stack)
        kind = node.type
        folded = fold(node, self.texts) if kind in ("string", "template_string", "binary_expression") else None
        visitor = self.visitors.get(kind)
        if folded is not None:
            self.text(folded, node, scope, callee, key)
            if kind != "string":
                stack.extend((child, scope, "", "") for child in _computed(node))
        elif visitor is not None:
            stack.extend(reversed(list(visitor(node, scope, callee, key))))
        elif kind in _NAMES:
            self.mentions[text(node)] += 1
        elif kind not in _SKIPPED:
            if kind in STATEMENTS and scope:
                self.weight += 1
            stack.extend((child, scope, callee, key) for child in reversed(node.named_children))
        return len(stack) - before


def _computed(node: Node) -> Iterator[Node]:
    """What stands inside a folded text and isn't text itself."""
    stack = [node]
    while stack:
        current = stack.pop()
        for child in current.named_children:
            if child.type in (
                "binary_expression",
                "template_substitution",
                "template_string",
                "parenthesized_expression",
            ):
                stack.append(child)
            elif child.type not in ("string", "string_fragment", "escape_sequence"):
                yield child
