"""Tasks that people write themselves: one TOML file each, checked before anything believes it."""

from __future__ import annotations

import os
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import msgspec
import platformdirs

from tasks.task import Constraint, Feature, Framework, Own, Task
from tasks.toml_words import plain, unknown_key

PREFIX = "own/"
_SIZE = 64 << 10
_PATCH = 4 << 20
_LONGEST = 60
_LONGEST_PATH = 300
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")


class BadTask(ValueError):
    """A file that is no task; one line that names the file and what is wrong."""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What such a file may say; see `spar tasks --help` and the README."""

    framework: str
    constraints: tuple[str, ...] = ()
    prompt: Annotated[str, msgspec.Meta(max_length=20_000)] = ""
    start: Annotated[str, msgspec.Meta(max_length=8_000)] = ""
    feature: Annotated[str, msgspec.Meta(max_length=100)] = ""
    base: str = ""
    patch: str = ""
    reference: str = ""


def place() -> Path:
    """Where a person's tasks lie: `tasks` in Spar's configuration directory, which `SPAR_CONFIG` replaces."""
    return Path(os.environ.get("SPAR_CONFIG") or platformdirs.user_config_dir("spar", appauthor=False)) / "tasks"


def files() -> Iterator[Path]:
    """Every task file of this person, by name."""
    try:
        yield from sorted(path for path in place().iterdir() if path.suffix == ".toml")
    except OSError:
        return


def file_of(name: str) -> Path | None:
    """The file that a task's name means: a path that ends in .toml, `own/NAME`, or `NAME` alone; None where none is."""
    if name.endswith(".toml"):
        return Path(name)
    short = name.removeprefix(PREFIX)
    path = place() / f"{short}.toml"
    return path if _NAME.fullmatch(short) and path.is_file() else None


def read(path: Path, frameworks: Mapping[str, Framework], constraints: Mapping[str, Constraint]) -> Task:
    """The task of one file. `base` and `patch` are meant relative to the file. Raises BadTask."""
    said = _said(path)
    if said.framework not in frameworks:
        raise BadTask(f"{path}: there is no framework {said.framework[:_LONGEST]!r}, but {', '.join(frameworks)}")
    for name in said.constraints:
        if name not in constraints:
            raise BadTask(f"{path}: there is no constraint {name[:_LONGEST]!r}, but {', '.join(constraints)}")
    if {"sqlite", "postgres"} <= set(said.constraints):
        raise BadTask(f"{path}: sqlite and postgres at once; a task has one database")
    if "orm" in said.constraints and not {"sqlite", "postgres"} & set(said.constraints):
        raise BadTask(f"{path}: orm needs a database: add sqlite or postgres")
    _check_words(path, said)
    own = Own(str(path), said.prompt.strip(), said.start, *_begins_with(path, said), _beside(path, "reference", said))
    return Task(
        f"{PREFIX}{path.stem}",
        frameworks[said.framework],
        tuple(name for name in constraints if name in said.constraints),
        Feature("own", said.feature, (), (), 0) if said.feature else None,
        own,
    )


def _said(path: Path) -> _File:
    if not _NAME.fullmatch(path.stem):
        raise BadTask(f"{path}: a task's file is named in letters, digits, `.`, `_` and `-`")
    try:
        if path.exists() and not path.is_file():
            raise BadTask(f"the task {path} can't be read: it is no file")
        with path.open("rb") as file:
            raw = file.read(_SIZE + 1)
    except OSError as error:
        raise BadTask(f"the task {path} can't be read: {error.strerror}") from error
    if len(raw) > _SIZE:
        raise BadTask(f"{path} is larger than {_SIZE >> 10} KiB")
    try:
        said = tomllib.loads(raw.decode("utf-8-sig"))
        if words := unknown_key(said, _File.__struct_fields__):
            raise BadTask(f"{path}: {words}")
        return msgspec.convert(said, _File)
    except UnicodeDecodeError as error:
        raise BadTask(f"{path}: it is not UTF-8 text") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadTask(f"{path} is no TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise BadTask(f"{path}: {plain(str(error))}") from error


def _check_words(path: Path, said: _File) -> None:
    """What is told to an agent or a shell is text, and says something. Raises BadTask."""
    for name in ("prompt", "start", "feature", "base", "patch", "reference"):
        words: str = getattr(said, name)
        allowed = "\n\r\t" if name in ("prompt", "start") else ""
        if any(unicodedata.category(letter) == "Cc" and letter not in allowed for letter in words):
            raise BadTask(f"{path}: `{name}` holds a control character")
        if words and not words.strip():
            raise BadTask(f"{path}: `{name}` is blank; say something there, or leave it out")


def _begins_with(path: Path, said: _File) -> tuple[str, str]:
    """The base directory and the patch, absolute, at most one of them; checked against `feature`."""
    if said.base and said.patch:
        raise BadTask(f"{path}: base and patch at once; a feature task begins with one of them")
    if bool(said.feature) != bool(said.base or said.patch):
        lacking = "base or patch (what the agent starts from)" if said.feature else "feature (what the base lacks)"
        raise BadTask(f"{path}: a feature task needs {lacking}")
    return _beside(path, "base", said), _beside(path, "patch", said)


def _beside(path: Path, name: str, said: _File) -> str:
    """The directory (or patch) that `name` names, absolute; empty where it names none. Raises BadTask.

    It has to lie beside the file, or below: a task that somebody else wrote must not take a person's own files along
    for a model to read.
    """
    if not (named := getattr(said, name)):
        return ""
    folder = path.absolute().parent
    place = folder / named
    try:
        inside = place.resolve().is_relative_to(folder.resolve())
        there = place.is_file() if name == "patch" else place.is_dir()
        size = place.stat().st_size if there and name == "patch" else 0
    except (OSError, RuntimeError, ValueError) as error:
        raise BadTask(f"{path}: `{name}` can't be looked at: {getattr(error, 'strerror', None) or error}") from error
    if not inside:
        raise BadTask(f"{path}: `{name}` leaves the task's own folder: {named[:_LONGEST]!r}")
    if not there:
        kind = "patch" if name == "patch" else f"{name} directory"
        raise BadTask(f"{path}: there is no {kind} {str(place)[:_LONGEST_PATH]}")
    if size > _PATCH:
        raise BadTask(f"{path}: the patch is larger than {_PATCH >> 20} MiB")
    return str(place)
