"""Facts of one Python file, read with `ast`; the file is never imported."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from tasks.structural import newer_python, sql
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

_IMPORTERS = {
    "importlib.import_module",
    "import_module",
    "__import__",
    "importlib.__import__",
    "pkgutil.resolve_name",
    "resolve_name",
    "import_string",
    "runpy.run_module",
    "runpy.run_path",
    "importlib.util.find_spec",
    "SourceFileLoader",
    "importlib.util.spec_from_file_location",
}
_CONTAINERS = {
    "dict", "list", "set", "defaultdict", "OrderedDict", "Counter", "deque", "WeakValueDictionary",
    "collections.defaultdict", "collections.OrderedDict", "collections.deque", "collections.Counter",
}  # fmt: skip
_MUTATORS = {
    "append", "add", "update", "pop", "popitem", "setdefault", "insert", "extend", "remove", "discard", "clear",
    "appendleft", "__setitem__",
}  # fmt: skip
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_DEPTH = 60


def python_facts(data: bytes) -> FileFacts:
    """The facts of a Python source. One that cannot be parsed has an `error` and nothing else."""
    try:
        tree = _parsed(data)
        return _Reader(tree).facts()
    except SyntaxError as bad:
        return FileFacts("python", error=(bad.lineno or 1, str(bad.msg)[:200]))
    except (ValueError, RecursionError, MemoryError, UnicodeError) as bad:
        return FileFacts("python", error=(1, str(bad)[:200] or type(bad).__name__))


def _parsed(data: bytes) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(data)
        except SyntaxError:
            older = newer_python.translated(data)
            if older is None:
                raise
            try:
                return ast.parse(older)
            except SyntaxError:
                pass
            return ast.parse(data)


def dotted(node: ast.AST, depth: int = 0) -> str:
    """A callee as written: names and attributes, `()` for a call inside, `?` for anything else."""
    if depth > _DEPTH:
        return "?"
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value, depth + 1)}.{node.attr}"
    if isinstance(node, ast.Call):
        return f"{dotted(node.func, depth + 1)}()"
    if isinstance(node, ast.Subscript):
        return f"{dotted(node.value, depth + 1)}[]"
    if isinstance(node, ast.Await):
        return dotted(node.value, depth + 1)
    return "?"


class _Reader:
    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
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
        self.strings: dict[str, int] = {}
        self.names: set[str] = set()
        self.bound: dict[str, str] = {}
        self.aliases: dict[str, str] = {}
        self.weight = 0

    def facts(self) -> FileFacts:
        for node in self.tree.body:
            if not isinstance(node, ast.Assign) or (text := self.fold(node.value)) is None:
                continue
            self.texts.update({target.id: text for target in node.targets if isinstance(target, ast.Name)})
        # A hand-made stack: a file may nest deeper than Python recurses. An entry is (node, scope, callee, key).
        stack: list[tuple[ast.AST, str, str, str]] = [(node, "", "", "") for node in reversed(self.tree.body)]
        depths = [0] * len(stack)
        while stack:
            inner, scope, callee, key = stack.pop()
            depth = depths.pop()
            if depth > DEEPEST:
                raise TooDeep("it nests too deeply")
            found = list(self.visit(inner, scope, callee, key))
            stack.extend(reversed(found))
            depths.extend([depth + 1] * len(found))
        return FileFacts(
            "python",
            imports=tuple(self.imports),
            calls=tuple(self.calls),
            sql=tuple(self.sql),
            classes=tuple(self.classes),
            functions=tuple(self.functions),
            settings=tuple(self.settings),
            stores=tuple(self.stores),
            mutations=frozenset(self.mutations),
            bindings=self.bindings,
            exports={},
            strings=tuple(self.strings.items()),
            names=frozenset(self.names),
            weight=self.weight,
        )

    def visit(self, node: ast.AST, scope: str, callee: str, key: str) -> Iterator[tuple[ast.AST, str, str, str]]:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return
        if isinstance(node, ast.expr):
            text = self.fold(node)
            if text is not None:
                self.text(text, node.lineno, scope, callee, key)
                yield from ((child, scope, callee, key) for child in _inner(node))
                return
        if isinstance(node, ast.Import):
            self.plain_import(node, scope)
        elif isinstance(node, ast.ImportFrom):
            self.from_import(node, scope)
        elif isinstance(node, _FUNCTIONS):
            yield from self.function(node, scope)
        elif isinstance(node, ast.ClassDef):
            yield from self.class_(node, scope)
        elif isinstance(node, ast.Call):
            yield from self.call(node, scope)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr | ast.Delete):
            yield from self.assign(node, scope)
        elif isinstance(node, ast.Dict):
            for name, value in zip(node.keys, node.values, strict=True):
                if name is not None:
                    yield name, scope, callee, ""
                inner = (self.fold(name) or "") if name is not None else ""
                yield value, scope, callee, f"{key}.{inner}" if key else inner
        elif isinstance(node, ast.Subscript) and dotted(node.value) == "sys.modules":
            if (text := self.fold(node.slice)) is not None:
                self.imports.append(Import(text, (("", ""),), node.lineno, scope))
        else:
            if isinstance(node, ast.Name):
                self.names.add(node.id)
                return
            if isinstance(node, ast.Attribute):
                self.names.add(node.attr)
            if isinstance(node, ast.stmt) and scope and not isinstance(node, ast.Pass | ast.Raise):
                self.weight += 1
            for child in ast.iter_child_nodes(node):
                yield child, scope, callee, key

    # -- imports

    def plain_import(self, node: ast.Import, scope: str) -> None:
        for item in node.names:
            local = item.asname or item.name.split(".")[0]
            self.aliases[local] = item.name if item.asname else local
            imported = "" if item.asname or "." not in item.name else "."
            self.imports.append(Import(item.name, ((imported, local),), node.lineno, scope))

    def from_import(self, node: ast.ImportFrom, scope: str) -> None:
        target = "." * node.level + (node.module or "")
        names = tuple((item.name, item.asname or item.name) for item in node.names)
        for imported, local in names:
            self.aliases[local] = f"{target}.{imported}"
        self.imports.append(Import(target, names, node.lineno, scope))

    def computed_import(self, node: ast.Call, name: str, scope: str) -> None:
        plain = name.rstrip("()")
        if plain in ("exec", "eval", "compile") and node.args:
            self.evaluated(node, scope)
        known = self.aliases.get(plain.split(".")[0], plain.split(".")[0]) + plain[len(plain.split(".")[0]) :]
        tail = known.rsplit(".", 1)[-1]
        if known not in _IMPORTERS and plain not in _IMPORTERS and tail not in _IMPORTERS:
            return
        text = next((t for arg in node.args if (t := self.fold(arg)) is not None and t), None)
        if text is None:
            return
        if text.startswith(".") and len(node.args) > 1 and (package := self.fold(node.args[1])):
            text = package + text
        if ":" in text:
            text = text.split(":", 1)[0]
        computed = "{}" in text
        self.imports.append(Import(text.split("{}")[0], (("", ""),), node.lineno, scope, prefix=computed))

    def imported_by(self, node: ast.AST) -> str | None:
        """The module that `import_module("x")` or `__import__("x")` loads, None for anything else."""
        if not isinstance(node, ast.Call) or not node.args:
            return None
        plain = dotted(node.func)
        head, _, rest = plain.partition(".")
        known = ".".join(filter(None, (self.aliases.get(head, head), rest)))
        if plain not in _IMPORTERS and known.rsplit(".", 1)[-1] not in _IMPORTERS and known not in _IMPORTERS:
            return None
        text = self.fold(node.args[0])
        return text if text and "{}" not in text and not text.startswith(".") else None

    def named_import(self, node: ast.Call, name: str, scope: str) -> str:
        """`import_module("sqlite3").connect(...)`: the callee gets a name of its own, bound to that import."""
        if "()" not in name:
            return name
        parts: list[str] = []
        inner: ast.expr = node.func
        while isinstance(inner, ast.Attribute):
            parts.append(inner.attr)
            inner = inner.value
        target = self.imported_by(inner)
        if target is None:
            return name
        self.imports.append(Import(target, (("", f"require#{target}"),), node.lineno, scope))
        return ".".join((f"require#{target}", *reversed(parts)))

    def evaluated(self, node: ast.Call, scope: str) -> None:
        """Code in a string given to exec or eval is code: its imports and strings count."""
        text = self.fold(node.args[0])
        if text is None or len(text) > 20_000:
            return
        inner = python_facts(text.encode("utf-8", "replace"))
        for found in inner.imports:
            self.imports.append(Import(found.target, found.names, node.lineno, scope, prefix=found.prefix))
        for statement in inner.sql:
            self.sql.append(
                Sql(statement.verb, statement.kind, statement.tables, node.lineno, scope, "exec", statement.text)
            )
        for call in inner.calls:
            self.calls.append(Call(call.name, node.lineno, scope, call.args, call.keywords))

    # -- definitions

    def function(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: str
    ) -> Iterator[tuple[ast.AST, str, str, str]]:
        name = f"{scope}.{node.name}" if scope else node.name
        arguments = node.args
        params = [arg.arg for arg in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
        weight, returns = self.body(node)
        decorators: list[tuple[str, str]] = []
        for decorator in node.decorator_list:
            target = decorator.func if isinstance(decorator, ast.Call) else decorator
            first = decorator.args[0] if isinstance(decorator, ast.Call) and decorator.args else None
            decorators.append((dotted(target), (self.fold(first) if first is not None else None) or ""))
        self.functions.append(
            FunctionFact(name, node.lineno, weight, tuple(params), tuple(decorators), tuple(returns[:20]))
        )
        if not params and any(given.rsplit(".", 1)[-1] in ("cache", "lru_cache") for given, _ in decorators):
            self.kept_result(node, name, scope)
        for child in (*node.decorator_list, *ast.iter_child_nodes(arguments)):
            yield child, name, "", ""
        if node.returns is not None:
            yield node.returns, name, "", ""
        for child in node.body:
            yield child, name, "", ""

    def kept_result(self, node: ast.FunctionDef | ast.AsyncFunctionDef, name: str, scope: str) -> None:
        """A container that a cached function makes once lives as long as the process."""
        given = [item.value for item in node.body if isinstance(item, ast.Return) and item.value is not None]
        if any(self.value(value).kind == "container" for value in given):
            self.stores.append(Store(name, node.lineno, scope))

    def body(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[int, list[str]]:
        """How many statements of a function do something, and what it returns."""
        weight = 0
        returns: list[str] = []
        stack: list[ast.AST] = list(node.body)
        while stack:
            inner = stack.pop()
            if isinstance(inner, _FUNCTIONS):
                continue
            if isinstance(inner, ast.stmt):
                weight += self.does_something(inner)
                if isinstance(inner, ast.Return | ast.Expr) and inner.value is not None:
                    value = inner.value
                    if isinstance(value, ast.Yield) and value.value is not None:
                        value = value.value
                    elif isinstance(inner, ast.Expr):
                        continue
                    if (text := dotted(value)) != "?":
                        returns.append(text)
                    continue
                stack.extend(child for child in ast.iter_child_nodes(inner))
            elif isinstance(inner, ast.ExceptHandler | ast.match_case):
                stack.extend(inner.body)
        return weight, returns

    @staticmethod
    def does_something(node: ast.stmt) -> int:
        if isinstance(node, ast.Pass | ast.Raise | ast.Import | ast.ImportFrom):
            return 0
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return 0
        if isinstance(node, ast.Return) and (node.value is None or isinstance(node.value, ast.Constant)):
            return 0
        return 1

    def class_(self, node: ast.ClassDef, scope: str) -> Iterator[tuple[ast.AST, str, str, str]]:
        name = f"{scope}.{node.name}" if scope else node.name
        members: list[str] = []
        for item in node.body:
            if isinstance(item, ast.Assign):
                members.extend(target.id for target in item.targets if isinstance(target, ast.Name))
            elif isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
                members.append(item.target.id)
                self.weight += 1
            elif isinstance(item, _FUNCTIONS):
                members.append(item.name)
        decorators = tuple(dotted(item.func if isinstance(item, ast.Call) else item) for item in node.decorator_list)
        keywords = tuple(f"{item.arg}={ast.unparse(item.value)[:40]}" for item in node.keywords[:10])
        bases = tuple(dotted(base).removesuffix("[]") for base in node.bases)
        self.classes.append(ClassFact(name, bases, node.lineno, tuple(members), keywords + decorators))
        for child in (*node.decorator_list, *node.bases, *(item.value for item in node.keywords), *node.body):
            yield child, name, "", ""

    # -- statements and expressions

    def call(self, node: ast.Call, scope: str) -> Iterator[tuple[ast.AST, str, str, str]]:
        name = self.named_import(node, dotted(node.func), scope)
        name = self.bound.get(name, name)
        self.computed_import(node, name, scope)
        args = tuple(self.value(arg) for arg in node.args[:8])
        keywords: list[tuple[str, Value]] = []
        for item in node.keywords[:40]:
            keywords.append((item.arg or "**", self.value(item.value)))
        for arg in node.args[:3]:
            if isinstance(arg, ast.Dict):
                for inner, value in zip(arg.keys[:40], arg.values[:40], strict=True):
                    if inner is not None and (text := self.fold(inner)) is not None:
                        keywords.append((text, self.value(value)))
        self.calls.append(Call(name, node.lineno, scope, args, tuple(keywords)))
        head, _, method = name.rpartition(".")
        if method in _MUTATORS and head and scope:
            self.mutations.add(_base(head))
        yield node.func, scope, "", ""
        for arg in node.args:
            yield arg, scope, name, ""
        for item in node.keywords:
            yield item.value, scope, name, item.arg or ""

    def assign(
        self, node: ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr | ast.Delete, scope: str
    ) -> Iterator[tuple[ast.AST, str, str, str]]:
        targets = node.targets if isinstance(node, ast.Assign | ast.Delete) else [node.target]
        value = None if isinstance(node, ast.Delete) else node.value
        if scope:
            self.weight += 1
        key = ""
        for target in targets:
            name = dotted(target)
            if isinstance(target, ast.Subscript):
                key = self.fold(target.slice) or ""
                if scope:
                    self.mutations.add(_base(name))
                yield target.slice, scope, "", ""
            elif isinstance(target, ast.Name | ast.Attribute):
                key = name
                if isinstance(node, ast.AugAssign) and scope:
                    self.mutations.add(_base(name))
                if value is not None:
                    self.bind(name, value, scope, node.lineno)
        if value is not None:
            yield value, scope, "", key

    def bind(self, name: str, value: ast.expr, scope: str, line: int) -> None:
        short = self.value(value)
        if isinstance(value, ast.Attribute) and value.attr in sql.TAKERS:
            self.bound[name] = dotted(value)
        if (target := self.imported_by(value)) is not None and "." not in name:
            self.imports.append(Import(target, (("", name),), line, scope))
        outlives = not scope or "." in name or scope.rsplit(".", 1)[-1][:1].isupper()
        if not scope:
            self.bindings[name] = short
        elif name.startswith("self.") or scope.rsplit(".", 1)[-1][:1].isupper():
            self.bindings.setdefault(f"{scope.split('.')[0]}.{name.removeprefix('self.')}", short)
        if short.kind == "container" and outlives:
            self.stores.append(Store(name, line, scope))

    def value(self, node: ast.expr, depth: int = 0) -> Value:
        if depth > 8:
            return Value("other")
        if (text := self.fold(node)) is not None:
            return Value("text", text[:500])
        if isinstance(node, ast.Name | ast.Attribute):
            return Value("name", name=dotted(node))
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            if name in ("os.environ.get", "os.getenv", "environ.get", "getenv", "config", "env", "env.str"):
                texts = [self.fold(arg) or "" for arg in node.args[:2]]
                for item in node.keywords:
                    if item.arg == "default":
                        texts.append(self.fold(item.value) or "")
                return Value("env", texts[1] if len(texts) > 1 else "", texts[0] if texts else "")
            factories = [dotted(item.value) for item in node.keywords if item.arg == "default_factory"]
            if name in _CONTAINERS or (name == "field" and set(factories) & _CONTAINERS):
                return Value("container") if not node.args or name.endswith("defaultdict") else Value("call", name=name)
            return Value("call", name=name)
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            first = self.value(node.values[0], depth + 1)
            if first.kind == "env" and not first.text:
                return Value("env", self.fold(node.values[-1]) or "", first.name)
            return first
        if isinstance(node, ast.Subscript) and dotted(node.value) in ("os.environ", "environ"):
            return Value("env", "", self.fold(node.slice) or "")
        if isinstance(node, ast.Dict | ast.List | ast.Set):
            return Value("container")
        if isinstance(node, ast.Lambda):
            return Value("function")
        if isinstance(node, ast.Await):
            return self.value(node.value, depth + 1)
        if isinstance(node, ast.IfExp):
            return self.value(node.body, depth + 1)
        return Value("other")

    def fold(self, node: ast.AST, depth: int = 0) -> str | None:
        """The text that an expression certainly is, `{}` for each part that only the running program knows."""
        if depth > _DEPTH:
            return None
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                return node.value
            return None
        if isinstance(node, ast.JoinedStr):
            return "".join(
                (self.fold(part, depth + 1) or "") if isinstance(part, ast.Constant) else self.part(part, depth)
                for part in node.values
            )
        if isinstance(node, ast.BinOp):
            if isinstance(node.op, ast.Mod):
                return self.fold(node.left, depth + 1)
            if isinstance(node.op, ast.Add | ast.Div):
                return self.joined(node, depth)
        if isinstance(node, ast.Name) and node.id in self.texts and depth:
            return self.texts[node.id]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            return self.made(node, node.func, depth)
        return None

    def part(self, node: ast.AST, depth: int) -> str:
        if isinstance(node, ast.FormattedValue):
            return self.fold(node.value, depth + 1) or "{}"
        return "{}"

    def joined(self, node: ast.BinOp, depth: int) -> str | None:
        """`a + b` (and `/` of paths). A long chain leans to the left, so it is unrolled and not recursed into."""
        parts: list[str | None] = []
        current: ast.expr = node
        while isinstance(current, ast.BinOp) and type(current.op) is type(node.op):
            parts.append(self.fold(current.right, depth + 1))
            current = current.left
            if len(parts) > 500:
                return None
        parts.append(self.fold(current, depth + 1))
        if all(part is None for part in parts):
            return None
        glue = "" if isinstance(node.op, ast.Add) else "/"
        return glue.join("{}" if part is None else part for part in reversed(parts))

    def made(self, node: ast.Call, func: ast.Attribute, depth: int) -> str | None:
        if func.attr not in ("format", "join", "strip", "lower", "upper", "replace", "lstrip", "rstrip", "dedent"):
            return None
        if func.attr == "dedent" and node.args:
            return self.fold(node.args[0], depth + 1)
        base = self.fold(func.value, depth + 1)
        if base is None:
            return None
        if func.attr == "join" and node.args and isinstance(node.args[0], ast.List | ast.Tuple):
            return base.join(self.fold(item, depth + 1) or "{}" for item in node.args[0].elts)
        return None if func.attr == "join" else base

    def text(self, text: str, line: int, scope: str, callee: str, key: str) -> None:
        """One piece of text: SQL, the address of a database, or a name of another module."""
        if (statement := sql.read(text, callee)) is not None:
            self.sql.append(Sql(statement.verb, statement.kind, statement.tables, line, scope, callee, text[:200]))
        elif (engine := sql.engine_of_url(text)) is not None:
            env = self.env_of(callee)
            self.settings.append(Setting(engine, text[:200], line, scope, env, key))
        elif key.rsplit(".", 1)[-1].upper() in ("ENGINE", "DIALECT", "DRIVERNAME", "DB_TYPE", "DB_ENGINE") and (
            engine := sql.engine_named(text)
        ):
            self.settings.append(Setting(engine, text[:200], line, scope, "", key))
        if 2 < len(text) < 200 and "\n" not in text and (" " not in text):
            self.strings.setdefault(text, line)

    def env_of(self, callee: str) -> str:
        if callee not in ("os.environ.get", "os.getenv", "environ.get", "getenv", "config", "env", "env.str"):
            return ""
        call = self.calls[-1] if self.calls else None
        return call.args[0].text if call is not None and call.name == callee and call.args else ""


def _base(name: str) -> str:
    """The container behind `USERS[x]['a']` or `self.users[x].append`."""
    head = name.split("[]")[0].split("()")[0]
    parts = head.split(".")
    return ".".join(parts[:2]) if parts[0] in ("self", "cls") else parts[0]


def _inner(node: ast.AST) -> Iterator[ast.AST]:
    """What still has to be looked at inside an expression that was folded to text: calls and names, not its texts."""
    stack: list[ast.AST] = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, ast.Constant):
            continue
        if isinstance(current, ast.JoinedStr):
            stack.extend(current.values)
        elif isinstance(current, ast.FormattedValue):
            yield current.value
        elif isinstance(current, ast.BinOp):
            stack.extend((current.left, current.right))
        elif isinstance(current, ast.Call) and current is node and isinstance(current.func, ast.Attribute):
            stack.append(current.func.value)
            yield from (arg for arg in current.args if not isinstance(arg, ast.List | ast.Tuple))
        elif isinstance(
            current, ast.Call | ast.Await | ast.Tuple | ast.Dict | ast.IfExp | ast.ListComp | ast.GeneratorExp
        ):
            yield current
