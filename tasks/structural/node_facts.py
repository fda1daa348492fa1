"""Facts of one JavaScript or TypeScript file, read with tree-sitter; the file is never run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tree_sitter import Node

from tasks.structural import sql
from tasks.structural.facts import (
    DEEPEST,
    Call,
    ClassFact,
    FileFacts,
    FunctionFact,
    Import,
    Setting,
    Sql,
    Store,
    TooDeep,
    Value,
)
from tasks.structural.node_syntax import FUNCTIONS, Grammar, dotted, fold, parse, string, text, unwrapped, value

_MUTATORS = {"push", "set", "add", "delete", "splice", "unshift", "pop", "shift", "clear", "assign"}
_SKIPPED = frozenset(
    {"comment", "type_annotation", "type_arguments", "type_parameters", "type_alias_declaration", "hash_bang_line",
     "interface_declaration", "regex", "number", "predefined_type", "accessibility_modifier"}
)  # fmt: skip
_STATEMENTS = frozenset(
    {"expression_statement", "return_statement", "if_statement", "for_statement", "for_in_statement", "while_statement",
     "lexical_declaration", "variable_declaration", "try_statement", "switch_statement", "do_statement"}
)  # fmt: skip
_NAMES = frozenset(
    {"identifier", "property_identifier", "shorthand_property_identifier", "private_property_identifier"}
)
Entry = tuple[Node, str, str, str]


def node_facts(data: bytes, grammar: Grammar) -> FileFacts:
    """The facts of a JavaScript or TypeScript source. Where a part cannot be parsed, `error` says where."""
    tree = parse(data, grammar)
    if tree is None:
        return FileFacts("node", error=(1, "the parser gave up"))
    if tree.root_node.has_error and grammar == "javascript":
        again = parse(data, "tsx")
        tree = again if again is not None and not again.root_node.has_error else tree
    try:
        return _Reader(tree.root_node).facts()
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


class _Reader:
    def __init__(self, root: Node) -> None:
        self.root = root
        self.texts: dict[str, str] = {}
        self.imports: list[Import] = []
        self.calls: list[Call] = []
        self.sql: list[Sql] = []
        self.classes: list[ClassFact] = []
        self.functions: list[FunctionFact] = []
        self.settings: list[Setting] = []
        self.stores: list[Store] = []
        self.mutations: set[str] = set()
        self.bindings: dict[str, Value] = {}
        self.exports: dict[str, str] = {}
        self.strings: dict[str, int] = {}
        self.names: set[str] = set()
        self.bound: dict[str, str] = {}
        self.requires: set[str] = {"require", "module.require"}
        self.weight = 0
        self.visitors: dict[str, Callable[[Node, str, str, str], Iterator[Entry]]] = {
            "import_statement": self.import_,
            "export_statement": self.export,
            "call_expression": self.call,
            "new_expression": self.call,
            "variable_declarator": self.declare,
            "assignment_expression": self.assign,
            "augmented_assignment_expression": self.assign,
            "class_declaration": self.class_,
            "class": self.class_,
            "abstract_class_declaration": self.class_,
            "field_definition": self.field,
            "public_field_definition": self.field,
            "pair": self.pair,
            "unary_expression": self.unary,
            "interface_declaration": self.type_,
            "type_alias_declaration": self.type_,
            "enum_declaration": self.type_,
            **dict.fromkeys(FUNCTIONS, self.function),
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
        return FileFacts(
            "node",
            imports=tuple(self.imports),
            calls=tuple(self.calls),
            sql=tuple(self.sql),
            classes=tuple(self.classes),
            functions=tuple(self.functions),
            settings=tuple(self.settings),
            stores=tuple(self.stores),
            mutations=frozenset(self.mutations),
            bindings=self.bindings,
            exports=self.exports,
            strings=tuple(self.strings.items()),
            names=frozenset(self.names),
            weight=self.weight,
            error=_first_error(self.root) if self.root.has_error else None,
        )

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
            self.names.add(text(node))
        elif kind not in _SKIPPED:
            if kind in _STATEMENTS and scope:
                self.weight += 1
            stack.extend((child, scope, callee, key) for child in reversed(node.named_children))
        return len(stack) - before

    def constants(self, node: Node) -> None:
        """Texts that constants at the top of the file hold, so that `"SELECT * FROM " + TABLE` can be put together."""
        declaration = node.child_by_field_name("declaration") if node.type == "export_statement" else node
        if declaration is None or declaration.type not in ("lexical_declaration", "variable_declaration"):
            return
        for item in declaration.named_children:
            name, given = item.child_by_field_name("name"), item.child_by_field_name("value")
            if name is None or given is None or name.type != "identifier":
                continue
            if (folded := fold(given, self.texts)) is not None:
                self.texts[text(name)] = folded
            called = dotted(given).removesuffix("()") if unwrapped(given).type == "call_expression" else dotted(given)
            if (
                called in ("require", "module.require") and unwrapped(given).type != "call_expression"
            ) or called.endswith("createRequire"):
                self.requires.add(text(name))

    # -- imports and exports

    def import_(self, node: Node, scope: str, callee: str, key: str) -> Iterator[Entry]:
        source = node.child_by_field_name("source")
        names: list[tuple[str, str]] = []
        type_only = any(child.type == "type" for child in node.children)
        for child in node.named_children:
            if child.type == "import_clause":
                names.extend(_clause(child))
            elif child.type == "import_require_clause":
                source = child.child_by_field_name("source")
                names.append(("", text(child.named_children[0])))
        if source is not None:
            target = string(source)
            self.imports.append(Import(target, tuple(names), _line(node), scope, type_only=type_only))
        return iter(())

    def export(self, node: Node, scope: str, callee: str, key: str) -> Iterator[Entry]:
        source = node.child_by_field_name("source")
        names: list[tuple[str, str]] = []
        for child in node.named_children:
            if child.type == "export_clause":
                for item in child.named_children:
                    name = text(item.child_by_field_name("name"))
                    names.append((name, text(item.child_by_field_name("alias")) or name))
            elif child.type == "namespace_export":
                names.append(("", text(child.named_children[0]) if child.named_children else ""))
        if source is not None:
            if any(child.type == "*" for child in node.children):
                names.append(("*", "*"))
            type_only = any(child.type == "type" for child in node.children)
            self.imports.append(
                Import(string(source), tuple(names), _line(node), scope, type_only=type_only, passes_on=True)
            )
            return
        self.exports.update({exported: local for local, exported in names})
        given = node.child_by_field_name("value")
        if given is not None:
            self.exported("default", given)
            yield given, scope, "", "default"
        declaration = node.child_by_field_name("declaration")
        if declaration is not None:
            if any(child.type == "default" for child in node.children):
                self.exports["default"] = text(declaration.child_by_field_name("name")) or "default"
            yield declaration, scope, "", ""
        for child in node.named_children:
            if child.type == "decorator":
                yield child, scope, "", ""

    def exported(self, name: str, given: Node) -> None:
        """`module.exports = {...}` and `exports.x = ...`: which local or required thing goes out under which name."""
        given = unwrapped(given)
        if given.type == "identifier":
            self.exports[name] = text(given)
        elif given.type == "call_expression" and (target := self.required(given)) is not None:
            names = (("", name),) if name != "default" else (("*", "*"), ("", "default"))
            self.imports.append(Import(target, names, _line(given), passes_on=True))
        elif given.type in ("new_expression", "call_expression"):
            self.bindings.setdefault(name, value(given, self.texts))
        elif given.type == "object" and name == "default":
            for item in given.named_children:
                self.exported_member(item)

    def exported_member(self, item: Node) -> None:
        if item.type == "shorthand_property_identifier":
            self.exports[text(item)] = text(item)
        elif item.type == "pair":
            key, given = item.child_by_field_name("key"), item.child_by_field_name("value")
            if key is not None and given is not None:
                name = string(key) if key.type == "string" else text(key)
                self.exported(name, given)
        elif item.type == "spread_element" and item.named_children:
            inner = unwrapped(item.named_children[0])
            if inner.type == "call_expression" and (target := self.required(inner)) is not None:
                self.imports.append(Import(target, (("*", "*"),), _line(item), passes_on=True))

    def required(self, node: Node) -> str | None:
        """The target of `require('x')` or `import('x')`, None for any other call."""
        if dotted(node.child_by_field_name("function")) not in (*self.requires, "import", "require.resolve"):
            return None
        arguments = node.child_by_field_name("arguments")
        given = arguments.named_children if arguments is not None else []
        first = next((item for item in given if item.type != "comment"), None)
        return fold(first, self.texts, 1) if first is not None else None

    # -- definitions

    def function(self, node: Node, scope: str, callee: str, key: str) -> Iterator[Entry]:
        own = text(node.child_by_field_name("name")) or key.rsplit(".", 1)[-1]
        name = f"{scope}.{own or '<function>'}" if scope else (own or "<function>")
        body = node.child_by_field_name("body")
        parameters = node.child_by_field_name("parameters") or node.child_by_field_name("parameter")
        params = tuple(_params(parameters)) if parameters is not None else ()
        weight, returns = _body(body)
        self.weight += 1 if body is not None and body.type != "statement_block" else 0
        self.functions.append(FunctionFact(name, _line(node), weight, params, (), tuple(returns[:20])))
        if parameters is not None:
            yield parameters, name, "", ""
        if body is not None:
            yield body, name, "", ""
        for child in node.named_children:
            if child.type == "decorator":
                yield child, scope, "", ""

    def class_(self, node: Node, scope: str, callee: str, key: str) -> Iterator[Entry]:
        own = text(node.child_by_field_name("name")) or key.rsplit(".", 1)[-1] or "<class>"
        name = f"{scope}.{own}" if scope else own
        bases: list[str] = []
        members: list[str] = []
        body = node.child_by_field_name("body")
        decorators: list[str] = []
        for child in node.named_children:
            if child.type == "class_heritage":
                for inner in child.named_children:
                    target = inner.child_by_field_name("value") if inner.type in ("extends_clause",) else inner
                    if target is not None and inner.type != "implements_clause":
                        bases.append(dotted(target))
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
        self.classes.append(ClassFact(name, tuple(bases), _line(node), tuple(members), tuple(decorators)))

    def type_(self, node: Node, scope: str, callee: str, key: str) -> Iterator[Entry]:
        self.classes.append(ClassFact(text(node.child_by_field_name("name")), (), _line(node), ("",), ("type",)))
        self.weight += 1
        return iter(())

    # -- statements and expressions

    def field(self, node: Node, scope: str, callee: str, key: str) -> Iterator[Entry]:
        label = node.child_by_field_name("name") or node.child_by_field_name("property")
        given = node.child_by_field_name("value")
        if given is not None:
            name = text(label)
            if value(given, self.texts).kind == "container":
                self.stores.append(Store(f"this.{name}", _line(node), scope))
            yield given, scope, "", name
        for child in node.named_children:
            if child.type == "decorator":
                yield child, scope, "", ""

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
            self.imports.append(Import(target.split("{}")[0], (("", ""),), _line(node), scope, prefix="{}" in target))
        elif (folded := fold(node, self.texts)) is not None:
            self.text(folded, node, scope, callee, key)
        args = tuple(value(item, self.texts) for item in given[:8])
        keywords = tuple(
            (_key(item), value(item.child_by_field_name("value"), self.texts))
            if item.type == "pair"
            else (text(item), Value("name", name=text(item)))
            for argument in given[:4]
            if argument.type == "object"
            for item in argument.named_children[:60]
            if item.type in ("pair", "shorthand_property_identifier")
        )
        self.calls.append(Call(name, _line(node), scope, args, keywords))
        head, _, method = name.rpartition(".")
        if method in _MUTATORS and head and scope:
            self.mutations.add(_base(head))
        if name == "Object.assign" and args and args[0].kind == "name" and scope:
            self.mutations.add(_base(args[0].name))
        if function is not None:
            yield function, scope, "", ""
        for item in given:
            yield item, scope, name, ""

    def named_require(self, function: Node | None, name: str, scope: str) -> str:
        """`require('knex')(...)`: the callee gets a name of its own, `require#knex`, bound to that import."""
        if function is None or not name.startswith(tuple(f"{known}()" for known in (*self.requires, "import"))):
            return name
        head: Node | None = unwrapped(function)
        while head is not None and head.type in ("member_expression", "new_expression"):
            inner = head.child_by_field_name("object") or head.child_by_field_name("constructor")
            head = unwrapped(inner) if inner is not None else None
        target = self.required(head) if head is not None and head.type == "call_expression" else None
        if target is None or "{}" in target:
            return name
        self.imports.append(Import(target, (("", f"require#{target}"),), _line(function), scope))
        return f"require#{target}" + name[name.index("()") + 2 :]

    def declare(self, node: Node, scope: str, callee: str, key: str) -> Iterator[Entry]:
        target, given = node.child_by_field_name("name"), node.child_by_field_name("value")
        if target is None or given is None:
            return
        if not self.require_binding(target, given, scope) and target.type == "identifier":
            self.bind(text(target), given, scope, _line(node))
        yield given, scope, "", text(target) if target.type == "identifier" else ""

    def require_binding(self, target: Node, given: Node, scope: str) -> bool:
        """`const { a, b: c } = require('x')`, `const x = (await import('y')).z`."""
        inner = unwrapped(given)
        member = ""
        if inner.type == "member_expression":
            member = text(inner.child_by_field_name("property"))
            held = inner.child_by_field_name("object")
            inner = unwrapped(held) if held is not None else inner
        if inner.type != "call_expression" or (found := self.required(inner)) is None:
            return False
        names = [(member, text(target))] if target.type == "identifier" else list(_pattern(target))
        if member and target.type != "identifier":
            names = [(member, local) for _, local in names]
        self.imports.append(Import(found.split("{}")[0], tuple(names), _line(given), scope, prefix="{}" in found))
        return True

    def assign(self, node: Node, scope: str, callee: str, key: str) -> Iterator[Entry]:
        target, given = node.child_by_field_name("left"), node.child_by_field_name("right")
        if target is None or given is None:
            return
        name = dotted(target)
        if name in ("module.exports", "exports"):
            self.exported("default", given)
        elif name.startswith(("exports.", "module.exports.")):
            self.exported(name.rsplit(".", 1)[-1], given)
        elif target.type == "identifier" and self.require_binding(target, given, scope):
            pass
        if scope and (target.type == "subscript_expression" or node.type.startswith("augmented")):
            self.mutations.add(_base(name))
            if target.type == "member_expression":
                self.mutations.add(_base(name))
        elif scope and target.type == "identifier":
            self.mutations.add(name)
        if target.type in ("identifier", "member_expression"):
            self.bind(name, given, scope, _line(node))
        if target.type == "subscript_expression":
            yield target, scope, "", ""
        yield given, scope, "", name.rsplit(".", 1)[-1]

    def bind(self, name: str, given: Node, scope: str, line: int) -> None:
        short = value(given, self.texts)
        self.rename(name, short)
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
        line = _line(node)
        if (statement := sql.read(folded, callee)) is not None:
            self.sql.append(Sql(statement.verb, statement.kind, statement.tables, line, scope, callee, folded[:200]))
        elif (engine := sql.engine_of_url(folded)) is not None or (
            key.rsplit(".", 1)[-1].lower() in ("dialect", "client", "engine", "type", "provider")
            and (engine := sql.engine_named(folded))
        ):
            self.settings.append(Setting(engine, folded[:200], line, scope, _env(node), key))
        if 2 < len(folded) < 200 and " " not in folded and "\n" not in folded:
            self.strings.setdefault(folded, line)


def _line(node: Node) -> int:
    return node.start_point.row + 1


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


def _clause(clause: Node) -> Iterator[tuple[str, str]]:
    for child in clause.named_children:
        if child.type == "identifier":
            yield "default", text(child)
        elif child.type == "namespace_import":
            yield "", text(child.named_children[0]) if child.named_children else ""
        elif child.type == "named_imports":
            for item in child.named_children:
                if item.type == "import_specifier":
                    name = text(item.child_by_field_name("name"))
                    yield name, text(item.child_by_field_name("alias")) or name


def _pattern(pattern: Node) -> Iterator[tuple[str, str]]:
    for item in pattern.named_children:
        if item.type == "shorthand_property_identifier_pattern":
            yield text(item), text(item)
        elif item.type == "pair_pattern":
            yield text(item.child_by_field_name("key")), text(item.child_by_field_name("value"))
        elif item.type == "object_assignment_pattern":
            name = text(item.child_by_field_name("left"))
            yield name, name


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
        if node.type in _STATEMENTS:
            weight += 1
        if node.type == "return_statement":
            if node.named_children and (name := dotted(node.named_children[0])) != "?":
                returns.append(name)
            continue
        if node.type.endswith(("statement", "clause", "block", "body", "case", "default")):
            stack.extend(node.named_children)
    return weight, returns


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


def _base(name: str) -> str:
    head = name.split("[]")[0].split("()")[0]
    parts = head.split(".")
    return ".".join(parts[:2]) if parts[0] == "this" else parts[0]
