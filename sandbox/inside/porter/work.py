"""What the host may ask of the porter: hello, fill, the actions, snapshot."""

from __future__ import annotations

import json
import os
import pkgutil
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.inside.porter import command, tools
from sandbox.inside.porter.bounded import Bounded
from sandbox.inside.porter.drain import Drain
from sandbox.inside.porter.exclusions import FOLDERS
from sandbox.inside.porter.fill import write_entry
from sandbox.inside.porter.names import from_wire, to_wire
from sandbox.inside.porter.snapshot import Tracker
from sandbox.inside.porter.walk import TreeLimits
from sandbox.inside.turns import take_turn
from sandbox.inside.wire import Message

Reply = Callable[..., None]

DELETED_AT_ONCE = 200
"""Paths in one message: even at 4096 bytes, each escaped as six characters, they stay below the limit of a line."""

TURN = 10.0
"""Seconds that a command waits for a judge on the same port; below what the host takes for silence."""


class Work:
    """The tree, the commands and the database of one box. Everything but `cancel` runs on one thread."""

    def __init__(self, environment: Mapping[str, str], reply: Reply, next_message: Callable[[], tuple[Message, bytes]]):
        self._root = os.path.realpath(environment["SPAR_TREE"])
        self._own = environment
        self._environment = {name: value for name, value in environment.items() if not name.startswith("SPAR_")}
        self._reply = reply
        self._next = next_message
        self._limits = command.CommandLimits()
        self._output = 64 << 10
        self._tracker = Tracker(self._root, TreeLimits())
        self._drain = Drain()
        self._lock = threading.Lock()
        self._running: tuple[object, command.Cancel] | None = None
        self._postgres: object = None

    def do(self, message: Message, body: bytes) -> None:
        """Carry out one request; whatever goes wrong is answered in words."""
        identity = message.get("id")
        try:
            match message.get("type"):
                case "hello":
                    self._hello(message)
                    self._reply({"type": "ready", "id": identity})
                case "fill":
                    self._fill(int(message["count"]))
                    self._reply({"type": "filled", "id": identity})
                case "snapshot":
                    self._snapshot(identity)
                case _:
                    self._act(identity, message, body)
        except Exception as error:
            self._reply({"type": "failed", "id": identity, "words": f"{type(error).__name__}: {error}"[:2000]})

    def cancel(self, identity: object) -> None:
        """End the command that answers this request, if it is still the one under way."""
        with self._lock:
            if self._running is not None and self._running[0] == identity:
                self._running[1].ask()

    def _hello(self, message: Message) -> None:
        self._limits = command.CommandLimits(**message["limits"])
        self._output = int(message["output"])
        if message.get("database") == "postgres":
            from sandbox.inside import postgres

            own = self._own
            server = postgres.Postgres(own["SPAR_PG"], own["SPAR_SCRATCH"], prepared=own.get("SPAR_PGDATA", ""))
            server.start()
            self._postgres = server

    def _fill(self, count: int) -> None:
        problem: Exception | None = None
        for _ in range(count):
            entry, data = self._next()
            try:
                write_entry(self._root, from_wire(entry["path"]), int(entry["mode"]), data)
            except (OSError, ValueError, TypeError) as error:
                problem = problem or error
        if problem is not None:
            raise problem
        for _ in self._tracker.changes():
            pass

    def _snapshot(self, identity: object) -> None:
        for path, mode, data in self._tracker.changes():
            self._reply({"type": "written", "id": identity, "path": to_wire(path), "mode": mode}, data)
        deleted = self._tracker.deleted
        for start in range(0, len(deleted), DELETED_AT_ONCE):
            paths = [to_wire(path) for path in deleted[start : start + DELETED_AT_ONCE]]
            self._reply({"type": "deleted", "id": identity, "paths": paths})
        self._reply({"type": "snapshot", "id": identity, "left_out": list(self._tracker.left_out)})

    def _act(self, identity: object, message: Message, body: bytes) -> None:
        output = Bounded(self._output)

        def emit(data: bytes) -> None:
            if early := output.feed(data):
                self._reply({"type": "output", "id": identity}, early)

        result: dict[str, Any]
        try:
            result = self._carry_out(identity, message, body, emit)
        except tools.Refused as error:
            emit(str(error).encode("utf-8", "backslashreplace"))
            result = {"ok": False}
        self._reply({"type": "finished", "id": identity, "cut": output.cut, **result}, output.tail)

    def _carry_out(
        self, identity: object, message: Message, body: bytes, emit: Callable[[bytes], None]
    ) -> dict[str, Any]:
        match message["type"]:
            case "shell":
                return self._run(identity, ["/bin/bash", "-c", message["command"]], message["timeout"], emit)
            case "search":
                return self._run(identity, self._searching(message), message["timeout"], emit)
            case "write":
                emit(tools.write(self._root, message["path"], body).encode())
            case "edit":
                split = int(message["split"])
                emit(tools.edit(self._root, message["path"], body[:split], body[split:]).encode())
            case "read":
                emit(tools.read(self._root, message["path"], message["start"], message["end"]))
            case "list":
                emit(tools.listing(self._root, message["path"]))
            case unknown:
                raise ValueError(f"no request is called {unknown!r}")
        return {"ok": True}

    def _searching(self, message: Message) -> list[str]:
        program = pkgutil.get_data("sandbox.inside.porter", "search.py") or b""
        place = tools.confine(self._root, message["path"])
        skipped = json.dumps(sorted(FOLDERS | {".git"}))
        return [sys.executable, "-I", "-c", program.decode(), message["pattern"], place, self._root, skipped]

    def _run(
        self, identity: object, arguments: list[str], timeout: float, emit: Callable[[bytes], None]
    ) -> dict[str, Any]:
        cancel = command.Cancel()
        with self._lock:
            self._running = (identity, cancel)
        try:
            with take_turn(self._own, TURN, lambda: cancel.asked):
                ended = command.run(
                    arguments,
                    root=self._root,
                    environment=self._environment,
                    limits=self._limits,
                    timeout=timeout,
                    cancel=cancel,
                    drain=self._drain,
                    emit=emit,
                )
        except (OSError, ValueError) as error:
            raise tools.Refused(f"the command cannot be started: {error}") from error
        finally:
            with self._lock:
                self._running = None
            cancel.close()
        return {
            "ok": ended.status == 0,
            "exit": ended.status,
            "timed_out": ended.timed_out,
            "cancelled": ended.cancelled,
        }
