"""What a recording says at each step: a short title for the list of steps, and why."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Any

from sandbox.tapes.scripting import Move
from tasks.task import Task

_TITLE = 30
"""Columns of a title that names files: the list of steps shows about as many."""


def plan(task: Task) -> str:
    """The thought before the first step: what is to be built, with what, in which order."""
    words = _words()["plan"]
    if task.feature is not None:
        return str(words["feature"]).strip()
    lines = [words["framework"][task.framework.name]]
    if task.clean:
        lines.append(words["clean"])
    lines.append(words[f"{task.language}_orm" if task.orm else task.database or "memory"])
    return "\n".join([words["greenfield"], *lines, words["parts"]])


def said(task: Task, move: Move, stage: str, *, opening: bool = False) -> str:
    """The thought of a move in a stage, or in `whole`. `opening`: the first one of its layer there; it says more."""
    words = _words()
    title, _, why = str(words["layer"][move.layer]).partition("\n")
    if opening and stage == "users" and move.layer == "routes":
        why = words["routes"][task.framework.name]
    elif opening:
        why = words["why"][stage].get(move.layer, why)
    label, _, _ = title.partition("{files}")
    subject = stage if move.layer == "start" and stage != "whole" else _files(move, _TITLE - len(label))
    return f"{label}{subject}\n{why.format(stage=words['stage'][stage])}"


def looking(stage: str) -> str:
    """The thought before a look; `again` for one after a repair."""
    return str(_words()["look"][stage])


def reviewing(structure: str) -> str:
    """The thought before the structure is looked at."""
    return str(_words()["review"][structure])


def done() -> str:
    """The last thought."""
    return str(_words()["submit"]).strip()


def _files(move: Move, room: int) -> str:
    """The names of a move's files without folders and endings; those that don't fit are counted: `api, errors +3`."""
    stems = [path.rpartition("/")[2].rpartition(".")[0] for path in move.files if "__init__" not in path]
    packages = [path.rsplit("/", 2)[-2] for path in move.files if path.endswith("/__init__.py")]
    names = list(dict.fromkeys(stems or packages))
    for shown in range(len(names), 1, -1):
        text = ", ".join(names[:shown]) + (f" +{len(names) - shown}" if shown < len(names) else "")
        if len(text) <= room:
            return text
    return names[0] + (f" +{len(names) - 1}" if len(names) > 1 else "")


@functools.cache
def _words() -> dict[str, Any]:
    return tomllib.loads(resources.files("tasks").joinpath("recordings", "words.toml").read_text(encoding="utf-8"))
