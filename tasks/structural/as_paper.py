"""The verdict as the paper's rules would give it: patterns over the text of a tree, written anew from a description.

Architecture: at least three of the four layers have files, by directory names and their usual aliases, and no import
points upward (a skipped layer is allowed). Database and ORM: the text of the code or of the declared dependencies shows
the prescribed one and no evidence of another engine. Nothing is resolved, followed or weighed; this is here to compare.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from tasks.scorecard import Category, Finding, Structural, Verdict
from tasks.structural.sources import LARGEST, is_vendored, kind_of
from tasks.structural.verify import required
from tasks.task import Task

_ALIASES: dict[str, tuple[str, ...]] = {
    "routes": (
        "routes",
        "route",
        "routers",
        "router",
        "controllers",
        "controller",
        "handlers",
        "views",
        "api",
        "endpoints",
    ),
    "services": ("services", "service", "usecases", "use_cases", "use-cases", "interactors"),
    "repositories": ("repositories", "repository", "repos", "repo", "dao", "gateways", "persistence"),
    "models": ("models", "model", "entities", "entity", "domain", "schemas"),
}
_ORDER = tuple(_ALIASES)
_DECLARATIONS = ("requirements.txt", "pyproject.toml", "package.json")
_IMPORT = re.compile(
    r"^\s*(?:from\s+([\w.]+)\s+import|import\s+([\w.]+)|import\b[^'\"\n]*from\s*['\"]([^'\"]+)['\"]|import\s*['\"]([^'\"]+)['\"]"
    r"|export\b[^'\"\n]*from\s*['\"]([^'\"]+)['\"]|.*\brequire\(\s*['\"]([^'\"]+)['\"]\s*\))"
)
_ENGINES = {
    "sqlite": re.compile(r"sqlite|\.db['\"]", re.I),
    "postgres": re.compile(r"postgres|psycopg|asyncpg|pg8000|['\"]pg['\"]", re.I),
}
_OPENED = {
    "sqlite": re.compile(
        r"sqlite(?:\+\w+)?://|sqlite:(?=[./\w])|import\s+(?:aio)?sqlite3?\b|sqlite3\.connect|dialect['\"]?\s*[:=]\s*['\"]sqlite"
        r"|require\(['\"](?:better-)?sqlite3|from\s+['\"](?:better-sqlite3|sqlite3?|node:sqlite)['\"]|backends\.sqlite3",
        re.I,
    ),
    "postgres": re.compile(
        r"postgres(?:ql)?(?:\+\w+)?://|import\s+(?:psycopg2?|asyncpg)|dialect['\"]?\s*[:=]\s*['\"]postgres"
        r"|require\(['\"]pg['\"]|from\s+['\"]pg['\"]|backends\.postgresql",
        re.I,
    ),
}
_ORMS = {
    "python": re.compile(r"\bsqlalchemy\b", re.I),
    "node": re.compile(r"\bsequelize\b", re.I),
}
_FRAMEWORKS = {"hono": re.compile(r"['\"]hono(?:/[\w-]+)?['\"]")}


def verify_as_paper(files: Mapping[str, bytes], task: Task) -> Structural:
    """The verdict by the paper's rules; same shape as `verify`. Every line of the tree counts as added."""
    texts = _texts(files)
    demanded = required(task)

    def verdict(category: Category, found: Iterator[Finding]) -> Verdict:
        findings = tuple(found) if category in demanded else ()
        return Verdict(category in demanded, not findings, findings)

    return Structural(
        framework=verdict("framework", _framework(texts, task)),
        architecture=verdict("architecture", _architecture(texts)),
        database=verdict("database", _database(texts, task)),
        orm=verdict("orm", _orm(texts, task)),
    )


def _texts(files: Mapping[str, bytes]) -> dict[str, str]:
    """The text that is looked at: sources and declared dependencies, by path."""
    return {
        path: data.decode("utf-8", "replace")
        for path, data in sorted(files.items())
        if len(data) <= LARGEST
        and not is_vendored(path)
        and (kind_of(path) or posixpath.basename(path) in _DECLARATIONS)
    }


