"""The trees of a run from a step back to the start, for finding out which step brought something in."""

from __future__ import annotations

from sandbox.introduced import Stage
from tui.view.run_view import RunView


def stages(view: RunView, step: int) -> list[Stage]:
    """The trees from a step back to the start."""
    found = [
        Stage(one.number, one.tree, frozenset(change.path for change in one.committed.changes))
        for one in view.lineage(step)
        if one.committed is not None and one.tree is not None
    ]
    return [*found, Stage(0, view.started.tree, frozenset())] if view.started else found
