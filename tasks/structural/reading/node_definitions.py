"""Functions, classes and types of a JavaScript or TypeScript file: how much they do, what they return."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from tasks.structural.facts import ClassFact, FunctionFact, Store, Value
from tasks.structural.reading.node_branches import NodeBranches
from tasks.structural.reading.node_modules import Entry
from tasks.structural.reading.node_syntax import FUNCTIONS, dotted, line_of, text
from tasks.structural.reading.node_values import value

STATEMENTS = frozenset(
    {"expression_statement", "return_statement", "if_statement", "for_statement", "for_in_statement", "while_statement",
     "lexical_declaration", "variable_declaration", "try_statement", "switch_statement", "do_statement"}
)  # fmt: skip

_SHORT = 25
"""Statements of a function that may make a setting; longer ones do something else."""
_HOLDS_STATEMENTS = frozenset(
    {"if_statement", "else_clause", "statement_block", "try_statement", "switch_statement", "switch_body",
     "switch_case", "switch_default"}
)  # fmt: skip


class NodeDefinitions(NodeBranches):
    """Collects definitions and gives back what stands inside them."""

    def function(self, node: Node, scope: str, callee: str, key: str) -> Iterator[Entry]:
        own = text(node.child_by_field_name("name")) or key.rsplit(".", 1)[-1]
        name = f"{scope}.{own or '<function>'}" if scope else (own or "<function>")
        body = node.child_by_field_name("body")
        parameters = node.child_by_field_name("parameters") or node.child_by_field_name("parameter")
        params = tuple(_params(parameters)) if parameters is not None else ()
        weight, returns = _body(body)
        defaults = tuple(self.defaults(parameters)) if parameters is not None else ()
        self.weight += 1 if body is not None and body.type != "statement_block" else 0
        end = node.end_point.row + 1
        gives = tuple(self.given_back(body)) if body is not None else ()
        self.functions.append(
            FunctionFact(name, line_of(node), weight, params, (), tuple(returns[:20]), end, defaults, gives)
        )
        if body is not None and body.type == "statement_block":
            self.left_early(body, name)
        if parameters is not None:
            yield parameters, name, "", ""
        if body is not None:
            yield body, name, "", ""
        for child in node.named_children:
            if child.type == "decorator":
                yield child, scope, "", ""

    def defaults(self, parameters: Node) -> Iterator[tuple[str, Value]]:
        """What parameters are where a call leaves them out, those taken from an object among them."""
        waiting = list(parameters.named_children[:20])
        while waiting:
            item = waiting.pop()
            if item.type in ("required_parameter", "optional_parameter"):
                name, given = item.child_by_field_name("pattern"), item.child_by_field_name("value")
            elif item.type in ("assignment_pattern", "object_assignment_pattern"):
                name, given = item.child_by_field_name("left"), item.child_by_field_name("right")
            else:
                name, given = item, None
            if name is not None and name.type == "object_pattern":
                waiting.extend(name.named_children[:20])
            elif name is not None and given is not None:
                yield text(name), value(given, self.texts, 2)

    def given_back(self, body: Node) -> Iterator[tuple[int, Value]]:
        """What a short function returns, line and value."""
        if body.type != "statement_block":
            if (short := value(body, self.texts, 1)).kind != "other" or short.parts:
                yield line_of(body), short
            return
        stack = list(body.named_children) if len(body.named_children) <= _SHORT else []
        while stack:
            node = stack.pop()
            if node.type == "return_statement":
                given = node.named_children[0] if node.named_children else None
                if (short := value(given, self.texts, 1)).kind != "other" or short.parts:
                    yield line_of(node), short
            elif node.type in _HOLDS_STATEMENTS:
                stack.extend(node.named_children)

    def class_(self, node: Node, scope: str, callee: str, key: str) -> Iterator[Entry]:
        own = text(node.child_by_field_name("name")) or key.rsplit(".", 1)[-1] or "<class>"
        name = f"{scope}.{own}" if scope else own
        bases: list[str] = []
        members: list[str] = []
        body = node.child_by_field_name("body")
        decorators: list[str] = []
        promised = ["abstract"] if node.type == "abstract_class_declaration" else []
        for child in node.named_children:
            if child.type == "class_heritage":
                for inner in child.named_children:
                    target = inner.child_by_field_name("value") if inner.type in ("extends_clause",) else inner
                    if target is not None and inner.type != "implements_clause":
                        bases.append(dotted(target))
                    elif inner.type == "implements_clause":
                        promised.extend(f"implements {text(item).split('<')[0]}" for item in inner.named_children)
                    yield inner, scope, "", ""
            elif child.type == "decorator":
                decorators.append(text(child)[1:].split("(")[0])
                yield child, scope, "", ""
        for item in body.named_children if body is not None else ():
            label = item.child_by_field_name("name") or item.child_by_field_name("property")
            if label is not None:
                members.append(text(label))
                if item.type != "method_definition":
                    self.weight += 1
            yield item, name, "", ""
        self.classes.append(ClassFact(name, tuple(bases), line_of(node), tuple(members), (*decorators, *promised)))

    def type_(self, node: Node, scope: str, callee: str, key: str) -> Iterator[Entry]:
        body = node.child_by_field_name("body")
        offers = any(_is_offer(item) for item in body.named_children) if body is not None else False
        name = text(node.child_by_field_name("name"))
        self.classes.append(ClassFact(name, (), line_of(node), ("()",) if offers else ("",), ("type",)))
        self.weight += 1
        return iter(())

    def field(self, node: Node, scope: str, callee: str, key: str) -> Iterator[Entry]:
        label = node.child_by_field_name("name") or node.child_by_field_name("property")
        given = node.child_by_field_name("value")
        if given is not None:
            name = text(label)
            if value(given, self.texts).kind == "container":
                self.stores.append(Store(f"this.{name}", line_of(node), scope))
            yield given, scope, "", name
        for child in node.named_children:
            if child.type == "decorator":
                yield child, scope, "", ""


def _is_offer(item: Node) -> bool:
    """Whether a member of an interface is a method, or a property that holds a function."""
    if item.type != "property_signature":
        return item.type == "method_signature"
    said = item.child_by_field_name("type")
    return said is not None and any(child.type == "function_type" for child in said.named_children)


def _params(parameters: Node) -> Iterator[str]:
    if parameters.type == "identifier":
        yield text(parameters)
        return
    for item in parameters.named_children:
        if item.type == "identifier":
            yield text(item)
        elif item.type in ("required_parameter", "optional_parameter"):
            inner = item.child_by_field_name("pattern")
            if inner is not None and inner.type == "identifier":
                yield text(inner)
        elif item.type == "assignment_pattern":
            yield text(item.child_by_field_name("left"))


def _body(body: Node | None) -> tuple[int, list[str]]:
    """How many statements of a function do something, and what it returns."""
    if body is None:
        return 0, []
    if body.type != "statement_block":
        return 1, [name] if (name := dotted(body)) != "?" else []
    weight = 0
    returns: list[str] = []
    stack = list(body.named_children)
    while stack:
        node = stack.pop()
        if node.type in FUNCTIONS or node.type in ("class_declaration", "class"):
            continue
        if node.type in STATEMENTS:
            weight += 1
        if node.type == "return_statement":
            if node.named_children and (name := dotted(node.named_children[0])) != "?":
                returns.append(name)
            continue
        if node.type.endswith(("statement", "clause", "block", "body", "case", "default")):
            stack.extend(node.named_children)
    return weight, returns
