"""Values and where they stand: what following a setting begins and ends with."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from tasks.structural.facts import FunctionFact, Value
from tasks.structural.project import Project
from tasks.structural.settings.data_files import DataFiles

DEEPEST = 24
"""Values that one question may follow one behind the other; settings are a handful deep."""


class Held(NamedTuple):
    """A value and where it stands; `frame` holds what the parameters of its function are given."""

    path: str
    scope: str
    value: Value
    frame: Mapping[str, Held] = {}


class Followed(ABC):
    """What every part of following needs: the project, its data files, and what the parts ask of one another."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.data = DataFiles(project)
        self.steps = 0
        self.total = 0

    def asked_anew(self, answer: Callable[[], bool]) -> bool:
        """Answers a question inside another one with steps of its own: the order of asking makes no difference."""
        before, self.steps = self.steps, 0
        try:
            return answer()
        finally:
            self.steps = before

    @abstractmethod
    def of(self, item: Held, depth: int) -> Iterator[Held]:
        """What a value can be in the end: texts, containers, classes and their objects."""

    @abstractmethod
    def runs(self, path: str, line: int) -> bool:
        """False where settings or the environment decide that this line doesn't run."""

    @abstractmethod
    def member(self, base: Held, key: str, depth: int) -> Iterator[Held]:
        """What stands under a key of a container, a class, an object or a module."""

    @abstractmethod
    def setting(self, key: str, depth: int) -> Iterator[Held]:
        """A key in capitals of the framework's own settings, wherever running code puts it."""

    def given_back(self, path: str, function: FunctionFact, frame: Mapping[str, Held], depth: int) -> Iterator[Held]:
        """What a function of the tree returns where its parameters hold what the frame says."""
        for line, value in function.gives:
            if self.runs(path, line):
                yield from self.of(Held(path, function.name, value, frame), depth + 1)

    def texts(self, item: Held, depth: int) -> Iterator[str]:
        """The texts among what a value can be."""
        for held in self.of(item, depth):
            if held.value.kind == "text":
                yield from self._filled(held, depth)

    def _filled(self, held: Held, depth: int) -> Iterator[str]:
        """The text with its first gap filled, where that is known."""
        text = held.value.text
        if not text.startswith("{}") or not held.value.parts:
            yield text
            return
        found = list(self.texts(held._replace(value=held.value.parts[0][1]), depth + 1))
        yield from (first + text[2:] for first in found) if found else (text,)
