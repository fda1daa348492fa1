"""Which keys move a run now, and what they are called: decided without a screen, for the footer and the pending bar."""

from __future__ import annotations

from typing import Literal

from tui.view.run_view import RunView

Standing = Literal["opening", "going", "waiting", "mine", "paused", "elsewhere", "cut off", "ended", "complete"]


def standing(view: RunView, *, live: bool) -> Standing:
    """Where a run stands as far as its keys go. `live`: a thread of this process drives it.

    Read from disk: `elsewhere` while another process drives it, `cut off` if it never ended (Spar was killed).
    `complete`: submitted, so that nothing goes on.
    """
    if view.outcome == "submitted":
        return "complete"
    if view.over:
        return "ended"
    if view.started is None:
        return "opening"
    if not live:
        return "elsewhere" if view.state == "elsewhere" else "cut off"
    if view.pending is not None:
        return "waiting"
    if view.my_turn:
        return "mine"
    if view.state == "paused":
        return "paused"
    return "going" if view.state in ("thinking", "running") else "opening"


def footer_words(view: RunView, *, live: bool) -> dict[str, str | None]:
    """What the footer calls the keys that depend on the run, by action; None leaves a key out."""
    match standing(view, live=live):
        case "going":
            return {"run_pause": "pause", "step": "one step"}
        case "paused":
            return {"run_pause": "go on" if view.head else "run", "step": "one step"}
        case "cut off" | "ended":
            return {"run_pause": "continue", "step": None}
        case "mine":
            return {"run_pause": "type a command", "step": None}
        case _:  # What waits names its own keys; before the start and after a submission neither does anything.
            return {"run_pause": None, "step": None}


def gate_allows(action: str, view: RunView, *, live: bool) -> bool:
    """Whether a key of the debugger's gate means anything now; True for every other action."""
    now = standing(view, live=live)
    match action:
        case "approve" | "approve_and_go" | "send_back" | "edit":
            return now == "waiting"
        case "take_over":
            from_agent = now in ("going", "waiting", "paused") and not view.watches
            return from_agent or (now == "mine" and view.agent != "human")
        case "stop":
            return live and not view.over and view.started is not None
        case "command":
            return now == "mine"
        case "pace":
            return live and view.agent == "scripted" and not view.over
    return True
