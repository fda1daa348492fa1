"""The extended tier: what the paper never looks at, chapter by chapter."""

from __future__ import annotations

from tasks.functional.story import Scene
from tasks.functional.world import Derived

DERIVED: dict[str, Derived] = {}


def story(database: bool) -> tuple[Scene, ...]:
    """Every scene of the extended tier in order; the last ones only where the task names a database."""
    return ()
