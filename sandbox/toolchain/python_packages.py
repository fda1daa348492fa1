"""The Python half: a virtual environment with every Python package of the image, on this machine's own interpreter."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
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
        with _venv(folder, progress) as pip:
            _install(pip, wanted, ["-c", folder / "constraints.txt"], folder, progress)

    label = f"Python packages for {task.framework.label}"
    return Piece("python-recording", label, digest, RECORDING_DOWNLOAD, RECORDING_INSTALL_SECONDS, make)


def _make(folder: Path, progress: Progress) -> None:
    with _venv(folder, progress):
        pass
    _install([folder / "bin" / "python", "-I", "-m", "pip"], recipe.read("requirements.txt"), [], folder, progress)


@contextlib.contextmanager
def _venv(folder: Path, progress: Progress) -> Iterator[list[str | Path]]:
    """A virtual environment in `folder`, whole at the end; gives a pip that installs there meanwhile.

    Its own pip takes 3 s to unpack, so that of Spar's environment goes ahead where it has one.
    """
    python = folder / "bin" / "python"
    progress("making a venv", None)
    _make_venv([interpreter(), "-I", "-m", "venv", "--without-pip", folder], folder)
    with ThreadPoolExecutor(1, "spar-venv") as beside:
        own = beside.submit(_make_venv, [python, "-I", "-m", "ensurepip", "--upgrade", "--default-pip"], folder)
        if importlib.util.find_spec("pip") is None:
            own.result()
            yield [python, "-I", "-m", "pip"]
        else:
            yield [sys.executable, "-I", "-m", "pip", "--python", python]
        own.result()


def _make_venv(command: list[str | Path], folder: Path) -> None:
    try:
        run_client(command, folder, lambda line: None)
    except EnvironmentLacks as error:
        raise EnvironmentLacks(
            f"Python {version()} makes no virtual environments: {error}", "install python3-venv (Debian, Ubuntu)"
        ) from error


def _install(pip: list[str | Path], wanted: bytes, more: list[str | Path], folder: Path, progress: Progress) -> None:
    requirements = folder / "requirements.txt"
    requirements.write_bytes(wanted)
    total = len(re.findall(rb"^[a-z0-9-]+(\[|==)", requirements.read_bytes(), flags=re.MULTILINE))
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
            share = min(0.5, 0.5 * len(fetched) / max(total, 1))
            progress(f"fetching Python packages ({fetched_words(len(fetched), total)})", share)

    options: list[str | Path] = ["--disable-pip-version-check", "--no-input", "--progress-bar=off"]
    options += ["--only-binary=:all:", "-r", requirements, *more]
    run_client([*pip, "install", *options], folder, heard)


def fetched_words(count: int, total: int) -> str:
    """`2 of 3`; from `total` on what those asked for need themselves comes as well, and nobody knows how much."""
    return f"{count} of {total}" if count < total else f"{count} so far"


def _count_installed(folder: Path) -> int:
    """Packages that are there, those aside that a venv begins with."""
    found = folder.glob("lib/python*/site-packages/*.dist-info")
    return sum(not one.name.startswith(("pip-", "setuptools-")) for one in found)
