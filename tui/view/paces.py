"""How fast a recording plays: from 0.5x to 8x of one step every 2 s, or a key press a step."""

from __future__ import annotations

NORMAL_S = 2.0
PACES: tuple[float | None, ...] = (0.25, 0.5, 1.0, 2.0, 4.0, None)
"""Seconds between steps, fastest first; None: each step waits for a key."""


def pace_words(pace: float | None) -> str:
    """`2x, a step every 1 s`; `a key press a step`."""
    if pace is None:
        return "a key press a step"
    return f"{NORMAL_S / pace:g}x, a step every {pace:g} s" if pace else "at once"
