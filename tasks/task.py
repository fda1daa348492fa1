"""A task: one framework, one pile of constraints, one fixed API; plus what a feature task takes out."""

from __future__ import annotations

from typing import Literal

import msgspec

Language = Literal["python", "node"]
Database = Literal["sqlite", "postgres"]


class OwnFramework(msgspec.Struct, frozen=True):
    """What a person's own framework brings along. `prompt` is told to the agent; `start` takes the place of `run.sh`.

    `install` is run in the box before each start from a fresh tree, offline; `files` is a directory (an absolute path)
    that the agent starts with.
    """

    file: str
    prompt: str = ""
    start: str = ""
    install: str = ""
    files: str = ""


class Framework(msgspec.Struct, frozen=True):
    """A web framework, as its file in `tasks/frameworks/` (or a person's folder of frameworks) describes it.

    `port` is where its apps listen; `package` what an app must depend on; `order` its row in the picker. How code shows
    it: `imports` are the packages that are it, and `makers` the names in them that make an app (`called`: the package
    itself is called); `plugins` belong to it and make none; `settings` are names that only its apps bind. `servers` are
    programs that start an app; `not_web` how imports begin that know nothing of requests; `routes` the names of calls
    and decorators that register a handler, and `views` base classes that are one, beyond those that are the same
    everywhere. How it answers: a fixed path wins over a parameter whatever comes first (`fixed_paths_first`), a route
    takes `any_method` unless told, and what its own validation refuses gets the status `refuses_with`.
    """

    name: str
    label: str
    language: Language
    version: str
    port: int
    package: str
    order: int
    imports: tuple[str, ...] = ()
    makers: tuple[str, ...] = ()
    called: bool = False
    plugins: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()
    not_web: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    fixed_paths_first: bool = False
    any_method: bool = False
    refuses_with: int | None = None
    own: OwnFramework | None = None


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
    def start(self) -> str:
        """The command that starts the server, the task's own before its framework's; empty: `run.sh`."""
        own = self.framework.own
        return (self.own.start if self.own else "") or (own.start if own else "")

    @property
    def install(self) -> str:
        """What runs in the box before each start from a fresh tree; empty: nothing."""
        return self.framework.own.install if self.framework.own else ""

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
