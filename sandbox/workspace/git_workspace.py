"""The workspace of a session: a bare repository with one commit a step, scores as notes."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from sandbox.events import Change
from sandbox.ports import Commit, Entry, Snapshot
from sandbox.workspace import commits
from sandbox.workspace.changes import find_blob, list_changes
from sandbox.workspace.notes import Notes
from sandbox.workspace.objects import Objects, create, open_repository
from sandbox.workspace.refs import Refs
from sandbox.workspace.trees import Blob, Flat, Trees, overlaid


class GitWorkspace:
    """See `sandbox.ports.Workspace`. One thread writes at a time; any thread may read.

    Trees and commits are named by their shas; either is taken where a tree is asked for. Unknown ones raise KeyError,
    paths that no tree may hold ValueError.
    """

    def __init__(self, path: Path, objects: Objects) -> None:
        self.path = path
        self._objects = objects
        self._trees = Trees(objects)
        self._refs = Refs(path)
        self._notes = Notes(objects, self._trees, self._refs)
        self._writing = threading.RLock()

    @classmethod
    def create(cls, path: Path) -> GitWorkspace:
        """A new, empty workspace. Raises FileExistsError where something is already."""
        return cls(path, Objects(create(path)))

    @classmethod
    def open(cls, path: Path) -> GitWorkspace:
        """The workspace of an earlier session. Raises FileNotFoundError."""
        return cls(path, Objects(open_repository(path)))

    def start(self, entries: Sequence[Entry], title: str) -> Commit:
        return self._commit(None, {}, overlaid({}, (), self._blobs(entries)), commits.message(title))

    def commit(self, parent: str, snapshot: Snapshot, title: str, step: int) -> Commit:
        before = self._flat(parent)
        after = overlaid(before, snapshot.deleted, self._blobs(snapshot.written))
        return self._commit(parent, before, after, commits.message(title, step))

    def entries(self, tree: str) -> tuple[Entry, ...]:
        return tuple(Entry(path, blob.mode, self._contents(blob)) for path, blob in self._flat(tree).items())

    def changes(self, old: str, new: str) -> tuple[Change, ...]:
        return list_changes(self._flat(old), self._flat(new), self._contents)

    def read(self, tree: str, path: str) -> bytes | None:
        blob = find_blob(self._flat(tree), path)
        return None if blob is None else self._contents(blob)

    def paths(self, tree: str) -> tuple[str, ...]:
        """The names of all files as `changes` spells them, sorted."""
        return tuple(sorted(path.decode("utf-8", "backslashreplace") for path in self._flat(tree)))

    def note(self, commit: str, text: str) -> None:
        """Attach text (lines such as `Score: 135/290`) to a commit, in place of what was there."""
        with self._writing:
            self._notes.write(commit, text)

    def notes(self) -> dict[str, str]:
        """Every note by the sha of its commit."""
        return self._notes.read()

    def close(self) -> None:
        """Let go of the process that reads; may be called twice, and reading on starts another."""
        self._objects.close()

    def branches(self, known: Collection[str] | None = None) -> dict[str, str]:
        """Where each branch ends; with `known` commits, at the last of those: a crash may have left one too many."""
        return {
            name: tip if known is None else self._last_known(tip, known) for name, tip in self._refs.branches().items()
        }

    def forget_unknown(self, known: Collection[str]) -> None:
        """Take commits that nobody knows off the ends of the branches, so that the next step doesn't begin a fork."""
        with self._writing:
            ends = self.branches(known)
            for name, tip in self._refs.branches().items():
                if ends[name] != tip:
                    self._refs.write(f"refs/heads/{name}", ends[name])

    def export(
        self,
        destination: Path,
        head: str | None = None,
        known: Collection[str] | None = None,
        notes: Mapping[str, str] | None = None,
    ) -> None:
        """A repository with a work tree, for people: notes have become trailers, `head` (or `main`) is checked out.

        `known`: the commits that belong to the story; branches end at the last of them. `notes`: in place of those that
        are kept here. Raises FileExistsError unless `destination` is missing or empty.
        """
        from sandbox.workspace.export import export

        told = self.notes() if notes is None else notes
        export(self.path, self._objects, self.branches(known), told, destination, head)

    def _last_known(self, tip: str, known: Collection[str]) -> str:
        sha = tip
        while sha not in known:
            parents = commits.parse(self._objects.read(sha)[1]).parents
            if not parents:
                return tip
            sha = parents[0]
        return sha

    def _commit(self, parent: str | None, before: Flat, after: Flat, message: str) -> Commit:
        with self._writing:
            tree = self._trees.write(after)
            sha = self._objects.store(b"commit", commits.write(tree, (parent,) if parent else (), message))
            self._refs.advance(parent or "", sha)
        return Commit(sha, tree, list_changes(before, after, self._contents))

    def _blobs(self, entries: Iterable[Entry]) -> list[tuple[bytes, Blob]]:
        return [(entry.path, Blob(entry.mode, self._objects.store(b"blob", entry.data))) for entry in entries]

    def _flat(self, sha: str) -> Flat:
        kind, data = self._objects.read(sha)
        return self._trees.read(commits.parse(data).tree if kind == b"commit" else sha)

    def _contents(self, blob: Blob) -> bytes:
        return self._objects.read(blob.sha)[1]
