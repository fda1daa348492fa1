"""A task: one framework, one pile of constraints, one fixed API; plus what a feature task takes out."""

from __future__ import annotations

from typing import Literal

import msgspec

Language = Literal["python", "node"]
Database = Literal["sqlite", "postgres"]


class Framework(msgspec.Struct, frozen=True):
    """A web framework, as its file in `tasks/frameworks/` describes it.

    `port` is where its apps listen; `package` what an app must depend on; `order` its row in the picker.
    """

    name: str
    label: str
    language: Language
    version: str
    port: int
    package: str
    order: int


class Constraint(msgspec.Struct, frozen=True):
    """One structural requirement, as its file in `tasks/constraints/` describes it.

    `category` names the member of a structural verdict that judges it.
    """

    name: str
    label: str
    short: str
    category: Literal["architecture", "database", "orm"]
    order: int


class Feature(msgspec.Struct, frozen=True):
    """A part of the app that feature tasks take out, as its file in `tasks/features/` describes it.

    `removed` are the parts' names (`comments`, `articles`, ...); `groups` the assertion groups that fall with them.
    """

    name: str
    label: str
    removed: tuple[str, ...]
    groups: tuple[str, ...]
    order: int


class Own(msgspec.Struct, frozen=True):
    """What a person's own task adds. `prompt` is told after the rest; `start` takes the place of `run.sh`.

    A feature task begins with the directory `base`, or with the reference after `patch`. `reference`: a directory that
    solves it. All three are absolute paths.
    """

    file: str
    prompt: str = ""
    start: str = ""
    base: str = ""
    patch: str = ""
    reference: str = ""


class Task(msgspec.Struct, frozen=True):
    """What one agent is asked: `flask/clean+postgres+orm`, `flask/feature-comments`, or `own/NAME`."""

    name: str
    framework: Framework
    constraints: tuple[str, ...]
    feature: Feature | None = None
    own: Own | None = None

    @property
    def variant(self) -> str:
        """The constraints joined by `+`, or `none`; for a feature task that of its base."""
        return "+".join(self.constraints) or "none"

    @property
    def level(self) -> int:
        """L0 to L3: how many constraints are piled up."""
        return len(self.constraints)

    @property
    def language(self) -> Language:
        return self.framework.language

    @property
    def port(self) -> int:
        return self.framework.port

    @property
    def clean(self) -> bool:
        return "clean" in self.constraints

    @property
    def orm(self) -> bool:
        return "orm" in self.constraints

    @property
    def database(self) -> Database | None:
        if "sqlite" in self.constraints:
            return "sqlite"
        return "postgres" if "postgres" in self.constraints else None
