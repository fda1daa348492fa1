"""The Python half: a virtual environment with every Python package of the image, on this machine's own interpreter."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from pathlib import Path

from sandbox.image import recipe
from sandbox.ports import EnvironmentLacks
from sandbox.toolchain.client import run_client
from sandbox.toolchain.piece import Piece, Progress
from tasks.reference.compose import reference
from tasks.task import Task

DOWNLOAD = 38_000_000
INSTALL_SECONDS = 30.0
RECORDING_DOWNLOAD = 10_000_000
RECORDING_INSTALL_SECONDS = 10.0


def interpreter() -> Path:
    """The real interpreter behind the one that runs Spar, whichever virtual environment or shim started it."""
    base: str = getattr(sys, "_base_executable", sys.executable)
    return Path(os.path.realpath(base))


def interpreter_home() -> Path:
    """The folder that holds the interpreter and its standard library; may lie below a home directory (pyenv, uv)."""
    return Path(os.path.realpath(sys.base_prefix))


def version() -> str:
    return ".".join(map(str, sys.version_info[:3]))


def python_packages() -> Piece:
    """The piece that holds `bin/python`, `bin/pip` and the packages."""
    made_from = [recipe.read("requirements.txt"), version().encode(), str(interpreter()).encode()]
    digest = hashlib.sha256(b"\0".join(made_from)).hexdigest()
    return Piece("python", "Python packages", digest, DOWNLOAD, INSTALL_SECONDS, _make)


def recording_packages(task: Task) -> Piece:
    """The piece with no more than what this task's reference needs: enough for its recordings, and soon there."""
    wanted = reference(task)["requirements.txt"]
    made_from = [wanted, recipe.read("requirements.txt"), version().encode(), str(interpreter()).encode()]
    digest = hashlib.sha256(b"\0".join(made_from)).hexdigest()

    def make(folder: Path, progress: Progress) -> None:
        (folder / "constraints.txt").write_bytes(re.sub(rb"\[[a-z,-]+\]", b"", recipe.read("requirements.txt")))
        _install(wanted, ["-c", folder / "constraints.txt"], folder, progress)

    label = f"Python packages for {task.framework.label}"
    return Piece("python-recording", label, digest, RECORDING_DOWNLOAD, RECORDING_INSTALL_SECONDS, make)


def _make(folder: Path, progress: Progress) -> None:
    _install(recipe.read("requirements.txt"), [], folder, progress)


def _install(wanted: bytes, more: list[str | Path], folder: Path, progress: Progress) -> None:
    requirements = folder / "requirements.txt"
    requirements.write_bytes(wanted)
    total = len(re.findall(rb"^[a-z0-9-]+(\[|==)", requirements.read_bytes(), flags=re.MULTILINE))
    try:
        run_client([interpreter(), "-I", "-m", "venv", folder], folder, lambda line: progress("making a venv", None))
    except EnvironmentLacks as error:
        raise EnvironmentLacks(
            f"Python {version()} makes no virtual environments: {error}", "install python3-venv (Debian, Ubuntu)"
        ) from error
    fetched: set[str] = set()
    at_first = _count_installed(folder)

    def heard(line: str) -> None:
        if line.startswith(("Downloading ", "Using cached ")):
            fetched.add(line.removeprefix("Using cached ").removeprefix("Downloading ").partition("-")[0])
        # pip is silent while it installs, half of the time.
        installed = _count_installed(folder) - at_first
        if installed > 0:
            of = max(total, len(fetched), installed)
            progress(f"installing Python packages ({installed} of {of})", min(0.99, 0.5 + 0.5 * installed / of))
        else:
            of = max(total, len(fetched))
            progress(f"fetching Python packages ({len(fetched)} of {of})", min(0.5, 0.5 * len(fetched) / of))

    pip: list[str | Path] = [folder / "bin" / "python", "-I", "-m", "pip", "install", "--disable-pip-version-check"]
    pip += ["--no-input", "--progress-bar=off", "--only-binary=:all:", "-r", requirements, *more]
    run_client(pip, folder, heard)


def _count_installed(folder: Path) -> int:
    return len(list(folder.glob("lib/python*/site-packages/*.dist-info")))
