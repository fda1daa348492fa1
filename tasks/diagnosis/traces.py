"""Exceptions in a server's log, Python's and Node.js's: what was raised, and through which of the app's own lines."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from tasks.diagnosis.log_lines import lines
from tasks.diagnosis.surroundings import asked_for, handled

_START = "Traceback (most recent call last)"
_CHAINED = ("During handling of the above exception", "The above exception was the direct cause")
_PYTHON_FRAME = re.compile(r'^\s*File "(?P<path>[^"]+)", line (?P<line>\d+)(?:, in (?P<function>.+))?$')
_PYTHON_END = re.compile(
    r"^(?P<type>[A-Za-z_][\w.]*(?:Error|Exception|Greenlet|Warning|Exit|Interrupt|[A-Z]\w*))(?:: ?(?P<message>.*))?$"
)
_NODE_FRAME = re.compile(
    r"^\s+at (?:async )?(?:(?P<function>[^(\n]+?) )?\(?(?:file://)?(?P<path>/[^():\n]+):(?P<line>\d+):\d+\)?(?: \{)?$"
)
_FRAME = re.compile(r"^\s+at \S")
_HEAD = re.compile(
    r"(?:^|(?<!Server)[\s\[(])(?P<type>(?:[\w.]+\.)?(?:[A-Z]\w*)?(?:Error|Exception|Rejection)|[\w.]+\.[A-Z]\w+|error)"
    r"(?: \[(?P<code>[A-Z_0-9]+)\])?: (?P<message>\S.*)$"
)
_BARE = re.compile(r"^\s*(?:Uncaught )?(?P<type>(?:[A-Z]\w*)?(?:Error|Exception))$")
_INNER = re.compile(r"^\s*(?:\[cause\]|original|parent|cause|Caused by): ")
_FOREIGN = (
    "/site-packages/",
    "/dist-packages/",
    "/node_modules/",
    "/lib/python",
    "node:internal",
    "<frozen",
    "/.venv/",
)
_MESSAGE_LIMIT = 400
_MOST = 200
_AROUND = 3


@dataclass(frozen=True, slots=True)
class Frame:
    """One call of a trace. `path` is relative to the tree where the file is the app's own."""

    path: str
    line: int
    function: str


@dataclass(frozen=True, slots=True)
class Trace:
    """One exception with the app's own frames, outermost first.

    `chain` holds the texts of what it was raised from, root first. `handled`: the log tells it as a warning.
    `asked` is the request that the log names with it, as method and path, either may be empty.
    """

    type: str
    message: str
    frames: tuple[Frame, ...]
    chain: tuple[str, ...] = ()
    handled: bool = False
    asked: tuple[str, str] = ("", "")

    @property
    def innermost(self) -> Frame | None:
        return self.frames[-1] if self.frames else None

    @property
    def text(self) -> str:
        """`Type: message`, as a log has it."""
        return f"{self.type}: {self.message}" if self.message else self.type

    @property
    def texts(self) -> tuple[str, ...]:
        """Every exception of the chain as text, the root first."""
        return (*self.chain, self.text)


def traces(log: str, own: Collection[str] = ()) -> tuple[Trace, ...]:
    """Exceptions that the log shows, in order. `own`: the tree's paths; without them, whatever isn't a library."""
    reader = _Reader(sorted(own, key=len, reverse=True))
    for line in lines(log):
        reader.read(line)
        if len(reader.found) >= _MOST:
            break
    return tuple(reader.found)


class _Reader:
    """Reads line by line; `found` are the exceptions so far."""

    def __init__(self, own: Sequence[str]) -> None:
        self.found: list[Trace] = []
        self._own = own
        self._frames: list[Frame] = []
        self._in_python = False
        self._chained = False
        self._before: deque[str] = deque(maxlen=_AROUND)
        self._around: tuple[str, ...] = ()

    def read(self, line: str) -> None:
        if not line.strip():
            return
        if _START in line:
            self._in_python, self._frames = True, []
            self._around = (*self._before, line)
        elif line.startswith(_CHAINED):
            self._chained = bool(self.found)
        elif self._in_python:
            self._python(line)
        elif match := _PYTHON_FRAME.match(line):
            self._in_python, self._frames, self._around = True, [], tuple(self._before)
            self._add(self._frames, match)
        elif _FRAME.match(line):
            self._node_frame(line)
        else:
            self._other(line)

    def _python(self, line: str) -> None:
        if match := _PYTHON_FRAME.match(line):
            self._add(self._frames, match)
        elif not line[0].isspace() and (end := _PYTHON_END.match(line)):
            self._raised(end["type"], end["message"] or "", self._frames, self._around)
            self._in_python, self._frames = False, []
        elif not line[0].isspace():
            self._in_python = False

    def _other(self, line: str) -> None:
        """An error told in one line, or the head of one of Node.js's traces, or something else."""
        if head := _HEAD.search(line):
            code = f"{head['code']}: " if head["code"] else ""
            if _INNER.match(line) and self.found:
                last = self.found[-1]
                text = f"{head['type']}: {code}{head['message']}"[:_MESSAGE_LIMIT]
                self.found[-1] = replace(last, chain=(text, *last.chain))
            else:
                self._raised(head["type"], code + head["message"], [], (*self._before, line))
        elif bare := _BARE.match(line):
            self._raised(bare["type"], "", [], (*self._before, line))
        self._before.append(line)

    def _node_frame(self, line: str) -> None:
        match = _NODE_FRAME.match(line)
        if match and self.found:
            inner: list[Frame] = []
            self._add(inner, match)
            last = self.found[-1]
            self.found[-1] = replace(last, frames=(*inner, *last.frames))

    def _raised(self, kind: str, message: str, frames: list[Frame], around: Sequence[str]) -> None:
        trace = Trace(kind.rpartition(".")[2], message[:_MESSAGE_LIMIT], tuple(frames))
        if self._chained:
            first = self.found.pop()
            trace = replace(
                trace, chain=first.texts, frames=first.frames or trace.frames, handled=first.handled, asked=first.asked
            )
        else:
            trace = replace(trace, handled=handled(around), asked=asked_for(around))
        self._chained = False
        self._before.clear()
        self.found.append(trace)

    def _add(self, frames: list[Frame], match: re.Match[str]) -> None:
        path, function = match["path"], match["function"] or ""
        foreign = any(part in path for part in _FOREIGN)
        if self._own:
            mine = next((p for p in self._own if path == p or path.endswith(f"/{p}")), None)
            if mine is not None and not foreign:
                frames.append(Frame(mine, int(match["line"]), function))
        elif not foreign:
            frames.append(Frame(path.removeprefix("/workspace/"), int(match["line"]), function))
