"""How long a model is waited for, and how often it is asked again."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from sandbox.agents.worker_messages import Failed, Trouble

_PASSING: frozenset[Trouble] = frozenset({"rate_limit", "unavailable", "timeout", "garbled", "cut"})


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds and counts. `silence`: between two signs of life. Pauses double from `first` to `longest`, jittered.

    Models that reason may be silent for minutes. A provider's Retry-After is kept to, up to `longest_asked`; without
    one the pauses together outlast a minute, by which most limits of rate are counted.
    """

    attempts: int = 8
    silence: float = 300.0
    first: float = 1.0
    longest: float = 60.0
    longest_asked: float = 300.0

    def briefly(self) -> Patience:
        """For a person who waits for a run to begin."""
        return replace(self, attempts=2, silence=min(self.silence, 30.0), longest_asked=min(self.longest_asked, 5.0))

    def pause(self, attempt: int, asked: float | None = None) -> float:
        """Seconds before the attempt after this one (from 1)."""
        if asked is not None and asked >= 0:
            return min(asked, self.longest_asked) + random.uniform(0, self.first / 4)
        return min(self.longest, self.first * 2.0 ** (attempt - 1)) * random.uniform(0.5, 1.0)


def passes(failed: Failed) -> bool:
    """Is this worth another try?"""
    return failed.trouble in _PASSING


def in_words(failed: Failed) -> str:
    """What happened, short, for a person."""
    match failed.trouble:
        case "rate_limit":
            return "the provider limits the rate of calls"
        case "timeout":
            return "the provider didn't answer in time"
        case "garbled":
            return "what came back is not what a model server sends"
        case "cut":
            return "the answer broke off in the middle"
        case _ if failed.status is not None:
            return f"the provider has trouble (status {failed.status})"
        case _:
            return "the connection to the provider failed"
