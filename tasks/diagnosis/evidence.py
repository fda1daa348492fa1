"""What `spar explain` reads, and what it answers."""

from __future__ import annotations

from typing import Literal

import msgspec


class RequestSeen(msgspec.Struct, frozen=True):
    """One request: `failed` of `total` assertions failed; `status` null: no answer."""

    name: str = ""
    method: str = "GET"
    path: str | None = None
    status: int | None = None
    failed: int = 0
    total: int | None = None


class VerdictSeen(msgspec.Struct, frozen=True):
    """The part of a structural verdict that counts here."""

    required: bool = False
    compliant: bool = True


class EvidenceFile(msgspec.Struct, frozen=True):
    """The evidence of one failed score. Unknown keys are ignored; all but `requests` may be missing."""

    requests: list[RequestSeen]
    task: str | None = None
    server_log: str | None = None
    structural: dict[str, VerdictSeen] | None = None
    transcript_tail: str | None = None


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """The object that `spar explain --json` prints. `confidence` from 0 to 1."""

    schema: Literal["spar.explain/1"] = "spar.explain/1"
    category: str
    subcategory: str | None
    reasons: tuple[str, ...]
    confidence: float
