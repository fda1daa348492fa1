"""Git notes: text that is attached to a commit after it was made, without changing it."""

from __future__ import annotations

from sandbox.workspace import commits
from sandbox.workspace.objects import Objects
from sandbox.workspace.refs import NOTES, Refs
from sandbox.workspace.trees import Blob, Flat, Trees


class Notes:
    """The notes that `git log` shows by itself. For one writing thread at a time."""

    def __init__(self, objects: Objects, trees: Trees, refs: Refs) -> None:
        self._objects = objects
        self._trees = trees
        self._refs = refs

    def write(self, commit: str, text: str) -> None:
        """Set the note of a commit."""
        parent = self._refs.read(NOTES)
        files = dict(self._files(parent))
        files[commit.encode("ascii")] = Blob(0o100644, self._objects.store(b"blob", text.encode("utf-8", "replace")))
        data = commits.write(self._trees.write(files), (parent,) if parent else (), f"Note on {commit}\n")
        self._refs.write(NOTES, self._objects.store(b"commit", data))

    def read(self) -> dict[str, str]:
        """Every note by the sha of its commit."""
        files = self._files(self._refs.read(NOTES))
        return {
            name.decode("ascii"): self._objects.read(blob.sha)[1].decode("utf-8", "replace")
            for name, blob in files.items()
        }

    def _files(self, commit: str | None) -> Flat:
        return self._trees.read(commits.parse(self._objects.read(commit)[1]).tree) if commit else {}
