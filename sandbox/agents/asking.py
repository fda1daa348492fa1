"""One turn's patience: a request made until it is answered or hopeless, and what a person is told about it."""

from __future__ import annotations

from threading import Event as Flag

from sandbox.agents.answer import Answer
from sandbox.agents.patience import Patience, in_words, passes
from sandbox.agents.worker import Silence, Worker, WorkerDied
from sandbox.agents.worker_messages import Answered, Ask, CallPart, Describe, Described, Failed, Reply, Words
from sandbox.models.keys import redact
from sandbox.ports import AgentFailed, Cancelled, ProposalStream

_WORDS = 300


class Asking:
    """Collects `notices` while it asks."""

    def __init__(self, patience: Patience, stream: ProposalStream, cancel: Flag) -> None:
        self.stream = stream
        self.notices: list[str] = []
        self._patience = patience
        self._cancel = cancel

    def described(self, worker: Worker, request: Describe) -> Described | None:
        """What the library knows of a model; None: nothing, not even whose it is. Raises AgentFailed, Cancelled."""
        reply = self._once(worker, request, None)
        if isinstance(reply, Failed) and reply.trouble != "no_model":
            raise AgentFailed(redact(reply.words)[:_WORDS])
        return reply if isinstance(reply, Described) else None

    def answered(self, worker: Worker, ask: Ask, answer: Answer | None = None) -> Answered | Failed:
        """The end of a call; its fragments go to `answer`. Failed: no further try would help.

        Raises AgentFailed when patience is used up, and Cancelled.
        """
        attempt = 1
        while True:
            result = self._once(worker, ask, answer)
            if isinstance(result, Answered):
                return result
            assert isinstance(result, Failed)
            if not passes(result):
                return result
            if attempt == self._patience.attempts:
                words = redact(result.words)[:_WORDS]
                raise AgentFailed(f"{in_words(result)}, {attempt} times in a row; try again later. {words}")
            self._pause(self._patience.pause(attempt, result.retry_after), result, attempt)
            attempt += 1
            if answer is not None:
                answer.forget()

    def _once(self, worker: Worker, request: Ask | Describe, answer: Answer | None) -> Reply:
        """The last reply to one request; silence and a dead worker count as failures that pass."""
        silence = self._patience.silence
        try:
            with worker.ask(request, self._cancel) as replies:
                while True:
                    reply = replies.next(silence, self._cancel)
                    if not isinstance(reply, Words | CallPart):
                        return reply
                    if answer is not None:
                        answer.take(reply)
        except Silence:
            return Failed(0, "timeout", f"nothing was heard for {silence:.0f} s")
        except WorkerDied as error:
            return Failed(0, "unavailable", f"the model worker ended: {error}")

    def _pause(self, seconds: float, failed: Failed, attempt: int) -> None:
        told = f"{in_words(failed)}; asked again after {seconds:.1f} s (attempt {attempt + 1})"
        self.notices.append(told)
        self.stream("thought", f"\n[{told}]\n")
        if self._cancel.wait(seconds):
            raise Cancelled
