"""Looks at everything at once, and waits for it a few seconds at most: what hangs is reported as hanging."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from sandbox.doctor import boxes, places, terminal, tools
from sandbox.doctor.check import Check
from sandbox.image.engine import RESTART

PATIENCE = 6.0
"""Seconds. A first start has nothing compiled: importing Docker's client alone takes more than one there."""

LOOKS: dict[str, Callable[[], Check]] = {
    "Docker engine": boxes.docker_engine,
    "Docker image": boxes.docker_image,
    "bubblewrap": boxes.bubblewrap,
    "limits": boxes.limits,
    "Python packages": tools.python_packages,
    "Node.js": tools.node,
    "PostgreSQL": tools.postgres,
    "git": tools.git,
    "model keys": tools.keys,
    "data folder": places.data,
    "cache folder": places.cache,
    "config folder": places.config,
    "temporary folder": places.temporary,
    "disk space": places.disk,
    "terminal": terminal.size,
    "colours": terminal.colours,
    "UTF-8": terminal.utf8,
}
"""What the doctor looks at, in the order of its report."""

HANGING = {"Docker engine": RESTART, "Docker image": RESTART}
"""What helps where one of these doesn't answer."""


def examine(looks: dict[str, Callable[[], Check]] = LOOKS, patience: float = PATIENCE) -> list[Check]:
    """One check for each look, in order; takes `patience` seconds at most."""
    found: dict[str, Check] = {}
    threads = {
        name: threading.Thread(target=_look, args=(name, look, found), daemon=True) for name, look in looks.items()
    }
    for thread in threads.values():
        thread.start()
    until = time.monotonic() + patience
    for thread in threads.values():
        thread.join(max(0.0, until - time.monotonic()))
    return [found.get(name) or _silent(name, patience) for name in looks]


def _look(name: str, look: Callable[[], Check], found: dict[str, Check]) -> None:
    try:
        found[name] = look()
    except Exception as error:  # a doctor who falls ill reports that, too
        found[name] = Check(name, "missing", f"cannot be looked at: {type(error).__name__}: {error}")


def _silent(name: str, patience: float) -> Check:
    remedy = HANGING.get(name, "see what it waits for")
    return Check(name, "missing", f"no answer within {patience:g} s", "whatever needs it waits as well", remedy)
