"""The task of a session: a shipped one by its name; a person's own as it was when the session began."""

from __future__ import annotations

from pathlib import Path

import msgspec

from sandbox.plain_file import open_plain
from sandbox.store.journal import CannotWrite
from tasks import catalogue
from tasks.task import Task

FILE = "task.json"
_SIZE = 256 << 10


def keep_task(folder: Path, task: Task) -> None:
    """Put a person's own task beside the journal: its file may change or go. Raises CannotWrite."""
    if task.own is None:
        return
    try:
        (folder / FILE).write_bytes(msgspec.json.encode(task))
    except OSError as error:
        raise CannotWrite(f"can't write to session {folder.name}: {error.strerror}") from error


def task_of(folder: Path, name: str) -> Task:
    """The task that a session's journal names. Raises catalogue.UnknownTask."""
    try:
        with open_plain(folder / FILE) as file:
            task = msgspec.json.decode(file.read(_SIZE), type=Task)
    except (OSError, msgspec.MsgspecError, RecursionError):
        return catalogue.find(name)
    if task.name != name or task.own is None:
        return catalogue.find(name)
    # A session may come from elsewhere: it must not name a folder of this machine for a box to be filled from.
    framework = task.framework
    if framework.own is not None:
        framework = msgspec.structs.replace(framework, own=msgspec.structs.replace(framework.own, files=""))
    own = msgspec.structs.replace(task.own, base="", patch="", reference="")
    return msgspec.structs.replace(task, framework=framework, own=own)
