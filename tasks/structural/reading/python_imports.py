"""Every way in which a Python file imports: statements, import functions, names glued together."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tasks.structural.facts import Import
from tasks.structural.reading.python_texts import dotted
from tasks.structural.reading.python_values import Entry, PythonValues

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


class PythonImports(PythonValues):
    """Collects imports; `aliases` are the local names of what was imported."""

    def __init__(self) -> None:
        super().__init__()
        self.aliases: dict[str, str] = {}

    def plain_import(self, node: ast.Import, scope: str, callee: str, key: str) -> Iterable[Entry]:
        for item in node.names:
            local = item.asname or item.name.split(".")[0]
            self.aliases[local] = item.name if item.asname else local
            imported = "" if item.asname or "." not in item.name else "."
            self.imports.append(Import(item.name, ((imported, local),), node.lineno, scope))
        return ()

    def from_import(self, node: ast.ImportFrom, scope: str, callee: str, key: str) -> Iterable[Entry]:
        target = "." * node.level + (node.module or "")
        names = tuple((item.name, item.asname or item.name) for item in node.names)
        for imported, local in names:
            self.aliases[local] = f"{target}.{imported}"
        self.imports.append(Import(target, names, node.lineno, scope))
        return ()

    def computed_import(self, node: ast.Call, name: str, scope: str) -> None:
        plain = name.rstrip("()")
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
