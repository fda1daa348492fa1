"""A mark as a small program with the truth about it: the form in which the structural rules' own tests keep theirs.

task: flask/clean
breaks: skipped-layer
why: the reason that was given
marked: upward-import is reported at app/models/a.py:3, and should not be

=== app/models/a.py
...
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from sandbox.events import SessionStarted, StepCommitted
from sandbox.handle import SessionHandle
from sandbox.judge.structure import files_of
from sandbox.store.marks import Mark, Marks, one_line
from tasks.structural.verify import RULES, verify
from tasks.task import Task

_FILE_BYTES = 256 << 10
_TREE_BYTES = 2 << 20
_FILES = 500
_PATH = 200
_UNSAFE_NAME = re.compile(r"[^A-Za-z0-9]+")
_ACTS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What would act on a terminal, or be taken for the end of a line."""


def export_fixtures(session: SessionHandle, marks: Marks, folder: Path) -> tuple[str, ...]:
    """Write one file for each mark into `folder`, which is made; their names. Raises OSError.

    A file that was written before for the same mark is replaced.
    """
    kept = marks.all()
    if kept:
        folder.mkdir(parents=True, exist_ok=True)
    trees = {event.tree for event in session.events() if isinstance(event, SessionStarted | StepCommitted)}
    tail = _UNSAFE_NAME.sub("-", session.id[-12:]).strip("-")
    names = []
    for mark in kept:
        if mark.tree not in trees:
            continue  # foreign, and no name to hand to git
        files = files_of(session.workspace.entries(mark.tree))
        same_tree = [one for one in kept if one.tree == mark.tree]
        rule = _UNSAFE_NAME.sub("-", mark.rule)[:40].strip("-")
        place = hashlib.sha256(repr(mark.subject).encode("utf-8", "replace")).hexdigest()[:6]
        name = f"marked-{rule}-{tail}-step-{mark.step}-{place}.txt"
        _write(folder, name, fixture(session.task, files, mark, same_tree))
        names.append(name)
    return tuple(names)


def fixture(task: Task, files: Mapping[str, bytes], mark: Mark, marks: Iterable[Mark]) -> str:
    """The text of one mark's program. `marks` are all on the same tree: each of them is part of the truth."""
    known = {rule.id for rule in RULES}
    truth = " ".join(sorted(truth_of(task, files, marks) & known)) or "nothing"
    place = f" at {mark.path}:{mark.line}" if mark.path else ""
    claim = (
        f"{mark.rule} is reported{place}, and should not be"
        if mark.verdict == "broken"
        else f"{mark.rule} is said to be kept, and is broken"
    )
    text, left_out = tree_text(files)
    head = [
        f"task: {corpus_task(task)}",
        f"breaks: {truth}",
        f"why: {one_line(mark.reason) or 'no reason was given'}",
        f"marked: {one_line(claim, 500)}",
    ]
    if left_out:
        head.append(f"left-out: {one_line(', '.join(left_out), 500)}")
    return "\n".join(head) + "\n\n" + text


def truth_of(task: Task, files: Mapping[str, bytes], marks: Iterable[Mark]) -> set[str]:
    """The rules that a tree breaks if these marks are right: without those whose every finding is called wrong."""
    marks = tuple(marks)
    wrong = {mark.subject for mark in marks if mark.verdict == "broken"}
    found = [one for verdict in verify(files, task).verdicts().values() for one in verdict.findings]
    broken = {one.rule for one in found if (one.rule, one.path, one.message) not in wrong}
    return broken | {mark.rule for mark in marks if mark.verdict == "kept"}


def corpus_task(task: Task) -> str:
    """A shipped task with the same framework and constraints: a person's own is not known elsewhere."""
    return f"{task.framework.name}/{task.variant}" if task.own is not None else task.name


def tree_text(files: Mapping[str, bytes]) -> tuple[str, tuple[str, ...]]:
    """A tree in one text, a line `=== path` before each file, and what it couldn't hold: what is no text, or too large.

    Characters that act on a terminal become `\ufffd`; a line of a file that looks like `=== ` moves in by a space.
    """
    parts: list[str] = []
    left_out: list[str] = []
    room = _TREE_BYTES
    for path, data in sorted(files.items()):
        if len(parts) >= _FILES or len(data) > min(_FILE_BYTES, room) or not _can_name(path):
            left_out.append(path)
            continue
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            left_out.append(path)
            continue
        lines = [_ACTS.sub("\ufffd", line) for line in text.replace("\r\n", "\n").split("\n")]
        while lines and not lines[-1]:
            lines.pop()
        body = "\n".join(f" {line}" if line.startswith("=== ") else line for line in lines)
        parts.append(f"=== {path}\n{body}\n")
        room -= len(data)
    return "\n".join(parts), tuple(left_out)


def _can_name(path: str) -> bool:
    """A path that one line can hold and that means no other place. A leading `-` would take a file out."""
    return (
        0 < len(path) <= _PATH
        and path == path.strip()
        and path.isprintable()
        and not path.startswith(("-", "/"))
        and ".." not in path.split("/")
    )


def _write(folder: Path, name: str, text: str) -> None:
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".spar-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, folder / name)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
