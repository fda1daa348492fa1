"""Which pane shows what happens now, where there is room for one alone."""

from __future__ import annotations

from typing import Literal

from tui.view.run_view import RunView


def in_front(view: RunView) -> Literal["step", "diff"] | None:
    """The step while it streams, and while a person is the agent; the diff of what waits for a yes.

    None: what stands in front may stay there.
    """
    if view.pending is not None:
        return "diff"
    if view.my_turn:
        return "step"
    return "step" if view.state in ("thinking", "running") and not view.over else None
