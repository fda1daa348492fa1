"""The structural half of a score: needs no box, and of a tree seen before only the files that changed."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from sandbox.ports import Entry
from tasks.scorecard import Structural
from tasks.structural.cache import FactCache
from tasks.structural.verify import verify
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


def files_of(entries: Sequence[Entry]) -> dict[str, bytes]:
    """The regular files of a tree as the structural rules take them; links are left out."""
    return {
        entry.path.decode("utf-8", "replace"): entry.data for entry in entries if entry.mode in (0o100644, 0o100755)
    }
