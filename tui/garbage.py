"""Garbage is collected in pauses: a full collection holds a key's paint up by a tenth of a second."""

from __future__ import annotations

import gc

SETTLED_S = 1.0
"""After this long the first screen has its modules, styles and lines."""
SECONDS_BETWEEN = 60.0
_THRESHOLDS = (20_000, 20, 1_000_000)
"""Young objects as always, only rarer; the old ones never of themselves."""


def leave_what_is_loaded() -> None:
    """Modules, styles and widgets that are there by now are no garbage: no collection looks at them again."""
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)


def collect() -> None:
    """Everything that has become garbage since. Takes milliseconds for what is not left out."""
    gc.collect()
