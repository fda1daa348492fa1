"""What one turn has used, and whether it may use more: an answer that broke off was paid for, and is asked for again.

A run holds its limits against what is spent before each step; within one, nothing but this stands between a
connection that breaks again and again and a person's money.
"""

from __future__ import annotations

import time

from sandbox.agents.worker_messages import Answered, Described
from sandbox.events import Usage
from sandbox.limits import Limits
from sandbox.models.model_list import cost

CHARACTERS_PER_TOKEN = 3.5


class UsedUp(Exception):
    """A limit is reached in the middle of a turn; what was used is in its spending."""


class Spending:
    """One turn's calls to one model, within what is `left` of the run's limits."""

    def __init__(self, model: str, described: Described, left: Limits) -> None:
        self._model = model
        self._described = described
        self._left = left
        self._begun = time.monotonic()
        self._used = Usage()

    @property
    def usage(self) -> Usage:
        """All calls of this turn; the price is unknown once that of one of them is."""
        return self._used

    def seconds_left(self) -> float:
        """Until the run's time is over; infinite without a limit."""
        limit = self._left.seconds
        return float("inf") if limit is None else max(0.0, self._begun + limit - time.monotonic())

    def check(self) -> None:
        """Raises UsedUp when another call would be one too many."""
        used, left = self._used, self._left
        tokens = used.prompt_tokens + used.completion_tokens
        money = left.budget is not None and (used.cost or 0.0) >= left.budget
        if money or (left.tokens is not None and tokens >= left.tokens) or not self.seconds_left():
            raise UsedUp

    def broke_off(self, sent: int, written: int) -> None:
        """A call that ended in the middle of its answer; what it took is estimated. Both in characters."""
        if written:
            prompt, completion = _tokens(sent), _tokens(written)
            self._add(prompt, completion, 0, self._price(prompt, completion, 0))

    def answered(self, answered: Answered, sent: int, written: int) -> None:
        """A call that was answered; tokens are estimated where the provider doesn't say. Both in characters."""
        prompt, completion, cached = answered.prompt_tokens, answered.completion_tokens, answered.cached_tokens
        if prompt is None or completion is None:
            prompt, completion, cached = _tokens(sent), _tokens(written), 0
        price = self._price(prompt, completion, cached) if answered.cost is None else answered.cost
        self._add(prompt, completion, cached, price)

    def _add(self, prompt: int, completion: int, cached: int, price: float | None) -> None:
        used, window = self._used, self._described.window
        self._used = Usage(
            used.prompt_tokens + prompt,
            used.completion_tokens + completion,
            used.cached_tokens + cached,
            None if used.cost is None or price is None else used.cost + price,
            min(1.0, (prompt + completion) / window) if window else None,
        )

    def _price(self, prompt: int, completion: int, cached: int) -> float | None:
        """By our own list, or the library's as far as it was told; None: unknown."""
        ours = cost(self._model, prompt, cached, completion)
        of_prompt, of_answer = self._described.price_in, self._described.price_out
        if ours is not None or of_prompt is None or of_answer is None:
            return ours
        return prompt * of_prompt + completion * of_answer


def _tokens(characters: int) -> int:
    return round(characters / CHARACTERS_PER_TOKEN)
