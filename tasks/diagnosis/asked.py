"""One request as the explainer sees it: what was asked, how it went, what the server said to itself meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field

from tasks.diagnosis.endpoints import Endpoint, endpoint
from tasks.diagnosis.traces import Trace
from tasks.task import Framework

_METHODS = ("GET", "POST", "PUT", "DELETE")


@dataclass(frozen=True, slots=True)
class Asked:
    """`failed` of `total` assertions failed (total 0: none are asserted); `status` None: no answer, or never sent.

    `answer` is the body, where it is known. `counted` is False where the evidence gave no total, so that `total`
    is the collection's.
    """

    name: str
    endpoint: Endpoint
    status: int | None
    failed: int
    total: int
    traces: tuple[Trace, ...] = ()
    log: str = ""
    path: str = ""
    counted: bool = True
    answer: str = ""

    @property
    def ok(self) -> bool:
        """Answered with success, whatever it said."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def share(self) -> float:
        """How much of it failed, 0 to 1."""
        return self.failed / self.total if self.total else float(self.failed > 0)

    @property
    def whole(self) -> bool:
        """Everything that is asserted failed."""
        return self.failed >= self.total

    @property
    def favorited(self) -> bool:
        """A list of what somebody favorited."""
        return self.endpoint == "list" and ("favorited=" in self.path or "avorited" in self.name)

    @property
    def filtered(self) -> bool:
        """A list with a filter."""
        return self.endpoint == "list" and ("=" in self.path or " by " in self.name.lower())

    @property
    def went(self) -> str:
        """How it went, as a sentence."""
        how = "got no answer" if self.status is None else f"answered {self.status}"
        many = f" ({self.failed} of {self.total} assertions failed)" if self.total and self.counted else ""
        return f"{self.name} {how}{many}."

    def named_by(self, trace: Trace) -> bool:
        """Does the log name this request beside the exception?"""
        method, path = trace.asked
        if not path:
            return False
        return any(endpoint(one, path, "") == self.endpoint for one in ((method,) if method else _METHODS))


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
    """All requests in order, and what follows from them together. `framework` None: nobody said which."""

    framework: Framework | None
    asked: tuple[Asked, ...]
    by_endpoint: dict[Endpoint, list[Asked]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.asked:
            self.by_endpoint.setdefault(one.endpoint, []).append(one)

    @property
    def refuses_with(self) -> int | None:
        """The status with which the framework itself refuses what it finds invalid; None: it refuses nothing."""
        return self.framework.refuses_with if self.framework else None

    def worked(self, endpoint: Endpoint) -> bool:
        """Was this endpoint ever answered with success?"""
        return any(one.ok for one in self.by_endpoint.get(endpoint, ()))

    def fine(self, endpoint: Endpoint) -> bool:
        """Did it work, as far as anybody asked? Some evidence has failed requests only."""
        return self.worked(endpoint) or endpoint not in self.by_endpoint

    def passed(self, endpoint: Endpoint) -> bool:
        """Did a request to it pass all its assertions?"""
        return any(one.ok and not one.failed for one in self.by_endpoint.get(endpoint, ()))

    def all_answered(self, endpoints: tuple[Endpoint, ...], status: int) -> bool:
        """Were these asked, some of them at least, and always answered so?"""
        asked = [one for name in endpoints for one in self.by_endpoint.get(name, ())]
        return bool(asked) and all(one.status == status for one in asked)

    def after(self, one: Asked) -> tuple[Asked, ...]:
        """What was asked later."""
        for index, other in enumerate(self.asked):
            if other is one:
                return self.asked[index + 1 :]
        return ()
