"""Calls, assignments and texts of a JavaScript or TypeScript file."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from tasks.structural import sql
from tasks.structural.facts import Call, Import, Setting, Store, Value
from tasks.structural.reading.node_definitions import NodeDefinitions
from tasks.structural.reading.node_modules import Entry
from tasks.structural.reading.node_syntax import dotted, line_of, string, text
from tasks.structural.reading.node_texts import fold
from tasks.structural.reading.node_values import value

_MUTATORS = {"push", "set", "add", "delete", "splice", "unshift", "pop", "shift", "clear", "assign"}


class NodeExpressions(NodeDefinitions):
    """Collects calls, bindings, stores and texts, and gives back what stands inside them."""

    def pair(self, node: Node, scope: str, callee: str, key: str) -> Iterator[Entry]:
        label, given = node.child_by_field_name("key"), node.child_by_field_name("value")
        name = "" if label is None else (string(label) if label.type == "string" else text(label))
        if given is not None:
            yield given, scope, callee, f"{key}.{name}" if key else name

    def unary(self, node: Node, scope: str, callee: str, key: str) -> Iterator[Entry]:
        given = node.child_by_field_name("argument")
        if given is not None:
            if text(node.child_by_field_name("operator")) == "delete" and scope:
                self.mutations.add(_base(dotted(given)))
            yield given, scope, "", ""

    def call(self, node: Node, scope: str, callee: str, key: str) -> Iterator[Entry]:
        function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        arguments = node.child_by_field_name("arguments")
        name = self.named_require(function, dotted(function), scope)
        name = self.bound.get(name, name)
        given = [] if arguments is None else [item for item in arguments.named_children if item.type != "comment"]
        if arguments is not None and arguments.type == "template_string":
            given = [arguments]
        if (target := self.required(node)) is not None and node.type == "call_expression":
            self.imports.append(Import(target.split("{}")[0], (("", ""),), line_of(node), scope, prefix="{}" in target))
        elif (folded := fold(node, self.texts)) is not None:
            self.text(folded, node, scope, callee, key)
        args = tuple(value(item, self.texts, 3) for item in given[:8])
        keywords = tuple(
            (_key(item), value(item.child_by_field_name("value"), self.texts, 2))
            if item.type == "pair"
            else (text(item), Value("name", name=text(item)))
            if item.type == "shorthand_property_identifier"
            else ("**", value(item.named_children[0] if item.named_children else None, self.texts, 2))
            for argument in given[:4]
            if argument.type == "object"
            for item in argument.named_children[:60]
            if item.type in ("pair", "shorthand_property_identifier", "spread_element")
        )
        self.calls.append(Call(name, line_of(node), scope, args, keywords))
        head, _, method = name.rpartition(".")
        if method in _MUTATORS and head and scope:
            self.mutations.add(_base(head))
        if name == "Object.assign" and args and args[0].kind == "name" and scope:
            self.mutations.add(_base(args[0].name))
        if function is not None:
            yield function, scope, "", ""
        for item in given:
            yield item, scope, name, ""

    def declare(self, node: Node, scope: str, callee: str, key: str) -> Iterator[Entry]:
        target, given = node.child_by_field_name("name"), node.child_by_field_name("value")
        if target is None or given is None:
            return
        if not self.require_binding(target, given, scope) and target.type == "identifier":
            self.bind(text(target), given, scope, line_of(node))
        elif target.type == "object_pattern":
            self.taken_out(target, given, scope)
        yield given, scope, "", text(target) if target.type == "identifier" else ""

    def taken_out(self, pattern: Node, given: Node, scope: str) -> None:
        """`const { DB_FILE = 'a.db', db: settings } = process.env`: each name is a member of what is given."""
        held = value(given, self.texts)
        for item in pattern.named_children[:40]:
            key = local = text(item)
            default: Value | None = None
            if item.type == "object_assignment_pattern":
                key = local = text(item.child_by_field_name("left"))
                default = value(item.child_by_field_name("right"), self.texts)
            elif item.type == "pair_pattern":
                key, inner = text(item.child_by_field_name("key")), item.child_by_field_name("value")
                if inner is not None and inner.type == "assignment_pattern":
                    default = value(inner.child_by_field_name("right"), self.texts)
                    inner = inner.child_by_field_name("left")
                local = text(inner)
            elif item.type != "shorthand_property_identifier_pattern":
                continue
            if held.kind == "name" and held.name == "process.env":
                short = Value("env", default.text if default is not None else "", key, otherwise=default)
            else:
                short = Value("index", name="?", parts=(("", Value("text", key)), ("of", held)), otherwise=default)
            self.keep(f"{scope}:{local}", line_of(item), short)

    def assign(self, node: Node, scope: str, callee: str, key: str) -> Iterator[Entry]:
        target, given = node.child_by_field_name("left"), node.child_by_field_name("right")
        if target is None or given is None:
            return
        name = dotted(target)
        if name in ("module.exports", "exports"):
            self.exported("default", given)
        elif name.startswith(("exports.", "module.exports.")):
            self.exported(name.rsplit(".", 1)[-1], given)
        elif target.type == "identifier":
            self.require_binding(target, given, scope)
        if scope and (target.type == "subscript_expression" or node.type.startswith("augmented")):
            self.mutations.add(_base(name))
        elif scope and target.type == "identifier":
            self.mutations.add(name)
        if target.type in ("identifier", "member_expression"):
            self.bind(name, given, scope, line_of(node))
        if target.type == "subscript_expression":
            yield target, scope, "", ""
        yield given, scope, "", name.rsplit(".", 1)[-1]

    def bind(self, name: str, given: Node, scope: str, line: int) -> None:
        short = value(given, self.texts, 2 if scope else 0)
        self.rename(name, short)
        if scope and short.kind == "call":
            self.held.setdefault(f"{scope}:{name}", short.name)
        if "." not in name:
            self.keep(f"{scope}:{name}", line, short)
        if not scope:
            self.bindings[name] = short
        elif name.startswith("this."):
            self.bindings.setdefault(f"{scope.split('.')[0]}.{name[5:]}", short)
        if short.kind == "container" and (not scope or name.startswith("this.")):
            self.stores.append(Store(name, line, scope))

    def rename(self, name: str, short: Value) -> None:
        """`const ask = db.query.bind(db)`: what is called by the new name is the old one."""
        known = short.name.removesuffix(".bind") if short.kind == "call" else short.name
        renamed = short.kind == "name" or (short.kind == "call" and short.name.endswith(".bind"))
        if renamed and "." in known and known.rsplit(".", 1)[-1] in sql.TAKERS:
            self.bound[name] = known

    def text(self, folded: str, node: Node, scope: str, callee: str, key: str) -> None:
        line = line_of(node)
        if self.is_statement(folded, line, scope, callee):
            return
        if (engine := sql.engine_of_url(folded)) is not None or (
            key.rsplit(".", 1)[-1].lower() in ("dialect", "client", "engine", "type", "provider")
            and (engine := sql.engine_named(folded))
        ):
            self.settings.append(Setting(engine, folded[:200], line, scope, _env(node), key))


def _key(pair: Node) -> str:
    label = pair.child_by_field_name("key")
    return "" if label is None else (string(label) if label.type == "string" else text(label))


def _env(node: Node) -> str:
    """The environment variable that this text is the default of: `process.env.X || 'text'`."""
    parent = node.parent
    if parent is None or parent.type != "binary_expression":
        return ""
    left = dotted(parent.child_by_field_name("left"))
    return left[12:] if left.startswith("process.env.") else ""


def _base(name: str) -> str:
    head = name.split("[]")[0].split("()")[0]
    parts = head.split(".")
    return ".".join(parts[:2]) if parts[0] == "this" else parts[0]
