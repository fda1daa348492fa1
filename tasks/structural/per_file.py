"""Keeps what is worked out from one file's facts alone beside them, so unchanged files cost nothing."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypeVar

from tasks.structural.facts import FileFacts

_Result = TypeVar("_Result")


def per_file(work: Callable[[FileFacts], _Result]) -> Callable[[FileFacts], _Result]:
    """Makes `work` run once for each blob; its result leaves the memory together with the facts.

    It may look at nothing but the facts, for neither the file's path nor the tree is part of what it is kept by.
    """
    key = f"{work.__module__}.{work.__qualname__}"

    @functools.wraps(work)
    def kept(facts: FileFacts) -> _Result:
        beside: dict[str, _Result] = facts.__dict__
        if key not in beside:
            beside[key] = work(facts)
        return beside[key]

    return kept
