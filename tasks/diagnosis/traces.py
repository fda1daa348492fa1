"""Exceptions in a server's log, Python's and Node.js's: what was raised, and through which of the app's own lines."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

_PYTHON_FRAME = re.compile(r'^\s*File "(?P<path>[^"]+)", line (?P<line>\d+)(?:, in (?P<function>.+))?$')
_PYTHON_END = re.compile(
    r"^(?P<type>[A-Za-z_][\w.]*(?:Error|Exception|Greenlet|Warning|Exit|Interrupt|[A-Z]\w*))(?:: ?(?P<message>.*))?$"
)
_NODE_FRAME = re.compile(
    r"^\s+at (?:async )?(?:(?P<function>[^(\n]+?) )?\(?(?:file://)?(?P<path>/[^():\n]+):(?P<line>\d+):\d+\)?$"
)
_NODE_HEAD = re.compile(
    r"^(?:Uncaught )?(?P<type>[A-Z]\w*(?:Error|Exception)?)(?: \[(?P<code>[A-Z_0-9]+)\])?: (?P<message>.*)$"
)
_FOREIGN = ("/site-packages/", "/dist-packages/", "/node_modules/", "/lib/python", "node:internal", "<frozen")
_LOG_LIMIT = 64 << 10
_MESSAGE_LIMIT = 400


@dataclass(frozen=True, slots=True)
class Frame:
    """One call of a trace. `path` is relative to the tree where the file is the app's own."""

    path: str
    line: int
    function: str


@dataclass(frozen=True, slots=True)
class Trace:
    """One exception with the app's own frames, outermost first."""

    type: str
    message: str
    frames: tuple[Frame, ...]

    @property
    def innermost(self) -> Frame | None:
        return self.frames[-1] if self.frames else None

    @property
    def text(self) -> str:
        """`Type: message`, as a log has it."""
        return f"{self.type}: {self.message}" if self.message else self.type


def traces(log: str, own: Collection[str] = ()) -> tuple[Trace, ...]:
    """Every exception that the log shows, in order. `own`: the tree's paths; without them, whatever isn't a library."""
    lines = log[-_LOG_LIMIT:].splitlines()
    found: list[Trace] = []
    frames: list[Frame] = []
    in_python = False
    node_head: tuple[str, str] | None = None
    for line in lines:
        line = line.rstrip()
        if line.lstrip().startswith("Traceback (most recent call last)"):
            in_python, frames = True, []
        elif match := _PYTHON_FRAME.match(line):
            in_python = True
            _add(frames, match, own)
        elif in_python and (end := _PYTHON_END.match(line)):
            found.append(Trace(end["type"].rpartition(".")[2], (end["message"] or "")[:_MESSAGE_LIMIT], tuple(frames)))
            in_python, frames = False, []
        elif match := _NODE_FRAME.match(line):
            if node_head is not None:
                found.append(Trace(*node_head, ()))
                node_head = None
            if found:
                last = found[-1]
                inner: list[Frame] = []
                _add(inner, match, own)
                found[-1] = Trace(last.type, last.message, (*inner, *last.frames))
        elif not in_python and (head := _NODE_HEAD.match(line.strip())):
            node_head = (head["type"], (head["code"] + ": " if head["code"] else "") + head["message"][:_MESSAGE_LIMIT])
    return tuple(found)


def _add(frames: list[Frame], match: re.Match[str], own: Collection[str]) -> None:
    path = match["path"]
    function = match["function"] or ""
    if own:
        mine = next((p for p in sorted(own, key=len, reverse=True) if path == p or path.endswith(f"/{p}")), None)
        if mine is not None and not any(part in path for part in _FOREIGN[:3]):
            frames.append(Frame(mine, int(match["line"]), function))
    elif not any(part in path for part in _FOREIGN):
        frames.append(Frame(path.removeprefix("/workspace/"), int(match["line"]), function))
