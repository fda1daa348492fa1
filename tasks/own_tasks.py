"""Tasks that people write themselves: one TOML file each, checked before anything believes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import msgspec

from tasks import own_files, own_frameworks
from tasks.own_files import LONGEST, NAME, BadFile, beside, check_words
from tasks.task import Constraint, Feature, Framework, Own, Task

PREFIX = "own/"

BadTask = BadFile
"""A file that is no task, or whose framework is none; one line that names the file and what is wrong."""


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
    return own_files.place("tasks")


def files() -> Iterator[Path]:
    """Every task file of this person, by name."""
    return own_files.files("tasks")


def file_of(name: str) -> Path | None:
    """The file that a task's name means: a path that ends in .toml, `own/NAME`, or `NAME` alone; None where none is."""
    if name.endswith(".toml"):
        return Path(name)
    short = name.removeprefix(PREFIX)
    path = place() / f"{short}.toml"
    return path if NAME.fullmatch(short) and path.is_file() else None


def read(path: Path, frameworks: Mapping[str, Framework], constraints: Mapping[str, Constraint]) -> Task:
    """The task of one file, on one of these frameworks or a person's own. Raises BadTask.

    `base`, `patch` and `reference` are meant relative to the file.
    """
    said = own_files.said(path, _File, "task")
    framework = frameworks.get(said.framework) or own_frameworks.find(path, said.framework, frameworks)
    for name in said.constraints:
        if name not in constraints:
            raise BadTask(f"{path}: there is no constraint {name[:LONGEST]!r}, but {', '.join(constraints)}")
    if {"sqlite", "postgres"} <= set(said.constraints):
        raise BadTask(f"{path}: sqlite and postgres at once; a task has one database")
    if "orm" in said.constraints and not {"sqlite", "postgres"} & set(said.constraints):
        raise BadTask(f"{path}: orm needs a database: add sqlite or postgres")
    for name in ("prompt", "start", "feature", "base", "patch", "reference"):
        check_words(path, name, getattr(said, name), lines=name in ("prompt", "start"))
    if said.patch and framework.own:
        raise BadTask(f"{path}: `patch` changes one of Spar's references, and {framework.name} has none; give a `base`")
    reference = beside(path, "reference", said.reference, "task")
    own = Own(str(path), said.prompt.strip(), said.start, *_begins_with(path, said), reference)
    return Task(
        f"{PREFIX}{path.stem}",
        framework,
        tuple(name for name in constraints if name in said.constraints),
        Feature("own", said.feature, (), (), 0) if said.feature else None,
        own,
    )


def _begins_with(path: Path, said: _File) -> tuple[str, str]:
    """The base directory and the patch, absolute, at most one of them; checked against `feature`."""
    if said.base and said.patch:
        raise BadTask(f"{path}: base and patch at once; a feature task begins with one of them")
    if bool(said.feature) != bool(said.base or said.patch):
        lacking = "base or patch (what the agent starts from)" if said.feature else "feature (what the base lacks)"
        raise BadTask(f"{path}: a feature task needs {lacking}")
    return beside(path, "base", said.base, "task"), beside(path, "patch", said.patch, "task")
