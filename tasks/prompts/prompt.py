"""What an agent is told: the goal, the pile of requirements, the place it works in, the contract."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources

from tasks.contract import contract
from tasks.task import Task

LANGUAGE_NAMES = {"python": "Python", "node": "JavaScript or TypeScript (Node.js)"}
MANIFESTS = {"python": "requirements.txt", "node": "package.json"}
_INSTALLS = (
    "Before each start from a fresh copy of your files, `{}` is run at the root of your working directory, offline; "
    "what it installs is there then, beside the packages that are listed. Run it yourself before you try your server{}."
)
_SOMEWHERE = {"python": ", both after `export PIP_TARGET=/tmp/own PYTHONPATH=/tmp/own` in the same shell", "node": ""}
"""The box's own Python is read-only."""
_STARTS = "The server is started with `{}` at the root of your working directory, instead of `run.sh`."
ORMS = {"python": "SQLAlchemy", "node": "Sequelize"}


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a prompt. `name` is the constraint it states, or `goal`, `storage`, `own`, `place`, `contract`."""

    name: str
    text: str


def sections(task: Task, packages: str, *, command_seconds: float = 120.0) -> tuple[Section, ...]:
    """A task's whole prompt in parts. `packages`: what is installed, one `name version` a line."""
    facts = {
        "framework": task.framework.label,
        "version": task.framework.version,
        "language_name": LANGUAGE_NAMES[task.language],
        "port": str(task.port),
        "manifest": MANIFESTS[task.language],
        "orm": ORMS[task.language],
        "feature": task.feature.label.lower() if task.feature else "",
        "packages": packages,
        "seconds": f"{command_seconds:.0f}",
    }
    parts = [Section("goal", _text("feature" if task.feature else "goal", facts))]
    parts += [Section(name, _text(name, facts)) for name in task.constraints]
    if task.database is None:
        parts.append(Section("storage", _text("no-database", facts)))
    if told := _own(task):
        parts.append(Section("own", told))
    parts.append(Section("place", _text("place", facts)))
    parts.append(Section("contract", _contract()))
    return tuple(parts)


def prompt(task: Task, packages: str, *, command_seconds: float = 120.0) -> str:
    """The prompt as one text."""
    return "\n".join(section.text for section in sections(task, packages, command_seconds=command_seconds))


def against_unconstrained(task: Task) -> tuple[Section, ...]:
    """What this task adds to its framework's L0 prompt, a person's own words among it."""
    return tuple(section for section in sections(task, "") if section.name in (*task.constraints, "own"))


def _text(name: str, facts: dict[str, str]) -> str:
    text = resources.files("tasks").joinpath("prompts", f"{name}.md").read_text(encoding="utf-8")
    for fact, value in facts.items():
        text = text.replace(f"{{{fact}}}", value)
    return text


def _own(task: Task) -> str:
    """What a person's own framework and task add, word for word."""
    framework = task.framework.own
    parts = [
        framework.prompt if framework else "",
        _INSTALLS.format(task.install, _SOMEWHERE[task.language]) if task.install else "",
        task.own.prompt if task.own else "",
        _STARTS.format(task.start) if task.start else "",
    ]
    parts = [part for part in parts if part]
    return "## Beyond that\n\n" + "\n\n".join(parts) + "\n" if parts else ""


def _contract() -> str:
    document = json.dumps(contract.openapi(), separators=(",", ":"), ensure_ascii=False)
    return f"{contract.semantics()}\n\n## OpenAPI document\n\n```json\n{document}\n```\n"
