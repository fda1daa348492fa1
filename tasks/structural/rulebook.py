"""The rules of a task as a person reads them: what each protects, a piece of code that breaks it, one that keeps it."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources

import msgspec

from tasks.scorecard import Category
from tasks.structural import verify
from tasks.task import Language, Task


class Rule(msgspec.Struct, frozen=True):
    """One structural rule. `breaks` and `keeps` are small trees in one text: a line `=== path` opens each file."""

    id: str
    category: Category
    title: str
    protects: str
    breaks: str
    keeps: str


@functools.cache
def _examples(rule: str, language: Language) -> tuple[str, str]:
    text = resources.files("tasks").joinpath("structural", "examples", f"{rule}.toml").read_text(encoding="utf-8")
    example = tomllib.loads(text)[language]
    return example["breaks"].strip() + "\n", example["keeps"].strip() + "\n"


def rules_for(task: Task) -> tuple[Rule, ...]:
    """The rules of the categories that a task demands, in the order in which findings are shown."""
    demanded = verify.required(task)
    return tuple(
        Rule(rule.id, rule.category, rule.title, rule.protects, *_examples(rule.id, task.language))
        for rule in verify.RULES
        if rule.demanded(task, demanded)
    )


def as_files(example: str) -> dict[str, bytes]:
    """The tree that an example's text stands for."""
    files: dict[str, list[str]] = {}
    path = ""
    for line in example.splitlines():
        if line.startswith("=== "):
            path = line[4:].strip()
            files[path] = []
        elif path:
            files[path].append(line)
    return {name: ("\n".join(lines) + "\n").encode() for name, lines in files.items()}
