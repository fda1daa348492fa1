"""The host's end of one judge's box: greet it, hand it a tree, hear it out."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from threading import Event as Flag

from sandbox.box.program import pack
from sandbox.inside import wire
from sandbox.inside.porter.names import to_wire
from sandbox.judge.messages import Done, EnvironmentFailure, Malformed, NetworkAsked, Ready, Said, text, understood
from sandbox.judge.program_settings import ProgramSettings, settings_of
from sandbox.ports import BoxDied, BoxLimits, Cancelled, Entry, EnvironmentLacks, Launcher, Networked
from tasks.task import Task

HEARTBEAT = 2.0
READY_WITHIN = 60.0
JUDGED_WITHIN = 240.0
"""Seconds: 60 to become healthy, 90 for the suite, 60 for a restart at its end, 30 to spare."""

INSTALL_SECONDS = 300.0

QUEUED = 500
POLL = 0.05


class NotJudged(Exception):
    """The environment failed, not the program: no score, never a zero. The message is for people."""


class JudgeBox:
    """One fresh box for one judgement. Raises EnvironmentLacks or BoxDied when it can't be launched."""

    def __init__(
        self, launcher: Launcher, task: Task, limits: BoxLimits, program: ProgramSettings | None = None
    ) -> None:
        self.program = program or settings_of(task)
        self._networks = 2 if self.program.install_network else 0
        self._channel = launcher.launch(pack("judge"), "judge", limits)
        self._sending = threading.Lock()
        self._closed = threading.Event()
        self._heard: queue.Queue[Said | Exception] = queue.Queue(QUEUED)
        self._ready = False
        threading.Thread(target=self._listen, name="judge reader", daemon=True).start()
        threading.Thread(target=self._beat, name="judge heartbeat", daemon=True).start()
        port = self.program.port or task.port
        try:
            self._say({"type": "hello", "language": task.language, "port": port, "database": task.database})
        except (OSError, ValueError) as error:
            died = BoxDied(self._why(error))
            self.close()
            raise died from error

    def wait_until_ready(self, cancel: Flag) -> None:
        """Until its database runs. Raises NotJudged, BoxDied, Cancelled."""
        if not self._ready:
            said = self._next(time.monotonic() + READY_WITHIN, cancel)
            if not isinstance(said, Ready):
                raise NotJudged("the judge's box began with something else than `ready`")
            self._ready = True

    @property
    def alive(self) -> bool:
        """False once its pipe broke or it said something while it should wait."""
        return not self._closed.is_set() and (not self._ready or self._heard.empty())

    def judge(self, entries: Sequence[Entry], seed: int, hear: Callable[[Said], None], cancel: Flag) -> None:
        """Send the tree and pass on what is said, until it is done. Raises NotJudged, BoxDied, Cancelled."""
        until = time.monotonic() + JUDGED_WITHIN + (INSTALL_SECONDS if self.program.install else 0)
        self.wait_until_ready(cancel)
        threading.Thread(target=self._feed, args=(tuple(entries), seed), name="judge feeder", daemon=True).start()
        while True:
            said = self._next(until, cancel)
            if isinstance(said, NetworkAsked):
                self._switch_network(said.on)
            hear(said)
            if isinstance(said, Done):
                return

    def close(self) -> None:
        """End the box; may be called twice."""
        self._closed.set()
        self._channel.close()

    def _next(self, until: float, cancel: Flag) -> Said:
        while True:
            if cancel.is_set():
                raise Cancelled
            if time.monotonic() > until:  # silent, or talking without end
                raise BoxDied("the judge's box did not come to an end")
            try:
                said = self._heard.get(timeout=POLL)
            except queue.Empty:
                continue
            if isinstance(said, EnvironmentFailure):
                raise NotJudged(text(said.words))
            if isinstance(said, Exception):
                raise BoxDied(self._why(said))
            return said

    def _switch_network(self, on: bool) -> None:
        """Once on and once off, and only where a person allowed it: a box that asks for more is no box of ours."""
        self._networks -= 1
        if self._networks != (1 if on else 0) or not isinstance(self._channel, Networked):
            raise BoxDied("the judge's box asked for a network that nobody gave it")
        try:
            self._channel.network(on)
        except BoxDied as error:
            raise EnvironmentLacks(str(error), "Score without --allow-network-for-install.") from error
        try:
            self._say({"type": "network", "on": on})
        except (OSError, ValueError) as error:
            raise BoxDied(self._why(error)) from error

    def _why(self, error: Exception) -> str:
        if isinstance(error, Malformed):
            return f"the judge's box said something malformed: {error}"
        return text(f"the judge's box died: {self._channel.why_dead()}")

    def _listen(self) -> None:
        try:
            while True:
                message, _ = wire.receive(self._channel.stdout, body_limit=0)
                self._put(understood(message))
        except (wire.WireError, Malformed, OSError, ValueError, RecursionError) as error:
            self._put(error)
            self._closed.set()

    def _put(self, said: Said | Exception) -> None:
        """Queue it, waiting for room as long as anybody may still take something out."""
        while not self._closed.is_set():
            try:
                self._heard.put(said, timeout=1)
            except queue.Full:
                continue
            return

    def _feed(self, entries: tuple[Entry, ...], seed: int) -> None:
        try:
            for entry in entries:
                self._say({"type": "entry", "path": to_wire(entry.path), "mode": entry.mode}, entry.data)
            order = {"seed": seed, "install_seconds": INSTALL_SECONDS, **self.program.order()}
            self._say({"type": "score", **order})
        except (OSError, ValueError):
            return  # The reader meets the same broken pipe and tells why.

    def _beat(self) -> None:
        while not self._closed.wait(HEARTBEAT):
            try:
                self._say({"type": "beat"})
            except (OSError, ValueError):
                return

    def _say(self, message: wire.Message, body: bytes = b"") -> None:
        with self._sending:
            wire.send(self._channel.stdin, message, body)
