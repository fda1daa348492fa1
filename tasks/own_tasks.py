"""Tasks that people write themselves: one TOML file each, checked before anything believes it."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import msgspec
import platformdirs

from tasks.task import Constraint, Feature, Framework, Own, Task

PREFIX = "own/"
_SIZE = 64 << 10
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
        raise BadTask(f"{path}: there is no framework {said.framework!r}, but {', '.join(frameworks)}")
    for name in said.constraints:
        if name not in constraints:
            raise BadTask(f"{path}: there is no constraint {name!r}, but {', '.join(constraints)}")
    if {"sqlite", "postgres"} <= set(said.constraints):
        raise BadTask(f"{path}: sqlite and postgres at once; a task has one database")
    if "orm" in said.constraints and not {"sqlite", "postgres"} & set(said.constraints):
        raise BadTask(f"{path}: orm needs a database: add sqlite or postgres")
    own = Own(str(path), said.prompt.strip(), said.start, *_begins_with(path, said))
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
        with path.open("rb") as file:
            raw = file.read(_SIZE + 1)
        if len(raw) > _SIZE:
            raise BadTask(f"{path} is larger than {_SIZE >> 10} KiB")
        return msgspec.convert(tomllib.loads(raw.decode("utf-8")), _File)
    except OSError as error:
        raise BadTask(f"the task {path} can't be read: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError, RecursionError) as error:
        raise BadTask(f"{path}: {error}") from error


def _begins_with(path: Path, said: _File) -> tuple[str, str]:
    """The base directory and the patch, absolute, at most one of them; checked against `feature`."""
    if said.base and said.patch:
        raise BadTask(f"{path}: base and patch at once; a feature task begins with one of them")
    if bool(said.feature) != bool(said.base or said.patch):
        lacking = "base or patch (what the agent starts from)" if said.feature else "feature (what the base lacks)"
        raise BadTask(f"{path}: a feature task needs {lacking}")
    beside = path.absolute().parent
    if said.base and not (beside / said.base).is_dir():
        raise BadTask(f"{path}: there is no base directory {beside / said.base}")
    if said.patch and not (beside / said.patch).is_file():
        raise BadTask(f"{path}: there is no patch {beside / said.patch}")
    return str(beside / said.base) if said.base else "", str(beside / said.patch) if said.patch else ""
