"""One judgement, from the first message of the host to the last assertion."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from typing import Any

from sandbox.inside.judge.aside import aside
from sandbox.inside.judge.dependencies import missing
from sandbox.inside.judge.pipe import Pipe
from sandbox.inside.judge.server import Server
from sandbox.inside.judge.server_log import ServerLog
from sandbox.inside.judge.surroundings import Surroundings
from sandbox.inside.porter.fill import write_entry
from sandbox.inside.porter.names import from_wire
from sandbox.inside.postgres import Postgres, PostgresFailed
from sandbox.inside.turns import take_turn
from sandbox.inside.wire import Message
from tasks.functional.runner import run

TURN = 20.0
PORT_FREE = 10.0
"""Seconds for which a judge waits for the agent's command on the same port to end, and then for the port."""


class EnvironmentFailed(Exception):
    """The box or our own machinery failed, not the program; the message says how, in words."""


@dataclass
class Box:
    """Where the launcher put things, as its environment variables say."""

    tree: str
    scratch: str
    postgres: str
    prepared: str
    app: int | None
    database: int | None

    @classmethod
    def described(cls) -> Box:
        place = os.environ
        root = os.getuid() == 0
        return cls(
            tree=place["SPAR_TREE"],
            scratch=place["SPAR_SCRATCH"],
            postgres=place.get("SPAR_PG", ""),
            prepared=place.get("SPAR_PGDATA", ""),
            app=int(place["SPAR_APP_UID"]) if root and "SPAR_APP_UID" in place else None,
            database=int(place["SPAR_PG_UID"]) if root and "SPAR_PG_UID" in place else None,
        )


@dataclass
class Judging:
    """Speaks with the host over `pipe`: `hello`, entries of the tree, `score`; see `sandbox.judge.judge_box`."""

    pipe: Pipe
    box: Box
    timings: dict[str, float] = field(default_factory=dict)
    _begun: float = 0.0
    _turn: object = None
    """Kept until this process has ended, and the program under judgement with it."""

    def run(self) -> None:
        """Raises EnvironmentFailed, and HostGone when the host leaves."""
        hello = self._expect("hello")
        postgres = self._start_postgres() if hello["database"] == "postgres" else None
        self.pipe.say({"type": "ready"})
        entries, order = self._entries()
        self._begun = time.monotonic()
        self._phase("writing the tree", running=False)
        self._write(entries)
        log = ServerLog(os.path.join(self.box.scratch, f"server-{os.getpid()}.log"))
        server = Server(
            self.box.tree,
            hello["port"],
            order["health"],
            log,
            any_health=order["any_health"],
            command=order["start"],
            environment=order["environment"],
            uid=self.box.app,
            spared=[postgres.pid] if postgres is not None and postgres.pid else [],
        )
        reader = self.box.database if self.box.database is not None else self.box.app
        surroundings = Surroundings(server, self.box.tree, hello["database"], postgres, reader, self.timings)
        self._turn = take_turn(os.environ, TURN)
        self._need_port(server, PORT_FREE)
        trouble = self._install(server, order) or self._start(server, hello["language"])
        if trouble:
            self.pipe.say({"type": "not_served", "words": trouble})
        else:
            self._run_suite(server, surroundings, order)
            self._need_port(server)
            self.pipe.say({"type": "evidence", **surroundings.evidence()})
        self.pipe.say({"type": "log", "text": log.whole()})
        self._mark("total_s", self._begun)
        self.pipe.say({"type": "done", "timings": self.timings})

    def _start_postgres(self) -> Postgres:
        if not self.box.postgres:
            raise EnvironmentFailed("this box has no PostgreSQL")
        begun = time.monotonic()
        server = Postgres(self.box.postgres, self.box.scratch, uid=self.box.database, prepared=self.box.prepared)
        try:
            server.start()
        except PostgresFailed as failure:
            raise EnvironmentFailed(str(failure)) from failure
        self._mark("postgres_s", begun)
        return server

    def _entries(self) -> tuple[list[tuple[bytes, int, bytes]], Message]:
        """Every entry that comes before `score`, and that message."""
        entries: list[tuple[bytes, int, bytes]] = []
        while True:
            message, body = self.pipe.next()
            if message.get("type") == "score":
                return entries, message
            if message.get("type") != "entry":
                raise EnvironmentFailed("the host sent something unexpected")
            entries.append((from_wire(message["path"]), int(message["mode"]), body))

    def _write(self, entries: list[tuple[bytes, int, bytes]]) -> None:
        begun = time.monotonic()
        tree = self.box.tree

        def write() -> str:
            for path, mode, data in entries:
                try:
                    write_entry(tree, path, mode, data)
                except (OSError, ValueError) as error:
                    return f"{os.fsdecode(path)!r} cannot be written: {error}"
            return ""

        trouble = aside(write, self.box.app, seconds=60)
        if trouble != "":
            raise EnvironmentFailed(trouble or "the tree cannot be written")
        self._mark("tree_s", begun)

    def _install(self, server: Server, order: Message) -> str:
        """Empty, or how the install step failed. Nothing of it lives on, and its network is gone before the start."""
        if not order["install"]:
            return ""
        networked = order["install_network"]
        self._phase("installing, with a network" if networked else "installing")
        begun = time.monotonic()
        if networked:
            self._network(on=True)
        trouble = server.install(order["install"], order["install_seconds"], offline=not networked)
        if networked:
            self._network(on=False)
        self._mark("install_s", begun)
        return trouble

    def _network(self, *, on: bool) -> None:
        self.pipe.say({"type": "network", "on": on})
        if self._expect("network")["on"] is not on:
            raise EnvironmentFailed("the host switched the network the wrong way")

    def _start(self, server: Server, language: str) -> str:
        """Empty, or why the server never became healthy."""
        lacking = missing(self.box.tree, language)
        self._phase("starting server")
        begun = time.monotonic()
        trouble = server.start() or server.wait_until_healthy()
        self._need_port(server)
        self._mark("start_s", begun)
        if trouble and lacking:
            names = ", ".join(f"`{name[:60]}`" for name in lacking[:5])
            trouble = f"{trouble}; it asks for packages that are not installed: {names}"
        return trouble

    def _need_port(self, server: Server, seconds: float = 0.0) -> None:
        """Where boxes share a network: the port must be the app's alone, or the score would be somebody else's."""
        until = time.monotonic() + seconds
        while intruder := server.intruder():
            if time.monotonic() > until:
                raise EnvironmentFailed(
                    f"port {server.port} is in use by {intruder}; end it and score again "
                    "(with bubblewrap or Docker every box has ports of its own)"
                )
            time.sleep(0.1)

    def _run_suite(self, server: Server, surroundings: Surroundings, order: Message) -> None:
        self._phase("running the suite")
        begun = time.monotonic()
        run(
            server.host,
            server.port,
            order["seed"],
            surroundings,
            self._report,
            base=order["base"],
        )
        self._mark("suite_s", begun)

    def _report(self, message: dict[str, Any]) -> None:
        self.pipe.say({"type": message.pop("event"), **message})

    def _expect(self, kind: str) -> Message:
        message, _ = self.pipe.next()
        if message.get("type") != kind:
            raise EnvironmentFailed(f"the host did not say {kind}")
        return message

    def _phase(self, name: str, *, running: bool = True) -> None:
        """`running`: from here on the program under judgement may do us harm."""
        seconds = round(time.monotonic() - self._begun, 4)
        self.pipe.say({"type": "phase", "name": name, "seconds": seconds, "running": running})

    def _mark(self, name: str, begun: float) -> None:
        self.timings[name] = round(time.monotonic() - begun, 4)
