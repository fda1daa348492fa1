"""Reference builds, laid together from shared parts: a build is a stack of folders, later ones on top.

Each framework's `layers.toml` lists its stack. A layer is taken when every fact in its `when` holds of the task; the
facts are the constraints, `memory` (no database), `sql` (a database without ORM) and every `-name` for what is absent.
A layer's `replace` swaps text in its files, so that `%s` in shared SQL can be SQLite's `?`.
Parts of shared files that belong to one feature or fact stand between `spar:begin NAME` and `spar:end` comment lines;
the lines with the marks never reach a build, and what they enclose stays out when the feature is taken out or the fact
doesn't hold. A part of several, `articles|comments`, stays while one of them does; a part of `-articles` takes the
place of what is taken out. Parts nest.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable

from tasks.task import Task

_BEGIN = re.compile(rb"^\s*(?:#|//|--)\s*spar:begin (\S+)\s*$")
_END = re.compile(rb"^\s*(?:#|//|--)\s*spar:end\s*$")
_FACTS = frozenset({"clean", "sqlite", "postgres", "orm", "memory", "sql"})
_ROOT = resources.files("tasks").joinpath("reference")


def reference(task: Task) -> dict[str, bytes]:
    """The whole build that solves the task: path in the tree -> contents."""
    return _lay(task, frozenset())


def base(task: Task) -> dict[str, bytes]:
    """What the agent starts from: nothing, or for a feature task the reference with its feature taken out."""
    return _lay(task, frozenset(task.feature.removed)) if task.feature else {}


def partial(task: Task, without: frozenset[str]) -> dict[str, bytes]:
    """The reference with these features left out: a way station between `base` and `reference`."""
    return _lay(task, without)


def facts(task: Task) -> frozenset[str]:
    """What a layer's `when` may ask about a task."""
    held = set(task.constraints)
    if task.database is None:
        held.add("memory")
    elif not task.orm:
        held.add("sql")
    return frozenset(held | {f"-{name}" for name in _FACTS - held})


def _lay(task: Task, without: frozenset[str]) -> dict[str, bytes]:
    layers = tomllib.loads(_ROOT.joinpath(task.framework.name, "layers.toml").read_text(encoding="utf-8"))["layer"]
    held = facts(task)
    absent = without | (_FACTS - held)
    tree: dict[str, bytes] = {}
    for layer in layers:
        if set(layer.get("when", ())) <= held and not without & set(layer.get("feature", ())):
            to = layer.get("to", "")
            for path, data in _files(_ROOT.joinpath(*layer["from"].split("/"))):
                kept = _without(data, absent)
                for old, new in layer.get("replace", {}).items():
                    kept = kept.replace(old.encode(), new.encode())
                if kept.strip() or not data.strip():
                    tree[f"{to}/{path}" if to else path] = kept
    return dict(sorted(tree.items()))


def _files(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, bytes]]:
    for item in folder.iterdir():
        if item.is_dir():
            if item.name not in ("__pycache__", "node_modules"):
                yield from _files(item, f"{prefix}{item.name}/")
        elif not item.name.endswith(".pyc"):
            yield f"{prefix}{item.name}", item.read_bytes()


def _without(data: bytes, without: frozenset[str]) -> bytes:
    if b"spar:begin" not in data:
        return data
    kept: list[bytes] = []
    out: list[bool] = []
    for line in data.splitlines(keepends=True):
        if begun := _BEGIN.match(line):
            out.append(all((name.removeprefix("-") in without) != name.startswith("-") for name in _names(begun)))
        elif _END.match(line):
            out.pop()
        elif not any(out):
            kept.append(line)
    return b"".join(kept).strip(b"\n") + b"\n" if any(kept) else b""


def _names(begun: re.Match[bytes]) -> list[str]:
    return begun.group(1).decode().split("|")
