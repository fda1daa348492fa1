"""One thing that the doctor looked at."""

from __future__ import annotations

from typing import Literal

import msgspec

State = Literal["ok", "partial", "missing"]


class Check(msgspec.Struct, frozen=True):
    """What was looked at, how it is, what the lack costs and how to mend it; the last two are empty where all is well.

    `detail` may quote other programs: it is foreign text.
    """

    name: str
    state: State
    detail: str
    cost: str = ""
    remedy: str = ""
