"""Python expressions in short, and the conditions that settings may decide."""

from __future__ import annotations

import ast

import msgspec

from tasks.structural.facts import Value
from tasks.structural.reading.python_texts import PythonTexts, dotted

_CONTAINERS = {
    "dict", "list", "set", "defaultdict", "OrderedDict", "Counter", "deque", "WeakValueDictionary",
    "collections.defaultdict", "collections.OrderedDict", "collections.deque", "collections.Counter",
}  # fmt: skip
_SAME = frozenset({"lower", "upper", "strip", "casefold"})
"""Methods after which a text says what it said before."""
_MOST_ENTRIES = 60
Entry = tuple[ast.AST, str, str, str]
"""A node to look at, the scope it stands in, the call that it is given to, the key or name that it gets."""

ENVIRONMENT = frozenset({"os.environ.get", "os.getenv", "environ.get", "getenv", "config", "env", "env.str"})
"""Calls that read an environment variable, their second argument its default."""


class PythonValues(PythonTexts):
    """Says expressions in short."""

    def value(self, node: ast.expr, depth: int = 0) -> Value:
        """An expression in short; below the top, only containers of a few levels are looked into."""
        if depth > 6:
            return Value("other")
        if (text := self.fold(node)) is not None:
            return Value("text", text[:500], parts=self.gap(node, depth) if text.startswith("{}") else ())
        if isinstance(node, (ast.Name, ast.Attribute)):
            return Value("name", name=dotted(node))
        if isinstance(node, ast.Call):
            return self.called(node, depth)
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            return self.either(node, depth)
        if isinstance(node, ast.Subscript):
            return self.indexed(node, depth)
        if isinstance(node, ast.Dict):
            return Value("container", parts=self.entries(node, depth))
        if isinstance(node, (ast.List, ast.Set)):
            return Value("container")
        if isinstance(node, ast.Lambda):
            return Value("function")
        if isinstance(node, ast.Await):
            return self.value(node.value, depth + 1)
        if isinstance(node, ast.IfExp):
            return self.decided(node, depth)
        if isinstance(node, (ast.Compare, ast.UnaryOp)) and (decided := self.condition(node, depth + 1)) is not None:
            return decided
        if isinstance(node, ast.Constant) and isinstance(node.value, bool):
            return Value("other", name=str(node.value))
        return Value("other")

    def called(self, node: ast.Call, depth: int) -> Value:
        """A call: of a container's maker, of the environment, or of anything else."""
        func = node.func
        if isinstance(func, ast.Attribute) and func.attr in _SAME and isinstance(func.value, ast.Call):
            return self.value(func.value, depth + 1)
        name = dotted(func)
        if name in ENVIRONMENT:
            return self.asked_environment(node, depth)
        factories = [dotted(item.value) for item in node.keywords if item.arg == "default_factory"]
        if name in _CONTAINERS or (name == "field" and set(factories) & _CONTAINERS):
            empty = not node.args or name.endswith("defaultdict")
            return Value("container" if empty else "call", name="" if empty else name, parts=self.given(node, depth))
        return Value("call", name=name, parts=self.given(node, depth))

    def asked_environment(self, node: ast.Call, depth: int) -> Value:
        """`os.environ.get("DB_FILE", "a.db")`; a name that is computed stands in `parts`."""
        named = {item.arg: item.value for item in node.keywords}
        key = node.args[0] if node.args else named.get("key")
        default = node.args[1] if len(node.args) > 1 else named.get("default")
        name = self.fold(key) or "" if key is not None else ""
        return Value(
            "env",
            self.fold(default) or "" if default is not None else "",
            name,
            parts=() if key is None or name else (("", self.value(key, depth + 1)),),
            otherwise=self.value(default, depth + 1) if default is not None else None,
        )

    def either(self, node: ast.BoolOp, depth: int) -> Value:
        """`a or b`: the last stands for the first where that is empty."""
        first = self.value(node.values[0], depth + 1)
        rest = self.value(node.values[-1], depth + 1)
        if first.kind == "env" and not first.text:
            return Value("env", self.fold(node.values[-1]) or "", first.name, first.parts, otherwise=rest)
        return msgspec.structs.replace(first, otherwise=rest) if first.otherwise is None else first

    def indexed(self, node: ast.Subscript, depth: int) -> Value:
        """`settings["file"]`, and the environment's own `os.environ["DB_FILE"]`."""
        if dotted(node.value) in ("os.environ", "environ"):
            return Value("env", "", self.fold(node.slice) or "")
        key = self.value(node.slice, depth + 1)
        return Value("index", name=dotted(node.value), parts=(("", key), ("of", self.value(node.value, depth + 1))))

    def decided(self, node: ast.IfExp, depth: int) -> Value:
        """`a if test else b`, as `a` alone where nobody but a request can tell."""
        body = self.value(node.body, depth + 1)
        decided = self.condition(node.test, depth + 1)
        if decided is None or body.test is not None:
            return body
        return msgspec.structs.replace(body, test=decided, otherwise=self.value(node.orelse, depth + 1))

    def given(self, node: ast.Call, depth: int) -> tuple[tuple[str, Value], ...]:
        """The arguments of a call; those of a call deep inside another tell nothing."""
        if depth > 3:
            return ()
        return (
            *(("", self.value(arg, depth + 1)) for arg in node.args[:6]),
            *((item.arg or "**", self.value(item.value, depth + 1)) for item in node.keywords[:30]),
        )

    def entries(self, node: ast.Dict, depth: int) -> tuple[tuple[str, Value], ...]:
        if depth > 3 or len(node.keys) > _MOST_ENTRIES:
            return ()
        pairs = zip(node.keys, node.values, strict=True)
        return tuple(
            ("**" if key is None else self.fold(key) or "", self.value(value, depth + 1)) for key, value in pairs
        )

    def gap(self, node: ast.expr, depth: int) -> tuple[tuple[str, Value], ...]:
        """What the first gap of a text is filled with."""
        first: ast.expr | None = None
        if isinstance(node, ast.JoinedStr):
            inner = next((part for part in node.values if isinstance(part, ast.FormattedValue)), None)
            first = inner.value if inner is not None else None
        elif isinstance(node, ast.BinOp):
            first = node.left if isinstance(node.op, (ast.Add, ast.Div)) else node.right
            while isinstance(first, ast.BinOp):
                first = first.left
            first = first.elts[0] if isinstance(first, ast.Tuple) and first.elts else first
        elif isinstance(node, ast.Call):
            given = [*node.args, *(item.value for item in node.keywords)]
            first = given[0] if given else None
        return (("", self.value(first, depth + 1)),) if first is not None else ()

    def condition(self, node: ast.expr, depth: int = 0) -> Value | None:
        """A condition that settings or the environment may decide, None for any other."""
        if depth > 5:
            return None
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            inner = self.condition(node.operand, depth + 1)
            return Value("test", "not", parts=(("", inner),)) if inner is not None else None
        if isinstance(node, ast.BoolOp):
            sides = [self.condition(item, depth + 1) for item in node.values]
            known = tuple(("", side if side is not None else Value("other")) for side in sides)
            if all(side is None for side in sides):
                return None
            return Value("test", "and" if isinstance(node.op, ast.And) else "or", parts=known)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return self.comparison(node, depth)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            word, text = node.func.attr, self.fold(node.args[0])
            if word in ("startswith", "endswith") and text:
                return Value(
                    "test", word, parts=(("", self.value(node.func.value, depth + 1)), ("", Value("text", text)))
                )
        short = self.value(node, depth + 1)
        return short if short.kind in ("env", "name", "index") or short.name in ("True", "False") else None

    def comparison(self, node: ast.Compare, depth: int) -> Value | None:
        left, right, operator = node.left, node.comparators[0], node.ops[0]
        if isinstance(operator, (ast.In, ast.NotIn)):
            word = "in" if isinstance(operator, ast.In) else "not in"
            if isinstance(right, (ast.Tuple, ast.List, ast.Set)):
                texts = tuple(("", Value("text", text)) for item in right.elts if (text := self.fold(item)) is not None)
                return Value("test", word, parts=(("", self.value(left, depth + 1)), *texts)) if texts else None
            if (text := self.fold(left)) is not None:
                within = "within" if word == "in" else "not within"
                return Value("test", within, parts=(("", self.value(right, depth + 1)), ("", Value("text", text))))
            return None
        if not isinstance(operator, (ast.Eq, ast.NotEq, ast.Is, ast.IsNot)):
            return None
        if isinstance(right, ast.Constant) and right.value is None:
            subject = self.value(left, depth + 1)
            if subject.kind not in ("env", "name", "index"):
                return None
            return subject if isinstance(operator, ast.IsNot) else Value("test", "not", parts=(("", subject),))
        sides = (self.value(left, depth + 1), self.value(right, depth + 1))
        if all(side.kind != "text" for side in sides):
            return None
        word = "==" if isinstance(operator, (ast.Eq, ast.Is)) else "!="
        return Value("test", word, parts=tuple(("", side) for side in sides))
