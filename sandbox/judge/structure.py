"""The structural half of a score: needs no box, and of a tree seen before only the files that changed."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from sandbox.ports import Entry
from tasks.scorecard import Evidence, Functional, Structural
from tasks.structural.cache import FactCache
from tasks.structural.running_evidence import weighed
from tasks.structural.verify import opened_at, verify
from tasks.task import Task


class StructureVerifier:
    """Verifies trees for one task; may be called from any thread."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._facts = FactCache()
        self._one_at_a_time = threading.Lock()

    def verify(self, entries: Sequence[Entry]) -> Structural:
        """The verdict on these entries."""
        with self._one_at_a_time:
            return verify(files_of(entries), self._task, self._facts)

    def weighed(
        self, structural: Structural, entries: Sequence[Entry], functional: Functional, evidence: Evidence
    ) -> Structural:
        """The verdict once the program has run: what was seen then overrules what the code seems to say."""

        def place() -> tuple[str, int]:
            with self._one_at_a_time:
                return opened_at(files_of(entries), self._task, self._facts)

        return weighed(structural, self._task, functional, evidence, place)


def files_of(entries: Sequence[Entry]) -> dict[str, bytes]:
    """The regular files of a tree as the structural rules take them; links are left out."""
    return {
        entry.path.decode("utf-8", "replace"): entry.data for entry in entries if entry.mode in (0o100644, 0o100755)
    }
