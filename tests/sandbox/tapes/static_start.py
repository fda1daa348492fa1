"""Whether a tree could start, by reading alone: all that its entry point reaches is there and fits together."""

from __future__ import annotations

import ast
import functools
import posixpath
import re
from collections.abc import Iterable, Mapping

Files = Mapping[str, str]
_PYTHON_ENTRIES = ("app.main", "config.wsgi", "config.settings", "config.urls", "app.apps")
_DOTTED = re.compile(r"(?:app|config)(?:\.\w+)+")
_IMPORT = re.compile(
    r"^import (?:(?P<default>\w+)(?:, )?)?(?:\{(?P<names>[^}]*)\}|\* as \w+)? ?from '(?P<path>\.[^']*)';", re.M
)
_EXPORT = re.compile(r"^export (?:async )?(?:function|const|let|class) (\w+)", re.M)


def problems(files: Files) -> list[str]:
    """What would stop the server; empty where nothing does."""
    return _node(files) if "package.json" in files else _python(files)


def _node(files: Files) -> list[str]:
    found: list[str] = []
    seen: set[str] = set()
    waiting = ["src/main.js"]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        if path not in files:
            found.append(f"{path} is not there")
            continue
        for match in _IMPORT.finditer(files[path]):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), match["path"]))
            waiting.append(target)
            exported = files.get(target, "")
            names = {name.split(" as ")[0].strip() for name in (match["names"] or "").split(",")} - {""}
            missing = names - set(_EXPORT.findall(exported))
            if match["default"] and "export default" not in exported:
                missing.add("default")
            found += [f"{path}: {target} has no {name}" for name in sorted(missing)]
    return found


def _python(files: Files) -> list[str]:
    modules = {_module(path): path for path in files if path.endswith(".py")}
    found: list[str] = []
    seen: set[str] = set()
    waiting = [entry for entry in _PYTHON_ENTRIES if entry in modules]
    if not {"app.main", "config.wsgi"} & set(waiting):
        return ["no entry point"]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        tree = _parsed(files[modules[name]])
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and _ours(node.module):
                assert node.module is not None
                waiting += [node.module] if node.module in modules else []
                found += _unresolved(name, node, files, modules)
                waiting += [
                    f"{node.module}.{each.name}" for each in node.names if f"{node.module}.{each.name}" in modules
                ]
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _DOTTED.fullmatch(node.value):
                waiting += [module for module in (node.value, node.value.rpartition(".")[0]) if module in modules]
            elif isinstance(node, ast.Call):
                found += _ill_called(name, tree, node, files, modules)
    return found


def _unresolved(name: str, node: ast.ImportFrom, files: Files, modules: Mapping[str, str]) -> Iterable[str]:
    module = node.module or ""
    if module not in modules:
        yield f"{name}: {module} is not there"
        return
    defined = _defined(files[modules[module]])
    for each in node.names:
        if each.name not in defined and f"{module}.{each.name}" not in modules:
            yield f"{name}: {module} has no {each.name}"


def _ill_called(name: str, tree: ast.Module, call: ast.Call, files: Files, modules: Mapping[str, str]) -> Iterable[str]:
    """A data class of ours that is made by keywords alone gets all the fields that it wants, and no other."""
    keywords = {keyword.arg for keyword in call.keywords}
    if not isinstance(call.func, ast.Name) or call.args or not keywords or None in keywords:
        return
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module in modules:
            assert node.module is not None
            fields = _fields(files[modules[node.module]], call.func.id)
            if fields is not None and call.func.id in {each.name for each in node.names}:
                wanted, known = fields
                if not wanted <= keywords <= known:
                    yield f"{name}: {call.func.id}({', '.join(sorted(map(str, keywords)))}) wants {sorted(wanted)}"


@functools.lru_cache(maxsize=4096)
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


@functools.lru_cache(maxsize=4096)
def _defined(text: str) -> frozenset[str]:
    names: set[str] = set()
    for node in _parsed(text).body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                names |= {alias.asname or alias.name for alias in aliases}
            case ast.Assign(targets=targets):
                names |= {target.id for target in targets if isinstance(target, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
    return frozenset(names)


@functools.lru_cache(maxsize=4096)
def _fields(text: str, name: str) -> tuple[set[str], set[str]] | None:
    """What a data class must be given, and what it may be given; None where there is no such class."""
    for node in _parsed(text).body:
        if isinstance(node, ast.ClassDef) and node.name == name and "dataclass" in map(_called, node.decorator_list):
            fields = [
                each for each in node.body if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
            ]
            known = {each.target.id for each in fields if isinstance(each.target, ast.Name)}
            optional = {each.target.id for each in fields if each.value and isinstance(each.target, ast.Name)}
            return known - optional, known
    return None


def _called(node: ast.expr) -> str:
    name = node.func if isinstance(node, ast.Call) else node
    return name.id if isinstance(name, ast.Name) else ""


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _ours(module: str | None) -> bool:
    return module is not None and module.partition(".")[0] in ("app", "config")
