"""One tree judged for one task: what every rule is given."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal

import msgspec

from tasks.scorecard import Category, Finding
from tasks.structural import registrations
from tasks.structural.cache import FactCache
from tasks.structural.contracts import is_contract
from tasks.structural.facts import Call, FileFacts
from tasks.structural.frameworks import signs
from tasks.structural.holding.holdings import Holdings
from tasks.structural.layers import Layers
from tasks.structural.per_file import per_file
from tasks.structural.project import Project
from tasks.structural.storage import Storage
from tasks.structural.touching.touches import Touches
from tasks.task import Task


class Case:
    """A task and a tree's facts, with what several rules need worked out once."""

    def __init__(self, task: Task, project: Project) -> None:
        self.task = task
        self.project = project
        self.facts = project.facts
        self.storage = Storage(project)
        self.touches = Touches(project, self.storage)
        self.called = self.storage.called
        self.python = task.language == "python"
        self.signs = signs(task.framework)

    @classmethod
    def of(cls, task: Task, files: Mapping[str, bytes], cache: FactCache | None) -> Case:
        """The case of a tree (path -> contents), started as its task says."""
        return cls(
            task, Project(files, cache if cache is not None else FactCache(), task.start, task.framework.servers)
        )

    @functools.cached_property
    def layers(self) -> Layers:
        return Layers(self.project, self.touches, self.handlers)

    def handlers(self, path: str) -> int:
        """How many request handlers a module holds."""
        facts = self.facts(path)
        return facts.handlers or self.signs.own_handlers(facts)

    @property
    def running(self) -> tuple[str, ...]:
        return self.project.running

    @functools.cached_property
    def entry(self) -> str:
        """The file to point at when something is missing everywhere: where the app starts, else run.sh."""
        return next(iter(self.project.entries), "run.sh")

    @functools.cached_property
    def holdings(self) -> Holdings:
        carried = [path for path in self.project.product if self.layers.of(path) in _MAY_CARRY]
        ends = (*self.layers.modules("repositories"), *self.layers.modules("models"))
        return Holdings(self.project, carried, ends)

    @functools.cached_property
    def repository_methods(self) -> frozenset[str]:
        """Names under which repositories can be asked: those of their functions, and what mappers' own offer."""
        flows = (flow for path in self.layers.modules("repositories") for flow in self.facts(path).flows.flows)
        return _OFFERED | {flow.target[-1] for flow in flows if flow.source[-1][0] == "&"}

    @functools.cached_property
    def fulfilled(self) -> dict[tuple[str, str], str]:
        """Contracts (module, class) outside the repositories that a repository implements -> its module."""
        found: dict[tuple[str, str], str] = {}
        for path in self.layers.modules("repositories"):
            self.holdings.begin()
            for flow in self.facts(path).flows.flows:
                if flow.target != ("<base>",):
                    continue
                for _, home, name in self.holdings.of(path, "", flow.source):
                    item = self.facts(home).class_named(name)
                    if item is not None and home != path and is_contract(self.facts(home), item):
                        found[home, name] = path
        return found

    @functools.cached_property
    def handed_out(self) -> dict[str, str]:
        """Names under which the wiring puts a repository where requests find it: `c.set("tags", new TagRepository())`.

        Name -> the module of the repository.
        """
        found: dict[str, str] = {}
        for path in self.project.product:
            for call in _hand_outs(self.facts(path)):
                held = self.storage.value_of(path, call.args[1])
                head = re.split(r"[.(]", held.name)[0] if held.kind in ("call", "name") else ""
                if (home := self.repository_named(path, head)) is not None:
                    found[call.args[0].text] = home
            for key, head in registrations.made_in(self.facts(path)):
                if (home := self.repository_named(path, head)) is not None:
                    found[key] = home
        return found

    def repository_named(self, path: str, name: str) -> str | None:
        """The repository that a module imports under this name."""
        homes = (link.to for link in self.project.known_as(path, name))
        return next((home for home in homes if self.layers.layer(home) == "repositories"), None)


_MAY_CARRY = ("root", "none", "routes", "services")
_OFFERED = frozenset(
    {"find", "findOne", "findAll", "findById", "findMany", "get", "list", "all", "save", "create", "insert", "update",
     "delete", "remove", "add", "count", "query"}
)  # fmt: skip
_HANDS_OUT = (".set", ".decorate", ".decorateRequest", ".provide")


@per_file
def _hand_outs(facts: FileFacts) -> tuple[Call, ...]:
    """The calls of a file that put something where requests may find it by a name."""
    return tuple(
        call
        for call in facts.calls
        if len(call.args) > 1 and call.args[0].kind == "text" and call.name.endswith(_HANDS_OUT)
    )


Check = Callable[[Case], Iterable[Finding]]


class Rule(msgspec.Struct, frozen=True):
    """One structural rule, with the sentence that says what it protects and its check over facts.

    `engine`: it holds only where the task names this database.
    """

    id: str
    category: Category
    title: str
    protects: str
    check: Check
    engine: Literal["sqlite", "postgres"] | None = None

    def demanded(self, task: Task, categories: frozenset[Category]) -> bool:
        """Whether a task that demands these categories is judged by this rule."""
        return self.category in categories and self.engine in (None, task.database)


def within(case: Case, rule: Rule) -> Iterator[Finding]:
    """The findings of one rule, one a line, at most six a file: more of the same teaches nothing."""
    seen: set[tuple[str, int]] = set()
    per_file: dict[str, int] = {}
    for finding in rule.check(case):
        if (finding.path, finding.line) in seen or per_file.get(finding.path, 0) >= 6:
            continue
        seen.add((finding.path, finding.line))
        per_file[finding.path] = per_file.get(finding.path, 0) + 1
        yield finding
