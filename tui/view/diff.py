"""What changed between two trees, line by line: plain values, worked out off the screen's thread."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Literal

import msgspec

from sandbox.actions import Action, EditFile, WriteFile
from sandbox.events import Change
from sandbox.ports import Workspace
from tui.text import clean_lines, decode

Kind = Literal["same", "added", "removed", "gap"]
CONTEXT = 3
_LONGEST = 20_000
_EXACT = 4_000
_BIGGEST = 2 << 20


class DiffLine(msgspec.Struct, frozen=True):
    """One line of a comparison. Numbers count from 1; None where the side has no such line.

    `mark` is the part that differs from its partner line, as start and end; a gap's `text` says how many it hides.
    """

    kind: Kind
    old: int | None
    new: int | None
    text: str
    mark: tuple[int, int] | None = None


class FileDiff(msgspec.Struct, frozen=True):
    """One changed file. `note` says in words why there are no lines (binary, too big)."""

    path: str
    status: Literal["A", "M", "D", "T"]
    added: int
    removed: int
    lines: tuple[DiffLine, ...] = ()
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    note: str = ""


class Diff(msgspec.Struct, frozen=True):
    """Every changed file between two trees; `title` names the two ends."""

    title: str
    files: tuple[FileDiff, ...] = ()
    proposed: bool = False


def compare_trees(workspace: Workspace, old: str, new: str, title: str) -> Diff:
    """The diff of two trees. Reads git, so call it on a worker thread."""
    files = tuple(_file(workspace, old, new, change) for change in workspace.changes(old, new))
    return Diff(title, files)


def compare_proposal(workspace: Workspace, tree: str, action: Action, title: str) -> Diff:
    """What an action that has not run yet would do to its file; no files for commands."""
    match action:
        case WriteFile(path=path, content=content):
            before = workspace.read(tree, path)
            after = content
        case EditFile(path=path, old=old, new=new):
            before = workspace.read(tree, path)
            text = decode(before or b"")
            if text.count(old) != 1:
                note = "the old text occurs nowhere" if old not in text else "the old text occurs more than once"
                return Diff(title, (FileDiff(path, "M", 0, 0, note=f"{note}: this edit would be refused"),), True)
            after = text.replace(old, new)
        case _:
            return Diff(title, proposed=True)
    status: Literal["A", "M"] = "A" if before is None else "M"
    return Diff(title, (compare(path, status, before, after.encode("utf-8", "replace")),), True)


def compare(path: str, status: Literal["A", "M", "D", "T"], old: bytes | None, new: bytes | None) -> FileDiff:
    """One file's two versions, None for absent."""
    for data in (old, new):
        if data is not None and len(data) > _BIGGEST:
            return FileDiff(path, status, 0, 0, note=f"too big to compare ({len(data):,} bytes)")
        if data is not None and b"\0" in data[:8000]:
            return FileDiff(path, status, 0, 0, note="binary")
    before = tuple(clean_lines(decode(old))) if old else ()
    after = tuple(clean_lines(decode(new))) if new else ()
    if max(len(before), len(after)) > _LONGEST:
        return FileDiff(path, status, 0, 0, note=f"too long to compare ({max(len(before), len(after)):,} lines)")
    lines = tuple(_lines(before, after))
    added = sum(line.kind == "added" for line in lines)
    removed = sum(line.kind == "removed" for line in lines)
    note = "" if lines else "contents are the same; only its mode changed" if old and new else "empty"
    return FileDiff(path, status, added, removed, lines, before, after, note)


def _file(workspace: Workspace, old: str, new: str, change: Change) -> FileDiff:
    if change.added is None and change.removed is None:
        return FileDiff(change.path, change.status, 0, 0, note="binary")
    return compare(change.path, change.status, workspace.read(old, change.path), workspace.read(new, change.path))


def _lines(old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[DiffLine]:
    quick = max(len(old), len(new)) > _EXACT
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=quick)
    shown = 0
    for group in matcher.get_grouped_opcodes(CONTEXT):
        start = group[0][1]
        yield from _gap(start - shown)
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                for place in range(old_to - old_from):
                    yield DiffLine("same", old_from + place + 1, new_from + place + 1, old[old_from + place])
            else:
                yield from _replaced(old, new, old_from, old_to, new_from, new_to)
        shown = group[-1][2]
    if shown:
        yield from _gap(len(old) - shown)


def _gap(hidden: int) -> Iterator[DiffLine]:
    if hidden > 0:
        yield DiffLine("gap", None, None, f"{hidden} {'line' if hidden == 1 else 'lines'}")


def _replaced(
    old: tuple[str, ...], new: tuple[str, ...], old_from: int, old_to: int, new_from: int, new_to: int
) -> Iterator[DiffLine]:
    pairs = old_to - old_from == new_to - new_from
    marks = [
        _marks(old[old_from + place], new[new_from + place]) if pairs else (None, None)
        for place in range(max(old_to - old_from, new_to - new_from))
    ]
    for place in range(old_to - old_from):
        yield DiffLine("removed", old_from + place + 1, None, old[old_from + place], marks[place][0])
    for place in range(new_to - new_from):
        yield DiffLine("added", None, new_from + place + 1, new[new_from + place], marks[place][1])


def _marks(old: str, new: str) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Where two lines differ; nothing when they have less than a third in common (a mark would only be noise)."""
    shorter = min(len(old), len(new))
    head = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    tail = next((place for place in range(shorter - head) if old[-1 - place] != new[-1 - place]), shorter - head)
    indent = len(old) - len(old.lstrip())
    if (head + tail - indent) * 3 < max(len(old), len(new)) - indent:
        return None, None
    return (head, len(old) - tail), (head, len(new) - tail)
