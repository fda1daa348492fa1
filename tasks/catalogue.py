"""Every task: those that Spar ships, made from the data files beside this one, and a person's own."""

from __future__ import annotations

import difflib
import functools
import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from tasks import own_frameworks, own_tasks
from tasks.task import Constraint, Feature, Framework, Task

T = TypeVar("T", Framework, Constraint, Feature)

VARIANTS: tuple[tuple[str, ...], ...] = (
    (),
    ("clean",),
    ("sqlite",),
    ("postgres",),
    ("clean", "sqlite"),
    ("clean", "postgres"),
    ("sqlite", "orm"),
    ("postgres", "orm"),
    ("clean", "sqlite", "orm"),
    ("clean", "postgres", "orm"),
)
"""The paper's ten piles of constraints, in the picker's order, L0 first."""

FEATURE_BASE: tuple[str, ...] = ("clean", "sqlite", "orm")
"""The constraints that the app underneath a feature task keeps."""


_LONGEST = 80
"""Letters of an unknown name that are looked at and said back."""


class UnknownTask(ValueError):
    """No task bears this name (the message names the nearest ones), or its own file is none."""


def _load(folder: str, kind: type[T]) -> dict[str, T]:
    found: dict[str, T] = {}
    # Read by path here and where colours and figures are: importlib.resources takes 3 ms of the first frame.
    for file in (Path(__file__).parent / folder).glob("*.toml"):
        raw: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
        found[file.stem] = msgspec.convert({"name": file.stem, **raw}, kind)
    return dict(sorted(found.items(), key=lambda item: item[1].order))


@functools.cache
def frameworks() -> dict[str, Framework]:
    """The eight frameworks by name, in the picker's order."""
    return _load("frameworks", Framework)


@functools.cache
def constraints() -> dict[str, Constraint]:
    """The four constraints by name."""
    return _load("constraints", Constraint)


@functools.cache
def features() -> dict[str, Feature]:
    """What feature tasks take out, by name."""
    return _load("features", Feature)


@functools.cache
def all_tasks() -> dict[str, Task]:
    """80 greenfield tasks, then 32 feature tasks, by name."""
    greenfield = [
        Task(f"{framework.name}/{'+'.join(variant) or 'none'}", framework, variant)
        for framework in frameworks().values()
        for variant in VARIANTS
    ]
    taken_out = [
        Task(f"{framework.name}/feature-{feature.name}", framework, FEATURE_BASE, feature)
        for framework in frameworks().values()
        for feature in features().values()
    ]
    return {task.name: task for task in (*greenfield, *taken_out)}


def own() -> tuple[dict[str, Task], tuple[str, ...]]:
    """A person's own tasks by name, read anew, and a line for each file (of a framework, too) that is none."""
    found: dict[str, Task] = {}
    problems = list(own_frameworks.problems(frameworks()))
    for path in own_tasks.files():
        try:
            task = own_tasks.read(path, frameworks(), constraints())
        except own_tasks.BadTask as error:
            problems += [] if str(error) in problems else [str(error)]
        else:
            found[task.name] = task
    return found, tuple(problems)


def find(name: str) -> Task:
    """The task of this name; constraints may come in any order. A person's own: `own/NAME`, `NAME`, or its file.

    Raises UnknownTask, whose message is one line that names near misses.
    """
    tasks = all_tasks()
    if name in tasks:
        return tasks[name]
    framework, _, variant = name.partition("/")
    for task in tasks.values():
        same_pile = set(task.constraints) == set(variant.split("+"))
        if task.framework.name == framework and task.feature is None and same_pile:
            return task
    if (file := own_tasks.file_of(name)) is not None:
        try:
            return own_tasks.read(file, frameworks(), constraints())
        except own_tasks.BadTask as error:
            raise UnknownTask(str(error)) from error
    tasks = {**tasks, **own()[0]}
    name = name[:_LONGEST]
    near = difflib.get_close_matches(name, tasks, n=3, cutoff=0.5)
    hint = f"did you mean {', '.join(near)}?" if near else "`spar tasks` lists them all."
    raise UnknownTask(f"no task is called {name!r}; {hint}")
