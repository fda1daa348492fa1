"""What a person said about how a session's programs are started, kept beside its journal for when it goes on."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from sandbox.judge.program_settings import BadSettings, SaidSettings
from sandbox.plain_file import open_plain
from sandbox.ports import Entry
from sandbox.store.journal import CannotWrite
from tasks.task import Task

FILE = "program.json"
_SIZE = 1 << 20


def keep_program(folder: Path, said: SaidSettings | None) -> None:
    """Keep it, in place of what was kept before; None: the session reads no `spar.toml`. Raises CannotWrite."""
    if said is None:
        return
    try:
        (folder / FILE).write_bytes(msgspec.json.encode(said))
    except OSError as error:
        raise CannotWrite(f"can't write to session {folder.name}: {error.strerror}") from error


def program_of(folder: Path, *, trusted: bool) -> SaidSettings | None:
    """What was kept. A session from elsewhere (not `trusted`) allows no network: its person asked, not this one."""
    try:
        with open_plain(folder / FILE) as file:
            said = msgspec.json.decode(file.read(_SIZE), type=SaidSettings)
    except (OSError, msgspec.MsgspecError, RecursionError):
        return None
    return said if trusted else msgspec.structs.replace(said, network=False)


def port_of(said: SaidSettings | None, task: Task, entries: Sequence[Entry]) -> int | None:
    """Where programs of this tree are said to listen; what makes no sense is told when they are judged."""
    with contextlib.suppress(BadSettings):
        return said.settings(task, entries).port if said else None
    return None
