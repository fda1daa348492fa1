"""What a score depends on beside the tree, as one digest: when our own rules change, old scores are not found."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable

import msgspec

from sandbox.box.program import program_digest
from sandbox.judge.program_settings import ProgramSettings
from sandbox.ports import Launcher
from tasks.task import Task

_HOST_SIDE = ("structural", "diagnosis", "frameworks", "scorecard.py")
"""Parts of `tasks` that judge on the host; what judges in the box is in the program's digest."""


def score_key(tree: str, task: Task, launcher: Launcher, program: ProgramSettings) -> str:
    """Hex digest of everything but the seed that a score is made from."""
    asked = (msgspec.json.encode(task, order="sorted").decode(), msgspec.json.encode(program, order="sorted").decode())
    parts = (tree, *asked, program_digest("judge"), rules_digest())
    return hashlib.sha256("\0".join((*parts, launcher.kind, launcher.environment())).encode()).hexdigest()


@functools.cache
def rules_digest() -> str:
    """Digest of the sources that verify structure and explain failures."""
    digest = hashlib.sha256()
    root = resources.files("tasks")
    for name in _HOST_SIDE:
        for path, data in sorted(_sources(root.joinpath(name), name)):
            digest.update(f"{path}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _sources(place: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    if place.is_file():
        yield path, place.read_bytes()
        return
    for child in place.iterdir():
        if child.name != "__pycache__":
            yield from _sources(child, f"{path}/{child.name}")
