"""Under which heading of the help page a key stands."""

from __future__ import annotations

from collections.abc import Iterable

from textual.screen import Screen

from tui.bindings.active import described_keys

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
        "task",
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


def grouped(screen: Screen[object]) -> list[tuple[str, list[tuple[str, str, str, str]]]]:
    """The described keys of a screen under headings, those that a person needs first on top."""
    found = described_keys(screen)
    return [
        (heading, [one for one in found if one[-1] in actions])
        for heading, actions in _groups(action for *_, action in found)
    ]


def _groups(actions: Iterable[str]) -> list[tuple[str, frozenset[str]]]:
    """The actions of a help page under headings, those that a person needs first on top; empty groups are left out."""
    sorted_out: dict[str, set[str]] = {"The run": set(), "Reading": set(), "Places": set(), "Spar": set()}
    for action in actions:
        space, _, call = action.partition(".")
        name = call.partition("(")[0]
        heading = "The run" if name in _RUN else "Reading" if name in _READING else "Places"
        sorted_out["Spar" if space == "app" else heading].add(action)
    return [(heading, frozenset(found)) for heading, found in sorted_out.items() if found]
