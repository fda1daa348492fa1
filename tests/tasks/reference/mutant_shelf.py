"""The shelf of single defects: one TOML file an area of the contract, one entry a defect of one reference build."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

from tasks.catalogue import find
from tasks.task import Task

SHELF = Path(__file__).with_name("mutants")


@dataclass(frozen=True)
class Mutant:
    """A build with one place changed.

    `rule` is the requirement that it breaks, `noticed` the assertion that must fail, `survives` why none does.
    """

    area: str
    id: str
    defect: str
    build: str
    file: str
    old: str
    new: str
    rule: str
    noticed: str = ""
    survives: str = ""

    @property
    def task(self) -> Task:
        return find(self.build)

    def applied(self, tree: dict[str, bytes]) -> dict[str, bytes]:
        """The tree with the defect. Raises AssertionError where the reference has moved on."""
        text = tree.get(self.file, b"").decode()
        found = text.count(self.old)
        assert found == 1, f"{self.id}: its text stands {found} times in {self.file} of {self.build}; mend the mutant"
        return {**tree, self.file: text.replace(self.old, self.new).encode()}


@functools.cache
def mutants() -> tuple[Mutant, ...]:
    """Every defect, grouped by what their boxes must hold, so that a box that waits is used next."""
    found = [
        Mutant(shelf["area"], **entry)
        for shelf in (tomllib.loads(file.read_text("utf-8")) for file in sorted(SHELF.glob("*.toml")))
        for entry in shelf["mutant"]
    ]
    return tuple(sorted(found, key=lambda one: (one.task.language, one.task.database or "", one.id)))
