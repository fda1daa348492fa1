"""How much a run has used, held against what it may use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sandbox.events import Event, Outcome, StepObserved, StepProposed, Usage
from sandbox.limits import Limits


@dataclass(frozen=True, slots=True)
class Spent:
    """US dollars, tokens in and out, and seconds of thinking and running (a person's pauses cost nothing)."""

    cost: float = 0.0
    tokens: int = 0
    seconds: float = 0.0

    def after(self, usage: Usage) -> Spent:
        tokens = self.tokens + usage.prompt_tokens + usage.completion_tokens
        return replace(self, cost=self.cost + (usage.cost or 0.0), tokens=tokens)

    def longer(self, seconds: float) -> Spent:
        return replace(self, seconds=self.seconds + seconds)

    @classmethod
    def of(cls, events: Iterable[Event]) -> Spent:
        """What a journal says was used."""
        spent = cls()
        for event in events:
            if isinstance(event, StepProposed):
                spent = spent.after(event.usage)
            elif isinstance(event, StepObserved):
                spent = spent.longer(event.seconds)
        return spent


def exceeded(limits: Limits, spent: Spent, steps: int) -> tuple[Outcome, str] | None:
    """The limit that is used up before the next call, in words; None while there is room."""
    if limits.steps is not None and steps >= limits.steps:
        return "steps", f"the limit of {limits.steps} step{'' if limits.steps == 1 else 's'} is used up"
    if limits.budget is not None and spent.cost >= limits.budget > 0:
        return "budget", f"the budget of ${limits.budget:.2f} is used up"
    if limits.tokens is not None and spent.tokens >= limits.tokens:
        return "tokens", f"the limit of {limits.tokens} tokens is used up"
    if limits.seconds is not None and spent.seconds >= limits.seconds:
        return "time", f"the limit of {limits.seconds / 60:g} minutes is used up"
    return None


def left(limits: Limits, spent: Spent) -> Limits:
    """What may still be used within a step; None is no limit, and steps are counted elsewhere."""
    return Limits(
        steps=None,
        budget=max(0.0, limits.budget - spent.cost) if limits.budget else None,
        tokens=None if limits.tokens is None else max(0, limits.tokens - spent.tokens),
        seconds=None if limits.seconds is None else max(0.0, limits.seconds - spent.seconds),
    )
