"""What a tree declares about itself: dependencies, scripts and the short names (aliases) of its own modules."""

from __future__ import annotations

import json
import posixpath
import re
import tomllib
from collections.abc import Iterator, Mapping

import msgspec

_LIMIT = 200_000
_REQUIREMENTS_FILE = re.compile(r"requirements.*\.(?:txt|in)")
_REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9][\w.\-]*)", re.M)
_COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.S)
_TRAILING = re.compile(r",(?=\s*[}\]])")


class Package(msgspec.Struct, frozen=True):
    """One package.json with the compiler settings beside it. `base` is its folder, `""` at the top."""

    base: str
    name: str = ""
    main: str = ""
    scripts: dict[str, str] = {}
    dependencies: dict[str, str] = {}
    aliases: tuple[tuple[str, tuple[str, ...]], ...] = ()
    out_dir: str = ""
    root_dir: str = ""
    base_url: str | None = None


class Manifest(msgspec.Struct, frozen=True):
    """All declarations of the tree; `python` are the Python packages that it asks for, in small letters."""

    python: frozenset[str] = frozenset()
    packages: tuple[Package, ...] = ()

    def package_of(self, path: str) -> Iterator[Package]:
        """The packages that a file lies in, the nearest first."""
        inside = [p for p in self.packages if not p.base or path.startswith(p.base + "/")]
        return iter(sorted(inside, key=lambda p: -len(p.base)))


def read(files: Mapping[str, bytes]) -> Manifest:
    """Reads requirements, pyproject.toml, package.json, tsconfig.json, jsconfig.json; leaves out what is malformed."""
    python: set[str] = set()
    packages: list[Package] = []
    for path, data in files.items():
        name = posixpath.basename(path)
        if len(data) > _LIMIT or "node_modules/" in path:
            continue
        if _REQUIREMENTS_FILE.fullmatch(name) or posixpath.basename(posixpath.dirname(path)) == "requirements":
            python.update(_requirements(data.decode("utf-8", "replace")))
        elif name == "pyproject.toml":
            python.update(_pyproject(data.decode("utf-8", "replace")))
        elif name == "package.json":
            packages.append(_package(posixpath.dirname(path), data, files))
    return Manifest(frozenset(python), tuple(packages))


def loose_json(data: bytes | None) -> dict[str, object]:
    """A JSON object that may hold comments and trailing commas; an empty one for anything else."""
    if data is None or len(data) > _LIMIT:
        return {}
    text = data.decode("utf-8-sig", "replace")
    try:
        found = json.loads(_TRAILING.sub("", _COMMENT.sub(lambda m: m.group(1) or " ", text)))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _requirements(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if (found := _REQUIREMENT.match(line.split("#")[0])) and "://" not in line.split("#")[0][: found.end() + 3]:
            yield found.group(1).lower().replace("_", "-")


def _pyproject(text: str) -> Iterator[str]:
    try:
        project = tomllib.loads(text)
    except (ValueError, RecursionError):
        return
    table = project.get("project")
    if isinstance(table, dict):
        for line in table.get("dependencies") or ():
            if isinstance(line, str):
                yield from _requirements(line)


def _texts(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {str(key): item for key, item in value.items() if isinstance(item, str)}


def _package(base: str, data: bytes, files: Mapping[str, bytes]) -> Package:
    raw = loose_json(data)
    compiler: dict[str, object] = {}
    for name in ("tsconfig.json", "jsconfig.json", "tsconfig.build.json"):
        compiler = {**_compiler(posixpath.join(base, name), base, files), **compiler}
    base_url = compiler.get("baseUrl")
    aliases = [
        *_patterns(raw.get("imports"), ""),
        *_patterns(raw.get("_moduleAliases"), "", folders=True),
        *_patterns(compiler.get("paths"), base_url if isinstance(base_url, str) else ""),
    ]
    declared = {**_texts(raw.get("dependencies")), **_texts(raw.get("optionalDependencies"))}
    return Package(
        base=base,
        name=str(raw.get("name") or ""),
        main=str(raw.get("main") or "") if isinstance(raw.get("main"), str) else "",
        scripts=_texts(raw.get("scripts")),
        dependencies=declared,
        aliases=tuple(aliases),
        out_dir=_folder(compiler.get("outDir")),
        root_dir=_folder(compiler.get("rootDir")),
        base_url=base_url if isinstance(base_url, str) else None,
    )


def _compiler(path: str, base: str, files: Mapping[str, bytes], depth: int = 0) -> dict[str, object]:
    """The compiler's settings in a file and in those that it extends; their paths are made relative to `base`."""
    settings = loose_json(files.get(path))
    own = settings.get("compilerOptions")
    found: dict[str, object] = dict(own) if isinstance(own, dict) else {}
    away = posixpath.relpath(posixpath.dirname(path) or ".", base or ".")
    if away != ".":
        for name in ("baseUrl", "outDir", "rootDir"):
            if isinstance(given := found.get(name), str):
                found[name] = posixpath.join(away, given)
        if isinstance(paths := found.get("paths"), dict) and "baseUrl" not in found:
            found["paths"] = {key: [posixpath.join(away, text) for text in _targets(raw)] for key, raw in paths.items()}
    extended = settings.get("extends")
    for name in reversed([extended] if isinstance(extended, str) else list(_targets(extended))):
        if depth < 5 and name.startswith("."):
            further = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
            further = further if further in files else f"{further}.json"
            found = {**_compiler(further, base, files, depth + 1), **found}
    return found


def _folder(value: object) -> str:
    return posixpath.normpath(value) if isinstance(value, str) and value else ""


def _patterns(value: object, under: str, *, folders: bool = False) -> Iterator[tuple[str, tuple[str, ...]]]:
    """`{"#services/*": "./src/services/*.js"}` and the like, as pattern and targets from the package's folder."""
    if not isinstance(value, dict):
        return
    for key, raw in list(value.items())[:200]:
        targets = tuple(posixpath.normpath(posixpath.join(under, text)) for text in _targets(raw))
        yield str(key), targets
        if folders and "*" not in str(key):
            yield f"{key}/*", tuple(f"{target}/*" for target in targets)


def _targets(raw: object, depth: int = 0) -> Iterator[str]:
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, list) and depth < 4:
        for item in raw:
            yield from _targets(item, depth + 1)
    elif isinstance(raw, dict) and depth < 4:
        for item in raw.values():
            yield from _targets(item, depth + 1)