def explained(files: Mapping[str, bytes], task: Task) -> dict[Category, str]:
    """One sentence a demanded category: what in the text decided the verdict, be it kept or broken."""
    texts = _texts(files)
    verdicts = verify_as_paper(files, task).verdicts()
    broken = {name: verdict.findings[0] for name, verdict in verdicts.items() if verdict.findings}
    said: dict[Category, str] = {}
    for name, verdict in verdicts.items():
        if name in broken:
            more = f" ({len(verdict.findings)} such lines)" if len(verdict.findings) > 1 else ""
            said[name] = broken[name].message.removesuffix(".") + more + "."
        elif verdict.required:
            said[name] = _why_kept(name, texts, task)
    return said


def _why_kept(name: Category, texts: Mapping[str, str], task: Task) -> str:
    if name == "architecture":
        present = [layer for layer in _ORDER if any(_layer(path) == layer for path in texts)]
        return (
            f"{len(present)} of the four layers have a directory ({', '.join(present)}), and no import line leads up."
        )
    if name == "framework":
        return f"{_shown_by(texts, _framework_pattern(task))} mentions {task.framework.label}."
    if name == "orm":
        return f"{_shown_by(texts, _ORMS[task.language])} names the ORM."
    wanted = str(task.database)
    other = "postgres" if wanted == "sqlite" else "sqlite"
    return f"{_shown_by(texts, _ENGINES[wanted])} names {wanted}, and no line opens {other}."


def _shown_by(texts: Mapping[str, str], pattern: re.Pattern[str]) -> str:
    """Path and line of the first match."""
    for path, text in texts.items():
        if found := pattern.search(text):
            return f"{path}:{text.count(chr(10), 0, found.start()) + 1}"
    return "Nothing"


def _layer(path: str) -> str | None:
    for folder in reversed(path.lower().split("/")[:-1]):
        for layer, names in _ALIASES.items():
            if folder in names:
                return layer
    return None


def _layer_of_target(target: str) -> str | None:
    parts = [part for part in re.split(r"[./]", target.lower()) if part]
    for part in reversed(parts):
        for layer, names in _ALIASES.items():
            if part in names:
                return layer
    return None


def _framework_pattern(task: Task) -> re.Pattern[str]:
    package = task.framework.package
    return _FRAMEWORKS.get(package) or re.compile(rf"\b{re.escape(package)}\b", re.I)


def _framework(texts: Mapping[str, str], task: Task) -> Iterator[Finding]:
    if not any(_framework_pattern(task).search(text) for text in texts.values()):
        yield Finding(
            "paper-framework",
            "run.sh",
            1,
            f"No text of the tree mentions {task.framework.label}.",
            f"Build the app with {task.framework.label}.",
        )


def _architecture(texts: Mapping[str, str]) -> Iterator[Finding]:
    present = {layer for path in texts if (layer := _layer(path)) is not None}
    if len(present) < 3:
        missing = [layer for layer in _ORDER if layer not in present]
        yield Finding(
            "paper-layers",
            "run.sh",
            1,
            f"Only {len(present)} of the four layers have a directory; {', '.join(missing)} are not there.",
            "Give at least three of the four layers a directory of their own.",
        )
    for path, text in texts.items():
        layer = _layer(path)
        if layer is None:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            found = _IMPORT.match(line[:1000])
            target = next((group for group in found.groups() if group), "") if found else ""
            other = _layer_of_target(target) if target else None
            if other is not None and _ORDER.index(other) < _ORDER.index(layer):
                yield Finding(
                    "paper-upward-import",
                    path,
                    number,
                    f"A file of {layer} imports from {other}, a layer above it.",
                    "Let imports run downward only.",
                )


def _database(texts: Mapping[str, str], task: Task) -> Iterator[Finding]:
    wanted = task.database
    if wanted is None:
        return
    if not any(_ENGINES[wanted].search(text) for text in texts.values()):
        yield Finding(
            "paper-database", "run.sh", 1, f"No text of the tree shows {wanted}.", f"Keep the data in {wanted}."
        )
    other = "postgres" if wanted == "sqlite" else "sqlite"
    for path, text in texts.items():
        for number, line in enumerate(text.splitlines(), 1):
            if _OPENED[other].search(line[:1000]):
                yield Finding(
                    "paper-database",
                    path,
                    number,
                    f"This line opens {other}, but {wanted} is asked for.",
                    f"Use {wanted} alone.",
                )
                return


def _orm(texts: Mapping[str, str], task: Task) -> Iterator[Finding]:
    if not any(_ORMS[task.language].search(text) for text in texts.values()):
        name = "SQLAlchemy" if task.language == "python" else "Sequelize"
        yield Finding("paper-orm", "run.sh", 1, f"No text of the tree shows {name}.", f"Map the data with {name}.")
