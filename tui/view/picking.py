"""What the picker shows: the tasks as a grid of cells, and the words about one of them. Knows no terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

import msgspec

from tasks import catalogue, paper
from tasks.task import Task
from tui.text import clean

if TYPE_CHECKING:
    from sandbox.store.session_store import SessionSummary

GridKind = Literal["greenfield", "feature"]
Kind = Literal["greenfield", "feature", "own"]
KINDS: tuple[Kind, ...] = ("greenfield", "feature", "own")

_VARIANT_HEADS = {
    "none": ("none", "none"),
    "clean": ("clean", "clean"),
    "sqlite": ("sqlite", "sqlite"),
    "postgres": ("postgres", "pg"),
    "clean+sqlite": ("clean+sqlite", "c+s"),
    "clean+postgres": ("clean+pg", "c+p"),
    "sqlite+orm": ("sqlite+orm", "s+o"),
    "postgres+orm": ("pg+orm", "p+o"),
    "clean+sqlite+orm": ("clean+sqlite+orm", "c+s+o"),
    "clean+postgres+orm": ("clean+pg+orm", "c+p+o"),
}
_FEATURE_HEADS = {
    "comments": ("comments", "comm."),
    "profiles": ("profiles", "prof."),
    "articles+tags": ("articles, tags", "art.+t"),
    "articles+comments+tags": ("articles, comments, tags", "a+c+t"),
}


class Best(msgspec.Struct, frozen=True):
    """The best a person's own runs did on a task. `strict`: strict A%, 0 to 100."""

    strict: float
    passed: bool
    broken: bool


class Grid(msgspec.Struct, frozen=True):
    """One kind of tasks, a framework a row. `heads`: a long and a short one a column; `levels` for greenfield."""

    kind: GridKind
    rows: tuple[tuple[Task, ...], ...]
    heads: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, int], ...]
    """Names over groups of columns, each with how many columns it spans."""

    def place_of(self, name: str) -> tuple[int, int] | None:
        """Row and column of a task."""
        for row, tasks in enumerate(self.rows):
            for column, task in enumerate(tasks):
                if task.name == name:
                    return row, column
        return None


def grid(kind: GridKind) -> Grid:
    """All tasks of a kind."""
    tasks = [task for task in catalogue.all_tasks().values() if (task.feature is not None) == (kind == "feature")]
    rows = tuple(
        tuple(task for task in tasks if task.framework.name == framework) for framework in catalogue.frameworks()
    )
    if kind == "feature":
        heads = tuple(_FEATURE_HEADS[task.feature.name] for task in rows[0] if task.feature)
        return Grid(kind, rows, heads, ())
    heads = tuple(_VARIANT_HEADS[task.variant] for task in rows[0])
    levels = tuple((f"L{level}", sum(task.level == level for task in rows[0])) for level in range(4))
    return Grid(kind, rows, heads, levels)


def bests(summaries: Iterable[SessionSummary]) -> dict[str, Best]:
    """The best of each task that was run, by strict A%."""
    found: dict[str, Best] = {}
    for summary in summaries:
        if summary.strict_a_percent is None or summary.core_passed is None:
            continue
        strict = 100 * summary.strict_a_percent
        best = Best(strict, summary.passed, broken=strict == 0 and summary.core_passed > 0)
        old = found.get(summary.task)
        if old is None or (best.passed, best.strict) > (old.passed, old.strict):
            found[summary.task] = best
    return found


def cell(task: Task, best: Mapping[str, Best], recorded: bool) -> tuple[str, str]:
    """A cell's text and style: `100✓`, `81`, `0✗`, `▶`, `·`."""
    mine = best.get(task.name)
    if mine is None:
        return ("▶", "$foreground") if recorded else ("·", "$quiet")
    if mine.passed:
        return f"{mine.strict:.0f}✓", "$gained bold"
    if mine.broken:
        return "0✗", "$lost bold"
    return f"{mine.strict:.0f}", "$foreground bold"


LEGENDS = (
    "your best strict A%   ✓ all pass   ✗ constraint broken   ▶ recording with mistakes   · recording, straight",
    "your best strict A%  ✓ all pass  ✗ broken  ▶ tape with mistakes  · straight",
    "✓ all pass  ✗ broken  ▶ with mistakes  · straight",
)
"""What the cells mean, from the longest to the shortest words."""

FEATURE_WORDS = "A working app lacks this part. The agent puts it back, breaking nothing."


def costs(task: Task) -> list[tuple[str, str]]:
    """What this task's constraints cost agents in the paper: a label and `−14.3 ± 2.5` for each."""
    known = catalogue.constraints()
    rows = []
    for name in task.constraints:
        cost = paper.constraint_cost(name, task.language)
        label = {"python": "SQLAlchemy", "node": "Sequelize"}[task.language] if name == "orm" else known[name].label
        rows.append((label, f"{cost.points:+.1f} ± {cost.error:.1f}".replace("-", "−")))
    return rows


def means_of(task: Task) -> str:
    """The paper's means for the task's framework and level, with model and scaffold; empty where it has none."""
    if task.feature or task.own is not None:
        return ""
    mean = paper.framework_mean(task.framework.name)
    framework = "" if mean is None else f"{task.framework.label} {mean:.1f}, "
    level = f"L{task.level} {paper.level_mean(task.level):.1f}"
    return f"A% of {paper.MODEL} with {paper.SCAFFOLD} in the paper: {framework}{level}"


def summary_of(task: Task) -> list[str]:
    """What the agent is told, in a few lines of one sentence each."""
    framework = task.framework
    lines = []
    if task.feature:
        lacks = clean(task.feature.label.lower(), one_line=True)
        lines.append(f"A working {framework.label} app lacks {lacks}: put it back, break nothing.")
    else:
        lines.append("Build the Conduit API: 19 endpoints under /api.")
    lines.append(f"{framework.label} {framework.version}; run.sh serves port {task.port}.")
    said = {
        "clean": "Routes, services, repositories, models; skip no layer.",
        "sqlite": "SQLite; a restart keeps all data.",
        "postgres": "PostgreSQL; a restart keeps all data.",
        "orm": {"python": "SQLAlchemy", "node": "Sequelize"}[task.language] + " for every read and write.",
    }
    lines += [said[name] for name in task.constraints]
    if not task.constraints:
        lines.append("No constraint: any structure, any storage.")
    return [*lines, *_own_words(task)]


def _own_words(task: Task) -> list[str]:
    """What a person's own task says beyond the rest, cleaned."""
    if task.own is None:
        return []
    own = task.own
    begins = own.base or own.patch
    return [
        *([f"And: {clean(own.prompt, one_line=True)}"] if own.prompt else []),
        *([f"Starts by `{clean(task.start, one_line=True)}` in place of run.sh."] if task.start else []),
        *([f"Before each start: `{clean(task.install, one_line=True)}`"] if task.install else []),
        *([f"Begins with {clean(begins, one_line=True)}"] if begins else []),
    ]
