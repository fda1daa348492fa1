"""One request as the explainer sees it: what was asked, how it went, what the server said to itself meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field

from tasks.diagnosis.endpoints import Endpoint
from tasks.diagnosis.traces import Trace


@dataclass(frozen=True, slots=True)
class Asked:
    """`failed` of `total` assertions failed (total 0: unknown); `status` None: no answer, or never sent."""

    name: str
    endpoint: Endpoint
    status: int | None
    failed: int
    total: int
    traces: tuple[Trace, ...] = ()
    log: str = ""

    @property
    def ok(self) -> bool:
        """Answered with success, whatever it said."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def share(self) -> float:
        """How much of it failed, 0 to 1."""
        return self.failed / self.total if self.total else float(self.failed > 0)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why one request failed. `category`: a failure category or a subcategory of logic errors.

    `key` is the same for requests that fail for the same reason.
    """

    category: str
    title: str
    reason: str
    mend: str
    sure: float
    key: str
    trace: Trace | None = None


@dataclass(slots=True)
class Story:
    """All requests in order, and what follows from them together."""

    framework: str
    asked: tuple[Asked, ...]
    by_endpoint: dict[Endpoint, list[Asked]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.asked:
            self.by_endpoint.setdefault(one.endpoint, []).append(one)

    def worked(self, endpoint: Endpoint) -> bool:
        """Was this endpoint ever answered with success?"""
        return any(one.ok for one in self.by_endpoint.get(endpoint, ()))

    def known(self, endpoint: Endpoint) -> bool:
        return endpoint in self.by_endpoint
