"""Under which heading of the help page a key stands."""

from __future__ import annotations

from collections.abc import Iterable

_RUN = frozenset(
    {
        "approve",
        "approve_and_go",
        "send_back",
        "edit",
        "take_over",
        "stop",
        "run_pause",
        "step",
        "command",
        "pace",
        "rescore",
        "start",
    }
)
_READING = frozenset(
    {
        "next",
        "follow",
        "hunk",
        "search",
        "filter",
        "copy",
        "copy_curl",
        "copy_or_pause",
        "split",
        "wrap",
        "base",
        "output",
        "server_log",
        "summary",
        "verdicts",
        "verdict",
        "examples",
        "mark",
        "difference",
        "other_kind",
        "move",
        "turn",
    }
)


def groups(actions: Iterable[str]) -> list[tuple[str, frozenset[str]]]:
    """The actions of a help page under headings, those that a person needs first on top; empty groups are left out."""
    sorted_out: dict[str, set[str]] = {"The run": set(), "Reading": set(), "Places": set(), "Spar": set()}
    for action in actions:
        space, _, call = action.partition(".")
        name = call.partition("(")[0]
        heading = "The run" if name in _RUN else "Reading" if name in _READING else "Places"
        sorted_out["Spar" if space == "app" else heading].add(action)
    return [(heading, frozenset(found)) for heading, found in sorted_out.items() if found]
