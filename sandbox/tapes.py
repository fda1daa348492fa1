"""The shipped recordings: every task's reference, built up part by part as an agent would, with or without mistakes.

They are scripted and say so. What they write and run is carried out for real, so every outcome and score is real.
"""

from __future__ import annotations

import functools
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any

import msgspec

from sandbox.actions import EditFile, Shell, Submit
from sandbox.scripting import Move, Tree, moves
from sandbox.tape import Tape, TapeStep
from tasks.catalogue import all_tasks
from tasks.reference.compose import base, partial, reference
from tasks.task import Task

_STAGES: tuple[tuple[str, frozenset[str]], ...] = (
    ("users", frozenset({"profiles", "articles", "tags", "comments"})),
    ("profiles", frozenset({"articles", "tags", "comments"})),
    ("articles", frozenset({"comments"})),
    ("comments", frozenset()),
)
"""The parts of the API in the order in which a recording builds them, each with what is still left out."""


class UnknownTape(ValueError):
    """The task has no recording of this name; the message says which it has."""


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """One planted error: in `path`, `right` is first written as `wrong`, seen at the end of `stage`, then put right.

    `category`: the failure category or logic subcategory that it stands for. `where`: frameworks or a language.
    `requires`: constraints without which it would be no mistake. `said`: the thought that goes with making it in a file
    that its stage would leave alone; `thought`: the one with which it is put right.
    """

    name: str
    category: str
    where: tuple[str, ...]
    stage: str
    path: str
    right: str
    wrong: str
    thought: str
    said: str = ""
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Stage:
    name: str
    tree: dict[str, bytes]


def tapes(task: Task) -> tuple[Tape, ...]:
    """A task's recordings, the one that is played unless another is named first; a person's own task has none."""
    if task.own is not None:
        return ()
    straight = Tape("straight", "straight to the goal", tuple(_steps(task, ())), shipped=True)
    planted = mistakes(task)
    if not planted:
        return (straight,)
    count = {1: "one mistake", 2: "two mistakes", 3: "three mistakes"}.get(len(planted), f"{len(planted)} mistakes")
    return (Tape("mistakes", f"{count}, repaired", tuple(_steps(task, planted)), shipped=True), straight)


def tasks_with_mistakes() -> frozenset[str]:
    """Names of the tasks whose recording makes mistakes, by what the mistakes' files say."""
    return frozenset(
        task.name
        for task in all_tasks().values()
        if task.feature is None and any(_meant_for(mistake, task) for mistake in _mistakes())
    )


def reference_tape(task: Task) -> Tape:
    """The reference in as few steps as layers, without looking: what `spar prove` plays."""
    steps = [TapeStep(_thought(move, "comments"), move.action) for move in moves(base(task), reference(task))]
    return Tape("reference", "the reference", (*steps, TapeStep("That is all.", Submit("the reference"))), shipped=True)


def find_tape(task: Task, name: str | None) -> Tape:
    """The recording of this name; None: the first. Raises UnknownTape."""
    found = tapes(task)
    if not found:
        raise UnknownTape(f"{task.name} is a task of your own, without a reference to play: name a model with --model")
    for tape in found:
        if name in (None, tape.name):
            return tape
    raise UnknownTape(f"{task.name} has no recording {name!r}; it has {', '.join(tape.name for tape in found)}")


def mistakes(task: Task) -> tuple[Mistake, ...]:
    """The mistakes that can be planted in this task's reference."""
    return tuple(
        mistake
        for mistake in _mistakes()
        if {task.framework.name, task.language} & set(mistake.where)
        and set(mistake.requires) <= set(task.constraints)
        and any(
            _text(stage.tree, mistake.path).count(mistake.right) == 1
            for stage in _stages(task)
            if stage.name == mistake.stage
        )
    )


def _meant_for(mistake: Mistake, task: Task) -> bool:
    return bool({task.framework.name, task.language} & set(mistake.where)) and set(mistake.requires) <= set(
        task.constraints
    )


@functools.cache
def _mistakes() -> tuple[Mistake, ...]:
    folder = resources.files("tasks").joinpath("recordings", "mistakes")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return tuple(
        msgspec.convert({"name": file.name.removesuffix(".toml"), **tomllib.loads(file.read_text("utf-8"))}, Mistake)
        for file in files
    )


@functools.cache
def _words(file: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("tasks").joinpath("recordings", file).read_text(encoding="utf-8"))


def _stages(task: Task) -> list[_Stage]:
    if task.feature is None:
        return [_Stage(name, partial(task, without)) for name, without in _STAGES]
    names = {"comments": "comments", "profiles": "profiles"}
    return [_Stage(names.get(task.feature.name, "articles"), reference(task))]


def _steps(task: Task, planted: tuple[Mistake, ...]) -> Iterator[TapeStep]:
    words = _words("words.toml")
    kind = "plan_feature" if task.feature else "plan_greenfield"
    yield TapeStep(
        words[kind].strip(),
        Shell("ls -la; head -c 1500 *.* 2>/dev/null" if task.feature else "ls -la; id -un; df -h . | tail -1"),
    )
    tree: Tree = base(task)
    for stage in _stages(task):
        wrong = [mistake for mistake in planted if mistake.stage == stage.name]
        aside = [mistake for mistake in wrong if tree.get(mistake.path) == stage.tree[mistake.path]]
        for mistake in aside:
            yield TapeStep(mistake.said.strip(), EditFile(mistake.path, mistake.right, mistake.wrong))
        target = {**stage.tree, **_spoiled(stage.tree, [mistake for mistake in wrong if mistake not in aside])}
        for move in moves(tree, target):
            yield TapeStep(_thought(move, stage.name), move.action)
        tree = stage.tree
        yield TapeStep(words["look"][stage.name], _look(task, stage.name))
        for mistake in wrong:
            yield TapeStep(mistake.thought.strip(), EditFile(mistake.path, mistake.wrong, mistake.right))
        if wrong:
            yield TapeStep(words["look"]["again"], _look(task, stage.name))
    yield TapeStep(words["submit"].strip(), Submit(words["submit"].strip()))


def _spoiled(tree: Tree, wrong: list[Mistake]) -> dict[str, bytes]:
    spoiled: dict[str, bytes] = {}
    for mistake in wrong:
        text = spoiled.get(mistake.path, tree[mistake.path]).decode()
        spoiled[mistake.path] = text.replace(mistake.right, mistake.wrong).encode()
    return spoiled


def _text(tree: Tree, path: str) -> str:
    return tree.get(path, b"").decode("utf-8", "replace")


def _thought(move: Move, stage: str) -> str:
    names = ", ".join(
        path.rpartition("/")[2].rpartition(".")[0] or path for path in move.files if "__init__" not in path
    )
    sentence: str = _words("words.toml")["layer"][move.layer]
    return sentence.format(files=names or "the package itself", stage=_words("words.toml")["stage"][stage])


def _look(task: Task, stage: str) -> Shell:
    """Start the server, ask it something of every stage so far, stop it."""
    order = [name for name, _ in _STAGES]
    known = order[: order.index(stage) + 1] if task.feature is None else order
    requests = [
        {key: value for key, value in request.items() if key != "stage"}
        for request in _words("look.toml")["request"]
        if request["stage"] in known
    ]
    file = resources.files("tasks").joinpath("recordings", f"look_{task.language}.txt")
    script = file.read_text(encoding="utf-8").replace("{port}", str(task.port))
    return Shell(script.replace("{requests}", json.dumps(requests)).rstrip("\n"))
