"""Which packages a tree asks for that the box lacks: there is no network to fetch them from."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Sequence

_REQUIREMENT = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)")
_SIZE = 256 << 10


def missing(tree: str, language: str) -> tuple[str, ...]:
    """Names from `requirements.txt` or `package.json` that are not installed, in the file's order.

    Only names: whether versions fit is seen when the program runs.
    """
    if language == "node":
        return tuple(name for name in _node_names(tree) if not _node_has(tree, name))
    there = installed(sys.path)
    return tuple(name for name in _python_names(tree) if _normal(name) not in there)


def installed(path: Sequence[str]) -> frozenset[str]:
    """Normalised names of the distributions in these folders, by their `.dist-info`."""
    found = set()
    for folder in path:
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        found |= {_normal(name.split("-")[0]) for name in names if name.endswith((".dist-info", ".egg-info"))}
    return frozenset(found)


def _python_names(tree: str) -> Iterator[str]:
    for line in _text(os.path.join(tree, "requirements.txt")).splitlines():
        if match := _REQUIREMENT.match(line.strip()):
            yield match.group(1)


def _node_names(tree: str) -> Iterator[str]:
    try:
        wanted = json.loads(_text(os.path.join(tree, "package.json")) or "{}")
    except (ValueError, RecursionError):
        return
    names = wanted.get("dependencies") if isinstance(wanted, dict) else None
    if isinstance(names, dict):
        yield from (name for name in names if ".." not in name)


def _node_has(tree: str, name: str) -> bool:
    return any(os.path.exists(os.path.join(root, "node_modules", name, "package.json")) for root in (tree, "/"))


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(_SIZE)
    except OSError:
        return ""
