"""What a local box needs for a task, found on this machine or fetched once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sandbox.image.layout import NODE_MODULES
from sandbox.toolchain import node_runtime, postgres_binaries, postgres_data
from sandbox.toolchain.node_packages import node_packages
from sandbox.toolchain.piece import Piece, Progress, silent
from sandbox.toolchain.python_packages import (
    interpreter,
    interpreter_home,
    python_packages,
    recording_packages,
    version,
)
from tasks.task import Task

SYSTEM_PATH = ("/usr/local/bin", "/usr/bin", "/bin")


@dataclass(frozen=True, slots=True)
class Toolchain:
    """What a launcher of local boxes mounts and sets.

    `path` are the PATH's folders as the box sees them; `readonly` host folders to mount at the same place, beside the
    system's own; `node_modules` goes to `/node_modules`; `postgres` is the folder of PostgreSQL's programs (SPAR_PG),
    `postgres_data` a data directory to copy (SPAR_PGDATA); `digest` names all of it in 64 hex digits.
    """

    path: tuple[str, ...]
    readonly: tuple[Path, ...]
    node_modules: Path | None
    postgres: Path | None
    postgres_data: Path | None
    digest: str


def ensure(task: Task, progress: Progress = silent, *, recording: bool = False) -> Toolchain:
    """The toolchain for such a task; fetches what is missing. Raises EnvironmentLacks.

    `recording`: only the task's own recording will run, which needs a tenth of the Python packages.
    """
    path: list[str] = []
    readonly: list[Path] = []
    names = [f"python {version()}"]
    node_modules = None
    if task.language == "python":
        piece = _python(task, recording)
        folder = piece.ensure(progress)
        names.append(f"packages {piece.digest}")
        path.append(str(folder / "bin"))
        readonly.append(folder)
    else:
        node = node_runtime.node(progress)
        piece = node_packages(node)
        folder = piece.ensure(progress)
        names.append(f"node {node.version}, packages {piece.digest}")
        path += [str(folder / "bin"), f"{NODE_MODULES}/.bin"]
        readonly += [folder, node.home]
        node_modules = folder / "node_modules"
    programs = postgres_binaries.postgres(progress) if task.database == "postgres" else None
    data = None
    if programs is not None:
        data = postgres_data.prepared(programs, progress)
        names.append(f"postgres {postgres_binaries.version(programs)}")
        path.append(str(programs))
        readonly.append(postgres_binaries.home(programs))
    path += [str(interpreter().parent), *SYSTEM_PATH]
    readonly.append(interpreter_home())
    return Toolchain(
        path=tuple(dict.fromkeys(path)),
        readonly=tuple(dict.fromkeys(folder for folder in readonly if not folder.is_relative_to("/usr"))),
        node_modules=node_modules,
        postgres=programs,
        postgres_data=data,
        digest=hashlib.sha256("; ".join(names).encode()).hexdigest(),
    )


def _python(task: Task, recording: bool) -> Piece:
    """Everything where it is there or wanted, else what the recording needs."""
    everything = python_packages()
    return recording_packages(task) if recording and not everything.ready else everything


def pieces(task: Task, *, recording: bool = False) -> list[Piece]:
    """The cached folders that such a task uses on this machine, ready or not."""
    used: list[Piece] = []
    if task.language == "python":
        used.append(_python(task, recording))
    else:
        node = node_runtime.node_of_machine()
        if node is None:
            used.append(node_runtime.node_piece())
            node = node_runtime.node_of_wheel()
        used.append(node_packages(node))
    if task.database == "postgres" and postgres_binaries.postgres_of_machine() is None:
        used.append(postgres_binaries.postgres_piece())
    return used


def missing(task: Task) -> str | None:
    """What must be fetched before this task can run locally, in words; None where nothing is missing."""
    lacking = [piece.label for piece in pieces(task) if not piece.ready]
    return ", ".join(lacking) or None


def download_size(task: Task, *, recording: bool = False) -> tuple[int, float] | None:
    """Bytes to fetch and seconds to wait on a line of 20 Mbit/s; None where nothing is missing."""
    lacking = [piece for piece in pieces(task, recording=recording) if not piece.ready]
    if not lacking:
        return None
    return sum(piece.download for piece in lacking), sum(piece.seconds for piece in lacking)
