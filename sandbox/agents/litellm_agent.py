"""An agent that is a language model, reached by litellm in a worker process, so that any provider will do."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from threading import Event as Flag

from sandbox.actions import Say
from sandbox.agents import corrections
from sandbox.agents.answer import Answer
from sandbox.agents.asking import Asking
from sandbox.agents.endpoint import Endpoint, NoModel
from sandbox.agents.messages import Manner, Message, Shortening, conversation
from sandbox.agents.patience import Patience
from sandbox.agents.refusals import in_one_line, only_too_short
from sandbox.agents.spending import Spending, UsedUp
from sandbox.agents.tool_calls import Call, Scaffold, schemas
from sandbox.agents.understanding import understood
from sandbox.agents.window import Window
from sandbox.agents.worker import Worker
from sandbox.agents.worker_messages import Answered, Ask, Describe, Described, Failed
from sandbox.ports import AgentFailed, Proposal, ProposalStream, Transcript, Turn

_ROUNDS = 8
_CHECK = "Answer with the word ok."
_CHECK_TOKENS = 32
_CACHED_BY_MARKS = ("anthropic", "bedrock", "vertex_ai", "openrouter")
_MOST_EMPTY = 3
_TALK = 5
"""Answers in a row without anything to carry out, each a step, before a person is told of them, and then again."""
_NOT_A_STREAM = "the server sends nothing as a stream; its answers now come in one piece"
_NO_END = "the server's streams end too early; its answers now come in one piece"


class LitellmAgent:
    """Proposes what a model says. `worker`: one that is shared, which `close` then leaves alone.

    An answer of nothing, or of nothing but reasoning, is corrected like any other that can't be used; three in a row
    end the run. One happens; the second may be chance again, and has been told what to do; with the third, two
    corrections changed nothing, and it is the model or its server (a chat template that doesn't fit, for one).
    """

    name = "litellm"

    def __init__(
        self,
        model: str,
        scaffold: Scaffold = "tools",
        *,
        api_base: str | None = None,
        patience: Patience | None = None,
        worker: Worker | None = None,
    ) -> None:
        self._endpoint = Endpoint.of(model, api_base)
        self._scaffold: Scaffold = scaffold
        self._patience = patience or Patience()
        self._own = worker is None
        self._worker = worker or Worker()
        self._known: Described | None = None
        self._native = True
        self._streams: bool | None = None
        self._to_tell = ""
        self._window = Window()
        self._extras: dict[int, tuple[Call, ...]] = {}
        self._empty = 0

    @property
    def label(self) -> str:
        return f"{self._endpoint.model}, {self._scaffold}"

    def propose(self, transcript: Transcript, stream: ProposalStream, cancel: Flag) -> Proposal:
        """The model's next step. Raises AgentFailed when the model can't be reached or has no room, and Cancelled."""
        self._give_up_on_silence()
        turn = Asking(self._patience, stream, cancel)
        described = self._described(turn)
        spending = Spending(self._endpoint.model, described, transcript.left)
        try:
            answer, finish = self._answer(transcript, turn, described, spending)
        except UsedUp:  # The run ends with that, and what the broken calls took is on record.
            return Proposal("", Say(corrections.BROKEN_OFF), spending.usage, tuple(turn.notices))
        thought, action, extras = understood(answer, finish, self._manner(described))
        self._empty = 0 if answer.text.strip() or answer.calls else self._empty + 1
        self._extras = {n: calls for n, calls in self._extras.items() if n < len(transcript.turns)}
        if extras:
            self._extras[len(transcript.turns)] = extras
        talk = _talk(transcript.turns) if isinstance(action, Say) else ()
        return Proposal(thought, action, spending.usage, (*turn.notices, *talk))

    def check(self, cancel: Flag | None = None) -> None:
        """One cheap call that proves model and key before the first step. Raises AgentFailed (NoModel) or Cancelled."""
        turn = Asking(self._patience.briefly(), _unheard, cancel or Flag())
        self._endpoint.key()
        spending = Spending(self._endpoint.model, self._described(turn), Transcript("").left)
        ask = self._ask([{"role": "user", "content": _CHECK}], max_tokens=_CHECK_TOKENS)
        try:
            result = turn.answered(self._worker, ask, Answer(_unheard), spending)
        except AgentFailed as error:
            raise AgentFailed(f"{self._endpoint.in_words()} can't be asked: {error}") from None
        if isinstance(result, Failed) and not only_too_short(result):
            raise in_one_line(self._endpoint, result)

    def close(self) -> None:
        """End the worker process, unless it is shared."""
        if self._own:
            self._worker.close()

    def _give_up_on_silence(self) -> None:
        """Raises AgentFailed after too many empty answers; whoever goes on all the same begins to count again."""
        if self._empty >= _MOST_EMPTY:
            self._empty = 0
            raise AgentFailed(
                f"{self._endpoint.model} answered nothing {_MOST_EMPTY} times in a row; try another model, "
                "or look into its server's log"
            )

    # --- asking ---

    def _described(self, turn: Asking) -> Described:
        if self._known is None:
            self._known = turn.described(self._worker, Describe(self._endpoint.model, self._endpoint.api_base))
            if self._known is None:
                model = self._endpoint.model
                raise NoModel(f"no provider is known for {model!r}: name both, such as openai/{model}")
            self._native = self._known.tools is not False
        return self._known

    def _answer(
        self, transcript: Transcript, turn: Asking, described: Described, spending: Spending
    ) -> tuple[Answer, str]:
        """The model's answer and how it ended, after all that may have to be done about it: shortening, plain text,
        no streaming."""
        turns = len(transcript.turns)

        def build(shortening: Shortening) -> list[Message]:
            return conversation(transcript, self._manner(described), self._extras, shortening)

        answer = Answer(turn.stream)
        for _ in range(_ROUNDS):
            messages = self._window.messages(build, turns, described.window, turn.notices)
            result = turn.answered(self._worker, self._ask(messages), answer, spending)
            if isinstance(result, Answered) and not self._never_streamed(answer, result):
                self._learn_about_streams(answer, turn)
                return answer, result.finish
            spending.check()
            answer.drop()
            if isinstance(result, Answered):
                self._ask_for_whole_answers(_NOT_A_STREAM)
            elif result.trouble == "cut":
                self._ask_for_whole_answers(_NO_END)
            elif result.trouble == "no_tools" and self._native:
                self._native = False
                turn.notices.append("the server refuses tool calling; the model acts in fenced text from here on")
            elif result.trouble != "context" or not self._window.shorten(build, turns, turn.notices):
                raise in_one_line(self._endpoint, result)
        raise AgentFailed(
            f"{self._endpoint.model} has no room left for this conversation; take a model with a larger one"
        )

    def _never_streamed(self, answer: Answer, answered: Answered) -> bool:
        """Some servers take the wish for a stream, and then send nothing."""
        return (
            self._streams is None and answer.empty and answered.finish not in ("too_long", "length", "content_filter")
        )

    def _ask_for_whole_answers(self, why: str) -> None:
        self._streams, self._to_tell = False, why

    def _learn_about_streams(self, answer: Answer, turn: Asking) -> None:
        """Whether this server streams, from an answer; one that is empty either way tells nothing."""
        if self._streams is None:
            self._streams = True
        elif self._to_tell and answer.empty:
            self._streams, self._to_tell = None, ""
        elif self._to_tell:
            turn.notices.append(self._to_tell)
            self._to_tell = ""

    def _ask(self, messages: list[Message], max_tokens: int | None = None) -> Ask:
        checking = max_tokens is not None
        return Ask(
            self._endpoint.model,
            messages,
            tools=schemas(self._scaffold) if self._native and not checking else [],
            key=self._endpoint.key(),
            api_base=self._endpoint.api_base,
            stream=self._streams is not False and not checking,
            timeout=self._patience.silence,
            max_tokens=max_tokens,
        )

    def _manner(self, described: Described) -> Manner:
        marked = described.provider in _CACHED_BY_MARKS and "claude" in self._endpoint.model.lower()
        return Manner(self._scaffold, self._native, marked)


def _talk(turns: Sequence[Turn]) -> tuple[str, ...]:
    """What a person is told when one more answer is no action, after these turns."""
    row = 1 + sum(1 for _ in itertools.takewhile(lambda turn: isinstance(turn.action, Say), reversed(turns)))
    if row % _TALK:
        return ()
    return (f"{row} answers in a row held nothing to carry out, and each was a step; another model may do better",)


def _unheard(part: str, text: str) -> None:
    """For a call that nobody watches."""
