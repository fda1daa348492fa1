"""Where things go in one JavaScript or TypeScript file: what names hold, what is handed to whom, what is asked."""

from __future__ import annotations

from tree_sitter import Node

from tasks.structural.flows import Ask, Flows, Pass, Path
from tasks.structural.reading.collected_flows import CollectedFlows
from tasks.structural.reading.node_paths import NAMES, anonymous, constant, entries, paths, scope_of, types
from tasks.structural.reading.node_syntax import CLASSES, FUNCTIONS, line_of, text, unwrapped

_SETTERS = frozenset({"set", "decorate", "decorateRequest", "decorateReply", "provide"})
_REGISTERS = frozenset({"register", "plugin"})
_SKIPPED = frozenset(
    {"comment", "string", "number", "regex", "identifier", "property_identifier", "type_identifier", "predefined_type",
     "type_annotation", "type_arguments", "type_parameters", "type_alias_declaration", "import_statement", "true",
     "false", "null", "undefined", "template_string_fragment", "string_fragment"}
)  # fmt: skip
_Place = tuple[Node, str]


def node_flows(root: Node) -> Flows:
    """The flows of a parsed file."""
    reader = _Reader(entries)
    reader.read(root)
    return reader.collected()


class _Reader(CollectedFlows[Node]):
    def read(self, root: Node) -> None:
        stack: list[_Place] = [(node, "") for node in reversed(root.named_children)]
        while stack:
            node, scope = stack.pop()
            kind = node.type
            if kind in _SKIPPED:
                continue
            if kind in FUNCTIONS:
                inner = self.function(node, scope)
                body = node.child_by_field_name("body")
                stack.extend((item, inner) for item in (node.child_by_field_name("parameters"), body) if item)
                continue
            if kind in CLASSES:
                name = text(node.child_by_field_name("name")) or anonymous("", node)
                own = f"{scope}.{name}" if scope else name
                self.class_(node, name, own, scope)
                stack.extend((child, own if child.type == "class_body" else scope) for child in node.named_children)
                continue
            if kind == "interface_declaration":
                self.interface(node)
                continue
            self.look(node, kind, scope)
            stack.extend((child, scope) for child in node.named_children)

    def look(self, node: Node, kind: str, scope: str) -> None:
        if kind in ("call_expression", "new_expression"):
            self.call(node, scope)
        elif kind == "variable_declarator":
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            if name is not None:
                self.bind(name, value, node.child_by_field_name("type"), scope)
        elif kind == "assignment_expression":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and right is not None:
                if left.type == "object_pattern":
                    self.bind(left, right, None, scope)
                    return
                for target in paths(left, scope)[:1]:
                    self.give(_exported(target), right, scope)
        elif kind == "return_statement":
            if node.named_children:
                self.give(("return",), node.named_children[0], scope)
        elif kind in ("field_definition", "public_field_definition"):
            label = node.child_by_field_name("name") or node.child_by_field_name("property")
            target = ("self", text(label).lstrip("#"))
            self.typed(target, node.child_by_field_name("type"), scope)
            if (value := node.child_by_field_name("value")) is not None:
                self.give(target, value, scope)
        elif kind == "export_statement":
            value = node.child_by_field_name("value")
            if value is not None:
                self.give(("exports", "default"), value, scope)

    def class_(self, node: Node, name: str, own: str, scope: str) -> None:
        self.flow((name,), (f"^{own}",), scope)
        for child in node.named_children:
            for inner in child.named_children if child.type == "class_heritage" else ():
                kept = inner.child_by_field_name("value") if inner.type == "extends_clause" else inner
                if inner.type == "implements_clause":
                    for said in inner.named_children:
                        for path in types(said):
                            self.flow(("<base>",), path[:-1], own)
                elif kept is not None:
                    for path in paths(kept, scope):
                        self.flow(("<base>",), path, own)

    def interface(self, node: Node) -> None:
        name, body = text(node.child_by_field_name("name")), node.child_by_field_name("body")
        self.flow((name,), (f"^{name}",), "")
        for item in body.named_children if body is not None else ():
            if item.type == "property_signature":
                target = ("self", text(item.child_by_field_name("name")))
                self.typed(target, item.child_by_field_name("type"), name)

    def function(self, node: Node, scope: str) -> str:
        """Reads the parameters and what an arrow gives back; gives the scope of its body."""
        name = scope_of(node, scope)
        if own := text(node.child_by_field_name("name")).lstrip("#"):
            self.flow(("self", own) if node.type == "method_definition" else (own,), (f"&{name}",), scope)
        parameters = node.child_by_field_name("parameters") or node.child_by_field_name("parameter")
        given = [] if parameters is None else [parameters]
        if parameters is not None and parameters.type == "formal_parameters":
            given = [item for item in parameters.named_children if item.type != "comment"]
        given = [item for item in given if text(item.child_by_field_name("pattern")) != "this"]
        for number, item in enumerate(given[:12]):
            self.parameter(item, number, name)
        body = node.child_by_field_name("body")
        self.typed(("return",), node.child_by_field_name("return_type"), name)
        if body is not None and body.type != "statement_block":
            self.give(("return",), body, name)
        return name

    def parameter(self, item: Node, number: int, scope: str) -> None:
        pattern, said = item, None
        if item.type in ("required_parameter", "optional_parameter"):
            inner = item.child_by_field_name("pattern")
            if inner is None:
                return
            pattern, said = inner, item.child_by_field_name("type")
            if any(child.type in ("accessibility_modifier", "readonly") for child in item.children):
                target = ("self", text(pattern))
                self.flow(target, (f"#{number}",), scope)
                self.typed(target, said, scope)
            if (default := item.child_by_field_name("value")) is not None:
                self.bind(pattern, default, None, scope)
        elif item.type == "assignment_pattern":
            left, right = item.child_by_field_name("left"), item.child_by_field_name("right")
            if left is None:
                return
            pattern = left
            self.bind(pattern, right, None, scope)
        self.unpack(pattern, (f"#{number}",), scope, 0)
        for path in types(said):
            self.unpack(pattern, path, scope, 0)

    def unpack(self, pattern: Node, source: Path, scope: str, depth: int) -> None:
        """`{ users, articles: store }` of something: each name holds its part."""
        if depth > 4:
            return
        if pattern.type in NAMES:
            self.flow((text(pattern),), source, scope)
        elif pattern.type == "object_pattern":
            for item in pattern.named_children[:40]:
                if item.type == "shorthand_property_identifier_pattern":
                    self.flow((text(item),), (*source, text(item)), scope)
                elif item.type == "object_assignment_pattern":
                    name = text(item.child_by_field_name("left"))
                    self.flow((name,), (*source, name), scope)
                elif item.type == "pair_pattern":
                    key, value = item.child_by_field_name("key"), item.child_by_field_name("value")
                    if key is not None and value is not None:
                        self.unpack(value, (*source, text(key)), scope, depth + 1)
                elif item.type == "rest_pattern" and item.named_children:
                    self.flow((text(item.named_children[0]), "*"), source, scope)

    def bind(self, name: Node, value: Node | None, said: Node | None, scope: str) -> None:
        if name.type in NAMES:
            target = (text(name),)
            self.typed(target, said, scope)
            if value is not None:
                self.give(target, value, scope)
        elif value is not None:
            for path in paths(value, scope):
                self.unpack(name, path, scope, 0)

    def typed(self, target: Path, said: Node | None, scope: str) -> None:
        for path in types(said):
            self.flow(target, path, scope)

    def call(self, node: Node, scope: str) -> None:
        function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        arguments = node.child_by_field_name("arguments")
        if function is None or arguments is None:
            return
        function = unwrapped(function)
        given = [item for item in arguments.named_children if item.type != "comment"][:12]
        method = text(function.child_by_field_name("property")) if function.type == "member_expression" else ""
        on: list[Path] = []
        if method:
            held = function.child_by_field_name("object")
            on = paths(held, scope) if held is not None else []
            self.asks.extend(Ask(scope, path, method, line_of(node)) for path in on)
            if method in _SETTERS and len(given) > 1 and (key := constant(given[0])) is not None:
                for path in on:
                    self.give((*path, key), given[1], scope)
        elif function.type == "identifier" and node.type == "call_expression":
            self.asks.append(Ask(scope, (), text(function), line_of(node)))
        if not given:
            return
        if method == "assign" and on == [("Object",)]:
            for target in paths(given[0], scope)[:1]:
                for item in given[1:]:
                    self.give(target if unwrapped(item).type == "object" else (*target, "*"), item, scope)
            return
        if method in _REGISTERS:
            for callee in paths(given[0], scope)[:1]:
                self.passes.extend(Pass(scope, callee, "0", (), path) for path in on)
                for number, item in enumerate(given[1:], 1):
                    self.hand(callee, str(number), item, scope)
        for callee in paths(function, scope)[:1]:
            for number, item in enumerate(given):
                self.hand(callee, str(number), item, scope)


def _exported(target: Path) -> Path:
    return target[1:] if target[:2] == ("module", "exports") else target
