"""The shipped recordings: every task's reference, built up part by part as an agent would, with or without mistakes.

They are scripted and say so. What they write and run is carried out for real, so every outcome and score is real.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.actions import EditFile, Shell, Submit
from sandbox.tapes import tape_words
from sandbox.tapes.looks import look, review
from sandbox.tapes.mistakes import Mistake, all_mistakes, planted
from sandbox.tapes.scripting import moves
from sandbox.tapes.tape import Tape, TapeStep
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

_COUNTS = {1: "one mistake", 2: "two mistakes", 3: "three mistakes", 4: "four mistakes", 5: "five mistakes"}


class UnknownTape(ValueError):
    """The task has no recording of this name; the message says which it has."""


@dataclass(frozen=True, slots=True)
class _Stage:
    name: str
    tree: dict[str, bytes]


def tapes(task: Task) -> tuple[Tape, ...]:
    """A task's recordings, the one that is played unless another is named first; a person's own task has none."""
    if task.own is not None:
        return ()
    straight = Tape("straight", "straight to the goal", tuple(_steps(task, ())), shipped=True)
    wrong = mistakes(task)
    if not wrong:
        return (straight,)
    title = f"{_COUNTS.get(len(wrong), f'{len(wrong)} mistakes')}, repaired"
    return (Tape("mistakes", title, tuple(_steps(task, wrong)), shipped=True), straight)


def tasks_with_mistakes() -> frozenset[str]:
    """Names of the tasks whose recording makes mistakes: by their files, a feature task's also by its code (70 ms)."""
    return frozenset(
        task.name
        for task in all_tasks().values()
        if (mistakes(task) if task.feature else any(mistake.meant_for(task) for mistake in all_mistakes()))
    )


def reference_tape(task: Task) -> Tape:
    """The reference in as few steps as layers, without looking: what `spar prove` plays."""
    changes = moves(base(task), reference(task))
    steps = [TapeStep(tape_words.said(task, move, "whole"), move.action) for move in changes]
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
    """The mistakes that can be planted in this task's reference: its code has their place."""
    trees = {stage.name: stage.tree for stage in _stages(task)}
    return tuple(
        mistake
        for mistake in all_mistakes()
        if mistake.meant_for(task)
        and all(name in trees and mistake.fits(trees[name]) for name in (mistake.stage, mistake.shows))
    )


def _stages(task: Task) -> list[_Stage]:
    if task.feature is None:
        return [_Stage(name, partial(task, without)) for name, without in _STAGES]
    names = {"comments": "comments", "profiles": "profiles"}
    return [_Stage(names.get(task.feature.name, "articles"), reference(task))]


def _steps(task: Task, wrong: tuple[Mistake, ...]) -> Iterator[TapeStep]:
    arrival = "ls -la; head -c 1500 *.* 2>/dev/null" if task.feature else "ls -la; id -un; df -h . | tail -1"
    yield TapeStep(tape_words.plan(task), Shell(arrival))
    right, tree = base(task), base(task)
    unseen: list[Mistake] = []
    for stage in _stages(task):
        made = [mistake for mistake in wrong if mistake.stage == stage.name]
        aside = [mistake for mistake in made if mistake.said and mistake.fits(right)]
        for mistake in aside:
            yield TapeStep(mistake.said.strip(), EditFile(mistake.path, mistake.right, mistake.wrong))
        unseen += made
        target = planted(stage.tree, unseen)
        told: set[str] = set()
        for move in moves(planted(tree, aside), target):
            opening = move.layer not in told
            yield TapeStep(tape_words.said(task, move, stage.name, opening=opening), move.action)
            told.add(move.layer)
        yield TapeStep(tape_words.looking(stage.name), _look(task, stage.name))
        seen = [mistake for mistake in unseen if mistake.shows == stage.name]
        yield from _repairs(task, stage.name, seen)
        unseen = [mistake for mistake in unseen if mistake not in seen]
        right, tree = stage.tree, planted(stage.tree, unseen)
    yield TapeStep(tape_words.done(), Submit(tape_words.done().partition("\n")[0]))


def _repairs(task: Task, stage: str, seen: list[Mistake]) -> Iterator[TapeStep]:
    """One thing at a time, looked at again: first what had worked before, last what only a review shows."""
    for mistake in sorted(seen, key=lambda mistake: (mistake.breaks != "", not mistake.said)):
        if mistake.breaks:
            yield TapeStep(tape_words.reviewing(mistake.breaks), review(task, mistake.breaks))
        yield TapeStep(mistake.thought.strip(), EditFile(mistake.path, mistake.wrong, mistake.right))
        yield TapeStep(tape_words.looking("again"), _look(task, stage))


def _look(task: Task, stage: str) -> Shell:
    """Ask something of every stage so far; of all of them where the rest was there from the start."""
    order = [name for name, _ in _STAGES]
    return look(task, tuple(order if task.feature else order[: order.index(stage) + 1]))
