"""One process at a time: two windows that fetch the same things wait for each other."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_cache_path


def cache_folder() -> Path:
    """Where everything lies that can be fetched or made again."""
    return user_cache_path("spar")


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Hold the lock of this name while inside; the kernel lets go when a process dies."""
    folder = cache_folder() / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
