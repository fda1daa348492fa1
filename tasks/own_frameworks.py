"""Frameworks that people add themselves: one TOML file each, with the keys of Spar's own and its parts beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec

from tasks import own_files
from tasks.own_files import LONGEST, NAME, BadFile, beside, check_words
from tasks.task import Framework, OwnFramework

_FOLDER = "frameworks"

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Names = Annotated[tuple[Name, ...], msgspec.Meta(max_length=50)]
Command = Annotated[str, msgspec.Meta(max_length=8_000)]

_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_NODE_PACKAGE = re.compile(r"(?:node:)?(?:@[\w.~-]+/)?[A-Za-z0-9_][\w.~-]*(?:/[\w.~-]+)*")
_PROGRAM = re.compile(r"[\w.-]+")
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_PLAIN = "a plain name"
_PATTERNS = {
    "makers": (_NAME, _PLAIN),
    "settings": (_NAME, _PLAIN),
    "routes": (_NAME, _PLAIN),
    "views": (_NAME, _PLAIN),
    "servers": (_PROGRAM, "the name of a program"),
}
_PACKAGES = {
    "python": (_DOTTED, "a module as Python imports it (`bottle`, `falcon.asgi`)"),
    "node": (_NODE_PACKAGE, "a package as Node.js imports it (`polka`, `@scope/name`, `node:http`)"),
}


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What such a file may say; the README has an example."""

    label: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    language: str
    version: Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
    port: Annotated[int, msgspec.Meta(ge=1024, le=65535)]
    imports: Annotated[Names, msgspec.Meta(min_length=1)]
    package: str = ""
    makers: Names = ()
    called: bool = False
    plugins: Names = ()
    settings: Names = ()
    servers: Names = ()
    not_web: Names = ()
    routes: Names = ()
    views: Names = ()
    fixed_paths_first: bool = False
    any_method: bool = False
    refuses_with: Annotated[int, msgspec.Meta(ge=400, le=499)] | None = None
    prompt: Annotated[str, msgspec.Meta(max_length=20_000)] = ""
    start: Command = ""
    install: Command = ""
    files: str = ""


def place() -> Path:
    """Where a person's frameworks lie: `frameworks` in Spar's configuration directory, which `SPAR_CONFIG` replaces."""
    return own_files.place(_FOLDER)


def find(task_file: Path, name: str, shipped: Mapping[str, Framework]) -> Framework:
    """The person's framework that a task's file names. Raises BadFile, whose line names the file to mend."""
    path = place() / f"{name}.toml"
    if NAME.fullmatch(name) and path.exists():
        return read(path, shipped)
    known = ", ".join(
        [*shipped, *(file.stem[:LONGEST] for file in own_files.files(_FOLDER) if file.stem not in shipped)]
    )
    raise BadFile(f"{task_file}: there is no framework {name[:LONGEST]!r}, but {known}")


def problems(shipped: Mapping[str, Framework]) -> tuple[str, ...]:
    """A line for each file of the person's folder that is no framework."""
    found = []
    for path in own_files.files(_FOLDER):
        try:
            read(path, shipped)
        except BadFile as error:
            found.append(str(error))
    return tuple(found)


def read(path: Path, shipped: Mapping[str, Framework]) -> Framework:
    """The framework of one file; `files` is meant relative to it. Raises BadFile."""
    said = own_files.said(path, _File, "framework")
    if path.stem.lower() in shipped or path.stem.lower() == "own":
        raise BadFile(f"{path}: the name {path.stem} is taken by one of Spar's own; name the file otherwise")
    if said.language not in _PACKAGES:
        raise BadFile(f"{path}: `language`: there is no {said.language[:LONGEST]!r}, but {', '.join(_PACKAGES)}")
    for name in ("label", "version", "package", "prompt", "start", "install", "files"):
        check_words(path, name, getattr(said, name), lines=name in ("prompt", "start", "install"))
    for name in ("imports", "plugins", "not_web"):
        _check_names(path, name, getattr(said, name), *_PACKAGES[said.language])
    for name, (pattern, meant) in _PATTERNS.items():
        _check_names(path, name, getattr(said, name), pattern, meant)
    if not (said.makers or said.called or said.settings):
        raise BadFile(
            f"{path}: nothing says what makes an app: give `makers` (the names that do), "
            "`called = true` (the package itself is called) or `settings`"
        )
    own = OwnFramework(
        str(path), said.prompt.strip(), said.start, said.install, beside(path, "files", said.files, "framework")
    )
    package = said.package or said.imports[0].removeprefix("node:")
    values = msgspec.structs.asdict(said) | {
        "package": package,
        "name": path.stem,
        "order": len(shipped) + 1,
        "own": own,
    }
    return msgspec.convert({key: values[key] for key in Framework.__struct_fields__}, Framework)


def _check_names(path: Path, key: str, names: tuple[str, ...], pattern: re.Pattern[str], meant: str) -> None:
    """Names are compared letter by letter, so a pattern among them would never fit. Raises BadFile."""
    for name in names:
        if not pattern.fullmatch(name):
            raise BadFile(
                f"{path}: `{key}` holds {name[:LONGEST]!r}, which is not {meant}; patterns have no meaning here"
            )
