"""Every Node.js build that the catalogue names, and how its modules hang together: what the tests beside it read."""

from __future__ import annotations

import functools
import json
import posixpath
import re
from dataclasses import dataclass

from tasks.catalogue import all_tasks
from tasks.reference.compose import base, partial, reference
from tasks.task import Task

TASKS = [task for task in all_tasks().values() if task.language == "node"]
WITHOUT = {
    "users only": frozenset({"profiles", "articles", "tags", "comments"}),
    "without articles": frozenset({"articles", "tags", "comments"}),
    "without comments": frozenset({"comments"}),
}
"""The way stations of a recording; each must be a working app as well."""

_IMPORT = re.compile(r"^import (?P<names>[^;]*?) from '(?P<source>[^']+)';", re.MULTILINE | re.DOTALL)
_EXPORT = re.compile(r"^export (?:async )?(?:const|let|class|function) (\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Import:
    """One import statement: the path of the importing file, the names it asks for, and where it asks."""

    path: str
    names: tuple[str, ...]
    source: str

    @property
    def target(self) -> str | None:
        """The path of the file that is meant; None for a package or a built-in module."""
        if not self.source.startswith("."):
            return None
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.path), self.source))

    @property
    def package(self) -> str | None:
        """The package that is meant; None for a file or a built-in module."""
        if self.source.startswith((".", "node:")):
            return None
        return "/".join(self.source.split("/")[: 2 if self.source.startswith("@") else 1])


@functools.cache
def builds() -> dict[str, tuple[Task, dict[str, bytes]]]:
    """Name -> the task and a tree: references, bases of feature tasks, and way stations.

    A build without `clean` is the same as the one with it, so those have no way stations of their own.
    """
    found: dict[str, tuple[Task, dict[str, bytes]]] = {}
    for task in TASKS:
        found[task.name] = (task, reference(task))
        if task.feature:
            found[f"{task.name} (base)"] = (task, base(task))
        elif task.clean:
            for label, without in WITHOUT.items():
                found[f"{task.name} ({label})"] = (task, partial(task, without))
    return found


def scripts(tree: dict[str, bytes]) -> dict[str, str]:
    return {path: data.decode() for path, data in tree.items() if path.endswith(".js")}


def imports(tree: dict[str, bytes]) -> list[Import]:
    return [
        Import(path, _names(found["names"]), found["source"])
        for path, text in scripts(tree).items()
        for found in _IMPORT.finditer(text)
    ]


def exports(text: str) -> set[str]:
    return set(_EXPORT.findall(text)) | ({"default"} if re.search(r"^export default", text, re.MULTILINE) else set())


def dependencies(tree: dict[str, bytes]) -> dict[str, str]:
    found: dict[str, str] = json.loads(tree["package.json"])["dependencies"]
    return found


def _names(clause: str) -> tuple[str, ...]:
    """What `User as Person, text` asks of a module; `default` for a bare name, nothing for `* as users`."""
    names = []
    if braces := re.search(r"\{(.*)\}", clause, re.DOTALL):
        names = [name.split(" as ")[0].strip() for name in braces[1].split(",") if name.strip()]
    if re.match(r"\w", clause):
        names.append("default")
    return tuple(names)
