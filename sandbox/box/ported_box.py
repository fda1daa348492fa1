"""A box as the session knows it, spoken to through the porter; everything that comes back is hostile input."""

from __future__ import annotations

import codecs
import time
from collections.abc import Callable, Iterable
from threading import Event as Flag
from typing import Any

from sandbox.actions import Action, EditFile, ListFiles, ReadFile, Say, SearchFiles, Shell, Submit, WriteFile
from sandbox.box.conversation import Conversation
from sandbox.box.snapshot_reader import read_snapshot
from sandbox.inside.porter.bounded import Bounded
from sandbox.inside.porter.names import to_wire
from sandbox.inside.wire import Message
from sandbox.ports import BoxKind, BoxLimits, Channel, Entry, Observation, Snapshot
from tasks.task import Database

GRACE = 15.0
"""Seconds beyond a command's own limit after which a silent porter counts as dead."""
FILL_SECONDS = 120.0
OPEN_FILES = 4096
CPU_SECONDS = 900


class PortedBox:
    """One box of either kind. Not for two threads at once, `close` aside."""

    kind: BoxKind

    def __init__(self, channel: Channel, limits: BoxLimits, database: Database | None, processes: int = 0) -> None:
        self._limits = limits
        self._talk = Conversation(channel)
        caps = {
            "open_files": OPEN_FILES,
            "file_bytes": limits.disk,
            "cpu_seconds": CPU_SECONDS,
            "processes": processes,
        }
        hello = {"type": "hello", "database": database, "limits": caps, "output": limits.output}
        try:
            self._ask(hello, seconds=60.0)
        except BaseException:
            self.close()
            raise

    def fill(self, entries: Iterable[Entry]) -> None:
        every = list(entries)
        number = self._talk.send({"type": "fill", "count": len(every)})
        for entry in every:
            self._talk.send({"type": "entry", "path": to_wire(entry.path), "mode": entry.mode}, entry.data)
        for message, _ in self._talk.answers(number, FILL_SECONDS):
            if message["type"] == "filled":
                return

    def execute(self, action: Action, stream: Callable[[str], None], cancel: Flag) -> Observation:
        request, body = self._request(action)
        if request is None:
            return Observation(body.decode(), True, None, 0.0)
        began = time.monotonic()
        number = self._talk.send(request, body)
        output = _Output(self._limits.output, stream)
        seconds = float(request.get("timeout", 0)) + GRACE
        for message, data in self._talk.answers(number, seconds, cancel):
            match message["type"]:
                case "output":
                    output.feed(data)
                case "finished":
                    output.close(data, message.get("cut"))
                    return _observation(message, output, time.monotonic() - began)
        raise AssertionError("answers end with an exception or with a match above")

    def snapshot(self) -> Snapshot:
        number = self._talk.send({"type": "snapshot"})
        return read_snapshot(self._talk.answers(number, FILL_SECONDS), self._talk.give_up)

    def close(self) -> None:
        self._talk.close()

    def _ask(self, request: Message, seconds: float) -> None:
        number = self._talk.send(request)
        next(self._talk.answers(number, seconds))

    def _request(self, action: Action) -> tuple[Message | None, bytes]:
        match action:
            case Shell(command=command, timeout=timeout):
                return {"type": "shell", "command": command, "timeout": self._seconds(timeout)}, b""
            case SearchFiles(pattern=pattern, path=path):
                return {"type": "search", "pattern": pattern, "path": path, "timeout": self._seconds(30.0)}, b""
            case WriteFile(path=path, content=content):
                return {"type": "write", "path": path}, _bytes(content)
            case EditFile(path=path, old=old, new=new):
                return {"type": "edit", "path": path, "split": len(_bytes(old))}, _bytes(old) + _bytes(new)
            case ReadFile(path=path, start=start, end=end):
                return {"type": "read", "path": path, "start": start, "end": end}, b""
            case ListFiles(path=path):
                return {"type": "list", "path": path}, b""
            case Submit() | Say():
                return None, b""

    def _seconds(self, wanted: float | None) -> float:
        most = self._limits.command_seconds
        return most if wanted is None else max(1.0, min(wanted, most))


class _Output:
    """Bounds what a command printed once more on this side, and hands its beginning on as it arrives."""

    def __init__(self, limit: int, stream: Callable[[str], None]) -> None:
        self._kept = Bounded(limit)
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._cut_inside = 0

    def feed(self, data: bytes) -> None:
        text = self._decoder.decode(self._kept.feed(data))
        if text:
            self._stream(text)

    def close(self, tail: bytes, cut: object) -> None:
        self._cut_inside = cut if isinstance(cut, int) and 0 <= cut < 1 << 62 else 0
        self._kept.feed(tail)

    @property
    def cut(self) -> int:
        return self._cut_inside + self._kept.cut

    @property
    def text(self) -> str:
        if not self.cut:
            return (self._kept.head + self._kept.tail).decode("utf-8", "replace")
        head = self._kept.head.decode("utf-8", "ignore")
        tail = self._kept.tail.decode("utf-8", "ignore")
        return f"{head}\n[... {self.cut} bytes cut here ...]\n{tail}"


def _observation(message: dict[str, Any], output: _Output, seconds: float) -> Observation:
    status = message.get("exit")
    return Observation(
        output=output.text,
        ok=message.get("ok") is True,
        exit_status=status if isinstance(status, int) and -256 < status < 256 else None,
        seconds=seconds,
        timed_out=message.get("timed_out") is True,
        cut=output.cut,
    )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
