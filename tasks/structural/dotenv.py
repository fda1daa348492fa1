"""A `.env` file: what it sets counts for what the start-up script leaves open, where something reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tasks.structural.launchers import Start
from tasks.structural.manifest import Manifest
from tasks.structural.sources import kind_of

_ASSIGN = re.compile(r"^([A-Za-z_]\w*)=(.*)$", re.S)
_READS = re.compile(rb"dotenv|env[-_]file|loadEnvFile|decouple|environs|read_env|[\"'/\s]\.env\b")


def apply(files: Mapping[str, bytes], manifest: Manifest, start: Start) -> None:
    """Adds the variables of the tree's `.env` to the environment of the start, unless nothing reads that file."""
    if ".env" not in files or not _is_read(files, manifest, start):
        return
    for line in files[".env"][:20_000].decode("utf-8", "replace").splitlines():
        found = _ASSIGN.match(line.strip().removeprefix("export "))
        if found:
            start.env.setdefault(found.group(1), found.group(2).strip().strip("\"'"))


def _is_read(files: Mapping[str, bytes], manifest: Manifest, start: Start) -> bool:
    """By the start-up script, by code, or by Flask's own command where python-dotenv is installed."""
    readers = [" ".join(words).encode() for words in start.commands]
    readers += [text.encode() for package in manifest.packages for text in package.scripts.values()]
    readers += [data for path, data in files.items() if path.endswith(".sh") or kind_of(path) not in (None, "sql")]
    if any("flask" in words[:3] for words in start.commands):
        readers += [data for path, data in files.items() if path.endswith(("requirements.txt", "pyproject.toml"))]
    return any(_READS.search(data) for data in readers)
