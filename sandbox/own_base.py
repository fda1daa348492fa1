"""What a person's own task begins with: their directory, the reference with their patch, their framework's files."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import msgspec

from sandbox.ports import Entry
from sandbox.workspace.folder import entries_of
from tasks.catalogue import UnknownTask
from tasks.reference.compose import base, reference
from tasks.task import Task

_SECONDS = 30


def base_of(task: Task) -> tuple[Entry, ...]:
    """The files that an agent starts from. Raises UnknownTask where a person's own base can't be made."""
    if task.own is None:
        return as_entries(base(task))
    if task.own.patch:
        return _patched(task, Path(task.own.patch))
    framework = task.framework.own
    beside = _entries(task, "files", framework.files) if framework and framework.files else ()
    if task.feature is None:
        return beside
    if not task.own.base:
        raise UnknownTask(f"{task.name}: what it begins with is known to its own file alone; run it from there")
    files = {entry.path: entry for entry in (*beside, *_entries(task, "base", task.own.base))}
    return tuple(files[path] for path in sorted(files))


def reference_of(task: Task) -> tuple[Entry, ...]:
    """What solves a person's own task, as their directory holds it. Raises UnknownTask where they named none."""
    if task.own is None or not task.own.reference:
        raise UnknownTask(f"{task.name} names no reference, so there is nothing to prove")
    return _entries(task, "reference", task.own.reference)


def _entries(task: Task, name: str, folder: str) -> tuple[Entry, ...]:
    try:
        entries = entries_of(Path(folder))[0]
    except OSError as error:
        raise UnknownTask(f"{task.name}: the {name} {folder} can't be read: {error.strerror}") from error
    if not entries:
        raise UnknownTask(f"{task.name}: the {name} {folder} holds no files")
    return entries


def as_entries(files: dict[str, bytes]) -> tuple[Entry, ...]:
    """A composed build as a tree; `run.sh` is executable."""
    return tuple(
        Entry(path.encode(), 0o100755 if path.endswith("run.sh") else 0o100644, data) for path, data in files.items()
    )


def _patched(task: Task, patch: Path) -> tuple[Entry, ...]:
    """`git apply` on a private copy of the reference: it refuses paths outside and what doesn't fit."""
    with tempfile.TemporaryDirectory(prefix="spar-base-") as folder:
        for entry in as_entries(reference(msgspec.structs.replace(task, feature=None))):
            file = Path(folder, os.fsdecode(entry.path))
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(entry.data)
            file.chmod(entry.mode & 0o777)
        alone = {"PATH": os.environ.get("PATH", os.defpath), "GIT_CEILING_DIRECTORIES": str(Path(folder).parent)}
        alone |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}
        try:
            done = subprocess.run(
                ["git", "apply", "--whitespace=nowarn", str(patch)],
                cwd=folder,
                env=alone,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise UnknownTask(f"{task.name}: git can't apply {patch}: {error}") from error
        if done.returncode:
            words = (done.stderr.strip().splitlines() or ["no reason given"])[0][:200]
            raise UnknownTask(f"{task.name}: {patch} does not fit the reference of {task.variant}: {words}")
        return entries_of(Path(folder))[0]
