"""Finds the file of the tree that a Node.js import means, aliases included."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from tasks.structural.manifest import Manifest, Package
from tasks.structural.sources import folder_of

_ENDINGS = (".js", ".ts", ".mjs", ".cjs", ".tsx", ".jsx", ".mts", ".cts", ".json")
_COMPILED = {".js": (".ts", ".tsx", ".jsx"), ".mjs": (".mts",), ".cjs": (".cts",), ".jsx": (".tsx",)}


class NodePaths:
    """The tree's JavaScript and TypeScript files, found as Node.js, the compiler and alias tools find them."""

    def __init__(self, paths: Iterable[str], manifest: Manifest) -> None:
        self._files = {path for path in paths if posixpath.splitext(path)[1] in _ENDINGS}
        self._manifest = manifest
        self._kept: dict[tuple[str, str], str | None] = {}

    @property
    def answers(self) -> int:
        """How many answers are kept."""
        return len(self._kept)

    def file(self, path: str) -> str | None:
        """The file behind a path without its ending, with the ending it has after compiling, or of a folder."""
        path = posixpath.normpath(path) if path else path
        path = "" if path == "." else path
        if path in self._files:
            return path
        stem, ending = posixpath.splitext(path)
        for other in _COMPILED.get(ending, ()):
            if stem + other in self._files:
                return stem + other
        for other in _ENDINGS:
            if path + other in self._files:
                return path + other
        for package in self._manifest.packages:
            if package.base == path and path and package.main:
                main = posixpath.join(path, package.main)
                return self.file(main) if main != path else None
        for other in _ENDINGS:
            if (index := posixpath.join(path, "index" + other)) in self._files:
                return index
        return None

    def source(self, path: str) -> str | None:
        """Like `file`, but a compiled file that isn't in the tree leads to its TypeScript source."""
        if (found := self.file(path)) is not None:
            return found
        for package in self._manifest.package_of(path):
            inside = path.removeprefix(f"{package.base}/" if package.base else "")
            for out in filter(None, (package.out_dir, "dist", "build")):
                if inside.startswith(out + "/"):
                    rest = inside[len(out) + 1 :]
                    for home in dict.fromkeys((package.root_dir, "src", "")):
                        if (found := self.file(posixpath.join(package.base, home, rest))) is not None:
                            return found
        return None

    def resolve(self, target: str, importer: str) -> str | None:
        """The file of the tree that an import means, None when it is a package of somebody else."""
        key = (target, folder_of(importer))
        if key not in self._kept:
            self._kept[key] = self._resolve(target, importer)
        return self._kept[key]

    def _resolve(self, target: str, importer: str) -> str | None:
        target = target.split("?")[0]
        if target.startswith("{}/"):
            target = "." + target[2:]
        if target.startswith("."):
            return self.source(posixpath.normpath(posixpath.join(posixpath.dirname(importer), target)))
        if target.startswith(("/", "file:", "node:")):
            return None
        for package in self._manifest.package_of(importer):
            if (found := self._aliased(target, package)) is not None:
                return found
        return None

    def _aliased(self, target: str, package: Package) -> str | None:
        for pattern, places in package.aliases:
            rest = _matched(pattern, target)
            if rest is None:
                continue
            for place in places:
                path = posixpath.normpath(posixpath.join(package.base, place.replace("*", rest, 1)))
                if (found := self.source(path)) is not None:
                    return found
        if package.base_url is not None:
            path = posixpath.normpath(posixpath.join(package.base, package.base_url, target))
            if (found := self.file(path)) is not None:
                return found
        return self._of_the_tree(target, package)

    def _of_the_tree(self, target: str, package: Package) -> str | None:
        """A package that lies in the tree itself: its own name, a workspace, a `file:` dependency."""
        for other in self._manifest.packages:
            if other.name and (target == other.name or target.startswith(other.name + "/")):
                rest = target[len(other.name) + 1 :]
                return self.source(posixpath.join(other.base, rest or other.main or "index.js"))
        for name, version in package.dependencies.items():
            if version.startswith(("file:", "link:")) and (target == name or target.startswith(name + "/")):
                home = posixpath.normpath(posixpath.join(package.base, version.split(":", 1)[1]))
                return self.source(posixpath.join(home, target[len(name) + 1 :]) if target != name else home)
        return None

    def below(self, folder: str) -> Iterator[str]:
        prefix = f"{folder}/" if folder else ""
        return (path for path in self._files if path.startswith(prefix) and not path.endswith(".json"))

    def starting(self, prefix: str, importer: str) -> Iterator[str]:
        """The files whose path begins so: what "import(`./routes/${name}.js`)" can mean."""
        if not prefix.startswith((".", "{}")):
            return iter(())
        start = posixpath.normpath(posixpath.join(posixpath.dirname(importer), prefix.replace("{}", ".")))
        start = f"{start}/" if prefix.endswith("/") and start != "." else start
        start = "" if start == "." else start
        return (
            path for path in self._files if path.startswith(start) and path != importer and not path.endswith(".json")
        )


def _matched(pattern: str, target: str) -> str | None:
    """What `*` stands for when the target fits the pattern, `""` for one without a star, None when it doesn't fit."""
    if "*" not in pattern:
        return "" if pattern == target else None
    before, _, after = pattern.partition("*")
    if len(target) >= len(before) + len(after) and target.startswith(before) and target.endswith(after):
        return target[len(before) : len(target) - len(after)]
    return None
