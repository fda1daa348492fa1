"""One process that runs the model worker: its pipes, its last words, and who waits for which reply."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections import deque

import msgspec

from sandbox.agents.worker_messages import (
    Abandon,
    Answered,
    Ask,
    Describe,
    Described,
    Failed,
    Ready,
    Reply,
    Request,
    decode_reply,
    encode,
)
from sandbox.models.keys import redact

Replies = queue.SimpleQueue[Reply | None]
"""What comes back for one request; None: the process ended."""

_MODULE = "sandbox.agents.litellm_worker"
_LAST_LINES = 40
_LINE = 4 << 20
_END_S = 1.0
_ENVIRONMENT = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",  # else the import tries to fetch a price list
    "LITELLM_MODE": "PRODUCTION",  # else the import reads a `.env` file from where Spar was started
    "LITELLM_TELEMETRY": "False",
    "LITELLM_LOG": "ERROR",
    "REPEATED_STREAMING_CHUNK_LIMIT": "1000000000",  # else 100 equal fragments, a ruled line, end a call
    "PYTHONUNBUFFERED": "1",
}


class WorkerProcess:
    """A child from its start to its end."""

    def __init__(self) -> None:
        self.ready = threading.Event()
        """Set when the library is loaded, or when it never will be."""
        self.dead: str | None = None
        """Why it ended, in words without keys; None while it lives."""
        self.left_behind: set[int] = set()
        """Calls that nobody waits for and that have not ended yet."""
        self._waiting: dict[int, Replies] = {}
        self._lock = threading.Lock()
        self._last: deque[str] = deque(maxlen=_LAST_LINES)
        # -P: else a folder named litellm or sandbox where Spar was started would be imported in our place.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", _MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd="/",
            env={**os.environ, **_ENVIRONMENT},
            start_new_session=True,  # Ctrl+C is for Spar, which then ends the worker in good order
        )
        self._complaints = threading.Thread(target=self._note, daemon=True)
        self._complaints.start()
        threading.Thread(target=self._hear, daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, request: Ask | Describe) -> Replies:
        """Ask; the replies come by the queue. Only once it is `ready`: before that nobody empties the pipe."""
        replies: Replies = queue.SimpleQueue()
        with self._lock:
            if self.dead is not None:
                replies.put(None)
                return replies
            self._waiting[request.id] = replies
        self._write(request)
        return replies

    def abandon(self, number: int) -> None:
        """Nobody waits for this call any more; nothing happens if it has ended."""
        with self._lock:
            if self._waiting.pop(number, None) is None:
                return
            self.left_behind.add(number)
        self._write(Abandon(number))

    def end(self) -> None:
        """Kill it and wait for it; may be called twice."""
        if self._process.poll() is None:
            self._process.kill()
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            return  # The reading thread waits for it longer.

    def _write(self, request: Request) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(encode(request) + b"\n")
            self._process.stdin.flush()
        except (OSError, ValueError):
            return  # It died; whoever listens is told so by the reading thread.

    def _hear(self) -> None:
        """The reading thread: each reply goes to whoever asked."""
        assert self._process.stdout is not None
        while line := self._process.stdout.readline(_LINE):
            try:
                reply = decode_reply.decode(line)
            except msgspec.MsgspecError:
                self._last.append("it said something that is no message")
                break
            match reply:
                case Ready():
                    self.ready.set()
                case Failed(trouble="no_library", words=words):
                    self._last.append(f"litellm can't be imported: {words}")
                case _:
                    self._deliver(reply)
        self._gone()

    def _deliver(self, reply: Reply) -> None:
        assert not isinstance(reply, Ready)
        last = isinstance(reply, Answered | Described | Failed)
        with self._lock:
            replies = self._waiting.pop(reply.id, None) if last else self._waiting.get(reply.id)
            if last:
                self.left_behind.discard(reply.id)
        if replies is not None:
            replies.put(reply)

    def _gone(self) -> None:
        self._process.kill()
        self._process.wait()
        self._complaints.join(_END_S)
        last = next((line for line in reversed(self._last) if line.strip()), "it said nothing")
        with self._lock:
            self.dead = redact(" ".join(f"exit status {self._process.returncode}: {last}".split()))[:500]
            waiting = list(self._waiting.values())
            self._waiting.clear()
        self.ready.set()
        for replies in waiting:
            replies.put(None)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:
                continue

    def _note(self) -> None:
        """The thread that keeps the end of standard error, which must never reach the terminal."""
        assert self._process.stderr is not None
        try:
            while line := self._process.stderr.readline(_LINE):
                self._last.append(line[:1000].decode("utf-8", "replace"))
        except ValueError:
            return  # Closed after the process's end, while something that it started held the other side open.
