"""Finds the file of the tree that a Python import means."""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Iterable, Iterator

from tasks.structural.sources import folder_of


class PythonPaths:
    """The tree's Python modules by dotted name, seen from each folder that can be on `sys.path`.

    `roots` are the folders that the start-up script puts there, the most likely first.
    """

    def __init__(self, paths: Iterable[str], roots: Iterable[str], declared: frozenset[str]) -> None:
        self._files = {path for path in paths if path.endswith(".py")}
        self._folders: set[str] = set()
        for path in self._files:
            folder = posixpath.dirname(path)
            while folder and folder not in self._folders:
                self._folders.add(folder)
                folder = posixpath.dirname(folder)
        self._roots = list(dict.fromkeys((*roots, "", "src")))
        self._declared = declared
        self._homes: dict[str, list[str]] = {}
        for path in self._files | self._folders:
            name = posixpath.basename(path).removesuffix(".py")
            self._homes.setdefault(name, []).append(posixpath.dirname(path))
        self._kept: dict[tuple[str, str], str | None] = {}
        self._inside: dict[tuple[str, str], str | None] = {}

    @property
    def answers(self) -> int:
        """How many answers are kept."""
        return len(self._kept) + len(self._inside)

    def file(self, folder: str, dotted: str) -> str | None:
        """The module `dotted` below a folder: its file, or its package's `__init__.py`, or the folder without one."""
        path = posixpath.join(folder, dotted.replace(".", "/")) if dotted else folder
        for candidate in (f"{path}/__init__.py" if path else "__init__.py", f"{path}.py"):
            if candidate in self._files:
                return candidate
        return path if path in self._folders else None

    def absolute(self, dotted: str, importer: str) -> str | None:
        """The file or folder that `import dotted` means in this importer, None when it is another package's."""
        key = (dotted, folder_of(importer))
        if key not in self._kept:
            self._kept[key] = self._absolute(dotted, importer)
        return self._kept[key]

    def _absolute(self, dotted: str, importer: str) -> str | None:
        head = dotted.split(".")[0]
        if head not in self._homes:
            return None
        for root in self._roots:
            if (found := self.file(root, dotted)) is not None:
                return found
        if head in sys.stdlib_module_names or head.lower().replace("_", "-") in self._declared:
            return None
        # A path put into sys.path by hand: the nearest folder above the importer that has such a module.
        homes = self._homes[head]
        folder = posixpath.dirname(importer)
        while folder:
            if folder in homes and (found := self.file(folder, dotted)) is not None:
                return found
            folder = posixpath.dirname(folder)
        fits = {found for home in homes if (found := self.file(home, dotted)) is not None}
        return fits.pop() if len(fits) == 1 else None

    def relative(self, target: str, importer: str) -> str | None:
        """The file or folder that `from ..x import` means."""
        level = len(target) - len(target.lstrip("."))
        folder = posixpath.dirname(importer)
        for _ in range(level - 1):
            folder = posixpath.dirname(folder)
        rest = target[level:]
        if not rest:
            return self.file(folder, "") if folder else ("__init__.py" if "__init__.py" in self._files else "")
        return self.file(folder, rest)

    def resolve(self, target: str, importer: str) -> str | None:
        return self.relative(target, importer) if target.startswith(".") else self.absolute(target, importer)

    def submodule(self, package: str, name: str) -> str | None:
        """`name` as a module inside a package, given the package's `__init__.py` or folder."""
        key = (package, name)
        if key not in self._inside:
            self._inside[key] = self._submodule(package, name)
        return self._inside[key]

    def _submodule(self, package: str, name: str) -> str | None:
        folder = folder_of(package) if package.endswith(".py") else package
        if package.endswith(".py") and posixpath.basename(package) != "__init__.py":
            return None
        return self.file(folder, name)

    def parents(self, path: str) -> Iterator[str]:
        """The `__init__.py` files that run before this module does."""
        folder = folder_of(path)
        while folder:
            init = f"{folder}/__init__.py"
            if init in self._files and init != path:
                yield init
            folder = folder_of(folder)

    def below(self, path: str) -> Iterator[str]:
        """Every module inside a package."""
        folder = posixpath.dirname(path) if path.endswith("__init__.py") else path
        return (file for file in self._files if file.startswith(folder + "/"))

    def starting(self, prefix: str, importer: str) -> Iterator[str]:
        """The modules whose name begins so: what `import_module(f"app.routes.{name}")` can mean."""
        package, _, start = prefix.rpartition(".")
        home = self.resolve(package, importer) if package else None
        if home is None:
            return iter(())
        return (p for p in self.below(home) if posixpath.basename(p).startswith(start))
