"""Packs what runs inside a box: a zip of standard-library Python, the same bytes for the same sources."""

from __future__ import annotations

import functools
import hashlib
import io
import zipfile
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Literal

Name = Literal["porter", "judge"]

FOLDERS: dict[Name, tuple[str, ...]] = {
    "porter": ("sandbox/inside/porter",),
    "judge": ("sandbox/inside/porter", "sandbox/inside/judge", "tasks/functional"),
}
"""What each program takes along, beside the modules that lie directly in `sandbox/inside`."""

EMPTY = ("sandbox/__init__.py", "sandbox/inside/__init__.py", "tasks/__init__.py")
"""Packages above these folders; whatever the host's own say, in the box they are empty."""

_BOOTSTRAP = (
    "import sys; pipe = sys.stdin.buffer; program = pipe.read(int(pipe.readline(32)));"
    r" exec(program[: program.index(b'PK\3\4')])"
)
"""Short, for an agent's `ps` shows it."""

LONG_AGO = (1980, 1, 1, 0, 0, 0)


@functools.cache
def pack(name: Name) -> bytes:
    """The bootstrap's text, then a zip with `__main__.py` that runs the package `sandbox.inside.<name>`."""
    files = dict.fromkeys(EMPTY, b"")
    for child in _folder("sandbox/inside").iterdir():
        if child.name.endswith(".py") and child.name != "__init__.py":
            files[f"sandbox/inside/{child.name}"] = child.read_bytes()
    for folder in FOLDERS[name]:
        _collect(_folder(folder), folder, files)
    files["__main__.py"] = f"import runpy\n\nrunpy.run_module('sandbox.inside.{name}', run_name='__main__')\n".encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            archive.writestr(zipfile.ZipInfo(path, LONG_AGO), files[path], zipfile.ZIP_DEFLATED)
    return _folder("sandbox/box").joinpath("bootstrap.py").read_bytes() + packed.getvalue()


@functools.cache
def program_digest(name: Name) -> str:
    """SHA-256 of the program in hex; a part of the score cache's key."""
    return hashlib.sha256(pack(name)).hexdigest()


def bootstrap() -> str:
    """What `python3 -I -c` runs first in a box; it awaits `LENGTH newline PROGRAM` on standard input."""
    return _BOOTSTRAP


def _folder(path: str) -> Traversable:
    package, *rest = path.split("/")
    return resources.files(package).joinpath(*rest)


def _collect(folder: Traversable, path: str, files: dict[str, bytes]) -> None:
    if not folder.is_dir():
        return
    for child in folder.iterdir():
        if child.is_dir():
            if child.name != "__pycache__":
                _collect(child, f"{path}/{child.name}", files)
        elif not child.name.endswith(".pyc"):
            files[f"{path}/{child.name}"] = child.read_bytes()
