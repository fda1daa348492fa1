"""The mistakes that recordings make on purpose: typical ones, each made at one step and put right at a later one."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Literal

import msgspec

from tasks.task import Task

Tree = Mapping[str, bytes]


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """One planted error: in `path`, `right` is first written as `wrong` during `stage`, seen later, then put right.

    `category`: the failure category or logic subcategory that it stands for. `where`: frameworks or a language.
    `requires`: constraints without which it would be no mistake; `unless`: those with which another one is made.
    `seen`: the stage at whose end it shows, where that is a later one than its own. `breaks`: the part of the structure
    that is broken; no request shows that, so it takes a review. `said`: the thought that goes with making it in a file
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
    seen: str = ""
    breaks: Literal["", "architecture", "orm"] = ""
    requires: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    @property
    def shows(self) -> str:
        """The stage at whose end it is noticed."""
        return self.seen or self.stage

    def meant_for(self, task: Task) -> bool:
        """Whether it is one that this framework's users make and this task forbids; its code may still be another."""
        held = set(task.constraints)
        meant = {task.framework.name, task.language} & set(self.where)
        return bool(meant) and set(self.requires) <= held and not held & set(self.unless)

    def fits(self, tree: Tree) -> bool:
        """Whether the tree has the place, once and whole, and doesn't hold the mistake already."""
        text = tree.get(self.path, b"").decode("utf-8", "replace")
        return text.count(self.right) == 1 and self.wrong not in text


@functools.cache
def all_mistakes() -> tuple[Mistake, ...]:
    """Every mistake that ships, in the order of their files' names."""
    folder = resources.files("tasks").joinpath("recordings", "mistakes")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return tuple(
        msgspec.convert({"name": file.name.removesuffix(".toml"), **tomllib.loads(file.read_text("utf-8"))}, Mistake)
        for file in files
    )


def planted(tree: Tree, wrong: Iterable[Mistake]) -> dict[str, bytes]:
    """The tree with these mistakes made in it."""
    spoiled = dict(tree)
    for mistake in wrong:
        text = spoiled[mistake.path].decode().replace(mistake.right, mistake.wrong)
        spoiled[mistake.path] = text.encode()
    return spoiled
