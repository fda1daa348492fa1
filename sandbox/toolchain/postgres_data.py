"""A PostgreSQL data directory, made once and copied into each local box: initdb is most of a start otherwise."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from sandbox.inside.postgres import initdb
from sandbox.ports import EnvironmentLacks
from sandbox.toolchain.piece import Piece, Progress, silent

INSTALL_SECONDS = 1.0
LONGEST = 60.0

_NOT_ROOT = ("bwrap", "--dev-bind", "/", "/", "--unshare-user", "--uid", "1000", "--gid", "1000", "--die-with-parent")
"""PostgreSQL refuses to run as root, and root's own files are those of uid 1000 in here."""


def postgres_data(programs: Path) -> Piece:
    """The piece whose `data` is what the initdb in this folder makes; each version of the server has its own."""
    made_from = [str(programs), _version(programs), *initdb(programs, Path("data"))]
    digest = hashlib.sha256("\0".join(made_from).encode()).hexdigest()

    def make(folder: Path, progress: Progress) -> None:
        progress("preparing a database", None)
        wall = _NOT_ROOT if os.geteuid() == 0 else ()
        try:
            done = subprocess.run(
                [*wall, *initdb(programs, folder / "data")],
                env={"PATH": os.defpath, "LANG": "C.UTF-8", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=LONGEST,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise EnvironmentLacks(f"initdb: {error}", "install PostgreSQL anew") from error
        if done.returncode:
            words = done.stderr.decode("utf-8", "replace").strip()[-300:]
            raise EnvironmentLacks(f"initdb: {words}", "install PostgreSQL anew")

    return Piece("postgres-data", "a prepared database", digest, 0, INSTALL_SECONDS, make)


def prepared(programs: Path, progress: Progress = silent) -> Path | None:
    """The prepared data directory, made first where it isn't; None where it can't be: each box then makes its own."""
    piece = postgres_data(programs)
    try:
        return piece.ensure(progress) / "data"
    except EnvironmentLacks:
        shutil.rmtree(piece.folder, ignore_errors=True)
        return None


def _version(programs: Path) -> str:
    """All that `postgres -V` says, the minor version included."""
    try:
        asked = subprocess.run([programs / "postgres", "-V"], capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.strip()
