"""What the suite needs from the place it runs in; the judge inside the box is the one that ships."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

Report = Callable[[dict[str, Any]], None]
"""Takes one message: `{"event": "exchange" | "assertion", ...}` with the fields of that record in `tasks.scorecard`."""


class Environment(Protocol):
    """The server's surroundings, seen from beside it."""

    @property
    def database(self) -> str | None:
        """`sqlite`, `postgres`, or None where the task names no database."""

    def restart(self) -> bool:
        """Stop the server, start it on the same data, wait until it is healthy; False where it never was."""

    def found_in_database(self, needles: Sequence[str]) -> frozenset[str] | None:
        """Which of these strings stand in some row of the prescribed database; None where it can't be read."""

    def log_mark(self) -> int:
        """Where the server's log ends now."""

    def log_since(self, mark: int) -> str:
        """What the server has logged after `mark`."""
