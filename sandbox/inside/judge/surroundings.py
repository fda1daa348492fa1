"""What the suite may ask for beside HTTP: a restart, the rows in the database, the server's log."""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.inside.judge import processes, sqlite_files
from sandbox.inside.judge.aside import aside
from sandbox.inside.judge.server import Server
from sandbox.inside.postgres import PORT, Postgres, PostgresFailed

_DRIVERS = re.compile(
    r"_sqlite3|node_sqlite3|better_sqlite3|libsqlite3|psycopg[0-9_a-z]*|_psycopg|asyncpg|pg8000|libpq", re.IGNORECASE
)


@dataclass
class Surroundings:
    """One server and its database, as `tasks.functional.environment.Environment` wants them.

    `reader` is the uid that reads copies of the app's SQLite files: neither root nor the app where we can choose.
    `timings` takes the seconds of a restart and of the stop within it.
    """

    server: Server
    tree: str
    database: str | None
    postgres: Postgres | None
    reader: int | None
    timings: dict[str, float]
    _sought: dict[str, None] = field(default_factory=dict)
    _found: set[str] = field(default_factory=set)

    def restart(self) -> bool:
        begun = time.monotonic()
        ended = self.server.stop()
        stopped = time.monotonic()
        healthy = ended and not self.server.start() and not self.server.wait_until_healthy()
        self.timings["stop_s"] = round(stopped - begun, 4)
        self.timings["restart_s"] = round(time.monotonic() - begun, 4)
        return healthy

    def found_in_database(self, needles: Sequence[str]) -> frozenset[str] | None:
        if self.database is None:
            return None
        found = self._held_by_postgres(needles) if self.database == "postgres" else self._held_by_sqlite(needles)
        if found is not None:
            self._sought.update(dict.fromkeys(needles))
            self._found |= found
        return found

    def log_mark(self) -> int:
        return self.server.log.mark()

    def log_since(self, mark: int) -> str:
        return self.server.log.since(mark)

    def evidence(self) -> dict[str, Any]:
        """Which databases the server's processes really touch, as the kernel and the database server see it.

        `sought` values were reported by the API, `found` of them stood in a database of the prescribed engine;
        `holds` says how many each store has at the end.
        """
        pids = self.server.pids()
        needles = list(self._sought)
        copies = sqlite_files.copy(self._sqlite_files())
        files = aside(lambda: sqlite_files.contents(copies, self._inside(), needles), self.reader)
        seen: dict[str, Any] = {
            "sought": len(needles),
            "found": len(self._found),
            "sqlite": files or [],
            "complete": files is not None,
            "drivers": sorted(processes.mapped(pids, _DRIVERS)),
            "connections": processes.connections(pids, PORT),
        }
        if self.postgres is not None:
            try:
                held = self._held_by_postgres(needles)
                seen["complete"] = seen["complete"] and held is not None
                seen["postgres"] = {**self.postgres.activity(), "holds": len(held or ())}
            except PostgresFailed as failure:
                seen["complete"] = False
                seen["postgres_trouble"] = str(failure)
        return seen

    def _inside(self) -> str:
        """The tree as the kernel names it, with a slash at its end."""
        return os.path.join(os.path.realpath(self.tree), "")

    def _held_by_sqlite(self, needles: Sequence[str]) -> frozenset[str] | None:
        copies = sqlite_files.copy(self._sqlite_files())
        found = aside(lambda: sqlite_files.found_in(copies, needles), self.reader)
        return frozenset(found) if isinstance(found, list) else None

    def _held_by_postgres(self, needles: Sequence[str]) -> frozenset[str] | None:
        if self.postgres is None:
            return None
        try:
            rows = self.postgres.dump_rows().decode("utf-8", "replace")
        except PostgresFailed:
            return None
        return frozenset(needle for needle in needles if needle in rows)

    def _sqlite_files(self) -> list[str]:
        opened = processes.open_files(self.server.pids())
        elsewhere = [tempfile.gettempdir(), os.environ.get("HOME", "/")]
        return sqlite_files.find(self.tree, sorted(opened), elsewhere, self.server.started - 1)
