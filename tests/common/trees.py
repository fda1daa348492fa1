"""Trees of files as tests tell them: by path, with their bytes or their text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tasks import catalogue
from tasks.reference.compose import reference


def written(folder: Path, files: Mapping[str, bytes | str]) -> Path:
    """The files below `folder`, which is made where it is missing, and given back."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def written_reference(folder: Path, task: str) -> Path:
    """The reference build of a shipped task below `folder`."""
    return written(folder, reference(catalogue.find(task)))
