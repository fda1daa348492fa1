"""What a run may use up."""

from __future__ import annotations

import msgspec


class Limits(msgspec.Struct, frozen=True):
    """What a run may use; None means no limit. `budget` in US dollars, `seconds` of wall clock, `tokens` in and out."""

    steps: int | None = 60
    budget: float | None = 3.0
    tokens: int | None = None
    seconds: float | None = 1800.0
