"""A person's own tasks for the picker: each file that is one, and each that isn't yet, with what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from tasks import catalogue, own_tasks
from tasks.own_files import files
from tasks.task import Task

EXAMPLE = """\
framework = "flask"  # fastapi, django, aiohttp, express, fastify, hono, koa
constraints = ["clean", "sqlite"]  # of clean, sqlite or postgres, orm
prompt = "Every write is also logged to audit.log."  # told after the rest
"""
"""A task file that works as it stands."""


class OwnFile(msgspec.Struct, frozen=True):
    """One file. `task` None: it is none, and `problem` says why in one line."""

    path: Path
    task: Task | None
    problem: str = ""


def own_files(named: Iterable[Path] = ()) -> tuple[OwnFile, ...]:
    """The files that a person named, then those of their folder, each read anew and listed once."""
    paths = dict.fromkeys([*(path.absolute() for path in named), *(path.absolute() for path in own_tasks.files())])
    return tuple(_read(path) for path in paths)


def own_frameworks() -> tuple[str, ...]:
    """The names by which a task can ask for a framework of the person's own; those of files that are none, too."""
    shipped = catalogue.frameworks()
    return tuple(path.stem for path in files("frameworks") if path.stem not in shipped)


def _read(path: Path) -> OwnFile:
    try:
        return OwnFile(path, own_tasks.read(path, catalogue.frameworks(), catalogue.constraints()))
    except own_tasks.BadTask as error:
        return OwnFile(path, None, str(error).removeprefix(f"{path}: ").removeprefix(f"{path} "))


def chosen_as(task: Task) -> str:
    """What finds a task again: its name, or its file where that lies outside of a person's folder."""
    if task.own is None or own_tasks.file_of(task.name) == Path(task.own.file):
        return task.name
    return task.own.file


def fits(file: OwnFile, words: str) -> bool:
    """Whether a file answers to every word of a filter."""
    said = [file.path.name, file.problem]
    if file.task is not None:
        said += [file.task.framework.label, file.task.variant, file.task.feature.label if file.task.feature else ""]
    text = " ".join(said).lower()
    return all(word in text for word in words.lower().split())


def make_new() -> Path:
    """A new file in a person's folder, a copy of EXAMPLE that no other file is lost for. Raises OSError."""
    folder = own_tasks.place()
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        path = folder / f"mine{number if number > 1 else ''}.toml"
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(EXAMPLE)
        except FileExistsError:
            number += 1
        else:
            return path


def leave(path: Path, text: str) -> None:
    """Write a task file as its person left it. Raises OSError."""
    path.write_text(text, encoding="utf-8")
