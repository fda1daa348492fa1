"""One turn's patience: a request made until it is answered or hopeless, and what a person is told about it."""

from __future__ import annotations

import math
import time
from threading import Event as Flag

from sandbox.agents.answer import Answer
from sandbox.agents.messages import size
from sandbox.agents.patience import Patience, in_words, passes
from sandbox.agents.spending import Spending
from sandbox.agents.worker import Silence, Worker, WorkerDied
from sandbox.agents.worker_messages import Answered, Ask, CallPart, Describe, Described, Failed, Reply, Words
from sandbox.models.keys import redact
from sandbox.ports import AgentFailed, Cancelled, ProposalStream

_WORDS = 300
_CUTS = 2
"""Streams in a row that just end, before it is the way this server ends all of them."""


class Asking:
    """Collects `notices` while it asks."""

    def __init__(self, patience: Patience, stream: ProposalStream, cancel: Flag) -> None:
        self.stream = stream
        self.notices: list[str] = []
        self._patience = patience
        self._cancel = cancel

    def described(self, worker: Worker, request: Describe) -> Described | None:
        """What the library knows of a model; None: nothing, not even whose it is. Raises AgentFailed, Cancelled."""
        reply = self._once(worker, request, None, math.inf)
        if isinstance(reply, Failed) and reply.trouble != "no_model":
            raise AgentFailed(redact(reply.words)[:_WORDS])
        return reply if isinstance(reply, Described) else None

    def answered(self, worker: Worker, ask: Ask, answer: Answer, spending: Spending) -> Answered | Failed:
        """The end of a call; its fragments go to `answer`, what it took to `spending`. Failed: asking again won't help.

        Raises AgentFailed when patience is used up, UsedUp when the run's limits are, and Cancelled.
        """
        attempt = 1
        while True:
            result = self._once(worker, ask, answer, spending.seconds_left())
            if isinstance(result, Answered):
                # What was not read was written all the same.
                written = max(answer.written, ask.longest) if result.finish == "too_long" else answer.written
                spending.answered(result, size(ask.messages), written)
                return result
            assert isinstance(result, Failed)
            spending.broke_off(size(ask.messages), answer.written)
            spending.check()
            if not passes(result) or (result.trouble == "cut" and attempt == _CUTS):
                return result
            if attempt == self._patience.attempts:
                words = redact(result.words)[:_WORDS]
                advice = "is its address right?" if result.trouble == "garbled" else "try again later."
                raise AgentFailed(f"{in_words(result)}, {attempt} times in a row; {advice} {words}")
            pause = min(self._patience.pause(attempt, result.retry_after), spending.seconds_left())
            dropped = "; what came of the answer is dropped" if answer.written else ""
            self._pause(pause, f"{in_words(result)}{dropped}; asked again after {pause:.1f} s (attempt {attempt + 1})")
            spending.check()
            attempt += 1
            answer.drop()

    def _once(self, worker: Worker, request: Ask | Describe, answer: Answer | None, left: float) -> Reply:
        """The last reply to one request; too long a silence and a dead worker count as failures that pass.

        `left`: seconds of the run. When they are over, an answer that is coming may go on for as long as a silence.
        """
        silence = self._patience.silence
        over = time.monotonic() + left
        try:
            with worker.ask(request, self._cancel) as replies:
                wait = min(silence, left)
                while True:
                    reply = replies.next(wait, self._cancel)
                    if not isinstance(reply, Words | CallPart):
                        return reply
                    if answer is not None:
                        answer.take(reply)
                    wait = min(silence, over + silence - time.monotonic())
                    if wait <= 0:
                        raise Silence
        except Silence:
            return Failed(0, "timeout", f"nothing was heard for {silence:.0f} s")
        except WorkerDied as error:
            return Failed(0, "unavailable", f"the model worker ended: {error}")

    def _pause(self, seconds: float, told: str) -> None:
        self.notices.append(told)
        self.stream("thought", f"\n[{told}]\n")
        if self._cancel.wait(seconds):
            raise Cancelled
