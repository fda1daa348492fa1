"""Branches and notes of a repository that nobody but Spar writes: one small file each."""

from __future__ import annotations

import os
import re
from pathlib import Path

NOTES = "refs/notes/commits"
_SHA = re.compile(r"[0-9a-f]{40}")


class Refs:
    """The refs of one bare repository. For one writing thread at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, name: str) -> str | None:
        """The sha that a ref points to, None where there is no such ref."""
        try:
            text = (self._folder / name).read_text("ascii").strip()
        except (FileNotFoundError, NotADirectoryError):
            return self._packed().get(name)
        return text if _SHA.fullmatch(text) else None

    def write(self, name: str, sha: str) -> None:
        """Set a ref; after a crash it holds the old or the new value, whole."""
        place = self._folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        new = place.with_name(place.name + ".lock")  # the name that git, too, takes for a ref under way
        new.write_text(sha + "\n", "ascii")
        os.replace(new, place)

    def branches(self) -> dict[str, str]:
        """Short names and shas of all branches, in the order of their making."""
        heads = self._folder / "refs" / "heads"
        names = {path.name for path in heads.iterdir() if path.suffix != ".lock"} if heads.is_dir() else set()
        names |= {name.removeprefix("refs/heads/") for name in self._packed() if name.startswith("refs/heads/")}
        found = {name: self.read(f"refs/heads/{name}") for name in sorted(names, key=_order)}
        return {name: sha for name, sha in found.items() if sha is not None}

    def _packed(self) -> dict[str, str]:
        """What `git gc` has moved into one file; a file of its own comes before it."""
        try:
            lines = (self._folder / "packed-refs").read_text("ascii", "replace").splitlines()
        except FileNotFoundError:
            return {}
        rows = (line.partition(" ") for line in lines)
        return {name: sha for sha, _, name in rows if _SHA.fullmatch(sha)}

    def advance(self, parent: str, sha: str) -> None:
        """Move the branch that ends at `parent` on to `sha`; from elsewhere a new branch begins. None is deleted."""
        branches = self.branches()
        name = next((name for name, tip in branches.items() if tip == parent), None)
        self.write(f"refs/heads/{name or _new_name(len(branches))}", sha)


def _new_name(count: int) -> str:
    return f"fork-{count}" if count else "main"


def _order(name: str) -> int:
    number = name.removeprefix("fork-")
    return int(number) if number.isdigit() else 0
