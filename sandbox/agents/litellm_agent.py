"""An agent that is a language model, reached by litellm in a worker process, so that any provider will do."""

from __future__ import annotations

from threading import Event as Flag

from sandbox.actions import Action, Say
from sandbox.agents import corrections
from sandbox.agents.answer import Answer
from sandbox.agents.asking import Asking
from sandbox.agents.endpoint import Endpoint, NoModel
from sandbox.agents.fenced import take_apart
from sandbox.agents.messages import Manner, Message, Shortening, conversation, size
from sandbox.agents.patience import Patience
from sandbox.agents.tool_calls import Call, Scaffold, action_of, names, schemas
from sandbox.agents.worker import Worker
from sandbox.agents.worker_messages import Answered, Ask, Describe, Described, Failed
from sandbox.events import Usage
from sandbox.models.keys import how_to_give, redact
from sandbox.models.model_list import cost
from sandbox.ports import AgentFailed, Proposal, ProposalStream, Transcript

_CHARACTERS_PER_TOKEN = 3.5
_FULL, _ROOMY = 0.9, 0.6
_ROUNDS = 6
_CHECK = "Answer with the word ok."
_CHECK_TOKENS = 32
_CACHED_BY_MARKS = ("anthropic", "bedrock", "vertex_ai", "openrouter")
_WORDS = 300
_NO_STREAM = "the server sends nothing as a stream; its answers now come in one piece"


class LitellmAgent:
    """Proposes what a model says. `worker`: one that is shared, which `close` then leaves alone."""

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
        self._endpoint = Endpoint(model, api_base)
        self._endpoint.check_name()
        self._scaffold: Scaffold = scaffold
        self._patience = patience or Patience()
        self._own = worker is None
        self._worker = worker or Worker()
        self._described: Described | None = None
        self._native: bool | None = None
        self._streams: bool | None = None
        self._whole_told = False
        self._shortening = Shortening()
        self._extras: dict[int, tuple[Call, ...]] = {}

    @property
    def label(self) -> str:
        return f"{self._endpoint.model.rpartition('/')[2]}, {self._scaffold}"

    def propose(self, transcript: Transcript, stream: ProposalStream, cancel: Flag) -> Proposal:
        """The model's next step. Raises AgentFailed when the model can't be reached or has no room, and Cancelled."""
        turn = Asking(self._patience, stream, cancel)
        self._know_model(turn)
        answer, answered, messages = self._answer(transcript, turn)
        used = self._usage(answered, size(messages), answer)
        thought, action, extras = self._understood(answer, answered)
        self._extras = {n: calls for n, calls in self._extras.items() if n < len(transcript.turns)}
        if extras:
            self._extras[len(transcript.turns)] = extras
        return Proposal(thought, action, used, tuple(turn.notices))

    def check(self, cancel: Flag | None = None) -> None:
        """One cheap call that proves model and key before the first step. Raises AgentFailed (NoModel) or Cancelled."""
        turn = Asking(self._patience.briefly(), lambda part, text: None, cancel or Flag())
        self._endpoint.key()
        self._know_model(turn)
        ask = self._ask([{"role": "user", "content": _CHECK}], max_tokens=_CHECK_TOKENS)
        try:
            result = turn.answered(self._worker, ask)
        except AgentFailed as error:
            raise AgentFailed(f"{self._endpoint.in_words()} can't be asked: {error}") from None
        if isinstance(result, Failed) and not _only_too_short(result):
            raise self._hopeless(result)

    def close(self) -> None:
        """End the worker process, unless it is shared."""
        if self._own:
            self._worker.close()

    # --- asking ---

    def _know_model(self, turn: Asking) -> None:
        if self._described is not None:
            return
        found = turn.described(self._worker, Describe(self._endpoint.model, self._endpoint.api_base))
        if found is None:
            raise NoModel(
                f"no provider is known for {self._endpoint.model!r}: name both, such as openai/{self._endpoint.model}"
            )
        self._described = found
        self._native = found.tools is not False

    def _answer(self, transcript: Transcript, turn: Asking) -> tuple[Answer, Answered, list[Message]]:
        """The model's answer after all that may have to be done about it: shortening, plain text, no streaming."""
        for _ in range(_ROUNDS):
            messages = self._messages(transcript, turn)
            answer = Answer(turn.stream)
            result = turn.answered(self._worker, self._ask(messages), answer)
            if isinstance(result, Answered):
                if answer.empty and self._streams is None:
                    self._streams = False  # Some servers take the wish for a stream, and then send nothing.
                    continue
                self._learn_about_streams(answer, turn)
                return answer, result, messages
            if result.trouble == "no_tools" and self._native:
                self._native = False
                turn.notices.append("the server refuses tool calling; the model acts in fenced text from here on")
            elif result.trouble != "context" or not self._shorten(transcript, size(messages) * _ROOMY, turn):
                raise self._hopeless(result)
        raise AgentFailed(
            f"{self._endpoint.model} has no room left for this conversation; take a model with a larger one"
        )

    def _learn_about_streams(self, answer: Answer, turn: Asking) -> None:
        """Whether this server streams, from an answer; one that is empty either way tells nothing."""
        if self._streams is None:
            self._streams = True
        elif not self._streams and not self._whole_told:
            if answer.empty:
                self._streams = None
            else:
                self._whole_told = True
                turn.notices.append(_NO_STREAM)

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

    # --- the window ---

    def _messages(self, transcript: Transcript, turn: Asking) -> list[Message]:
        """The conversation, shortened beforehand where it would hardly fit."""
        messages = self._conversation(transcript)
        room = self._room()
        if room is not None and size(messages) > room * _FULL:
            self._shorten(transcript, room * _ROOMY, turn)
            messages = self._conversation(transcript)
        return messages

    def _conversation(self, transcript: Transcript) -> list[Message]:
        described = self._described
        marked = (
            described is not None
            and described.provider in _CACHED_BY_MARKS
            and "claude" in self._endpoint.model.lower()
        )
        manner = Manner(self._scaffold, self._native is not False, marked)
        return conversation(transcript, manner, self._extras, self._shortening)

    def _room(self) -> float | None:
        """Characters that the window holds, roughly; None where its size is unknown."""
        window = self._described.window if self._described else None
        return window * _CHARACTERS_PER_TOKEN if window else None

    def _shorten(self, transcript: Transcript, goal: float, turn: Asking) -> bool:
        """Keep only the ends of what is oldest, until `goal` characters are left; False: there was nothing to gain."""
        before = size(self._conversation(transcript))
        now, turns = before, len(transcript.turns)
        while now > goal and self._shortening.actions < turns:
            self._shortening = self._shortening.further(turns)
            now = size(self._conversation(transcript))
        if now >= before:
            return False
        turn.notices.append(self._shortening.in_words())
        return True

    # --- understanding ---

    def _understood(self, answer: Answer, answered: Answered) -> tuple[str, Action, tuple[Call, ...]]:
        """Thought, action, and the calls beside the first one, which are not done."""
        calls = answer.calls
        if answered.finish == "too_long":
            return answer.thought[:_WORDS], Say(corrections.CUT), ()
        if calls:
            action = action_of(calls[0], self._scaffold)
            if isinstance(action, Say) and answered.finish == "length":
                action = Say(corrections.CUT)
            extras = () if isinstance(action, Say) else tuple(call for call in calls[1:] if self._sendable(call))
            return answer.thought, action, extras
        spoken = take_apart(answer.text, self._scaffold)
        if spoken is not None:
            return spoken.thought, spoken.action, (Call("", ""),) * spoken.more if self._native is False else ()
        if answered.finish == "length":
            return answer.thought, Say(corrections.CUT), ()
        return answer.thought, Say(self._missing(answer)), ()

    def _missing(self, answer: Answer) -> str:
        if answer.empty:
            return corrections.EMPTY
        if self._native is False:
            return corrections.NO_BLOCK
        return corrections.NO_COMMAND if self._scaffold == "bash" else corrections.NO_CALL

    def _sendable(self, call: Call) -> bool:
        """Would a provider take this call back as part of the conversation?"""
        return call.name in names(self._scaffold) and not isinstance(action_of(call, self._scaffold), Say)

    def _usage(self, answered: Answered, sent: int, answer: Answer) -> Usage:
        """What it took; tokens are estimated from the characters where the provider doesn't say."""
        prompt, completion = answered.prompt_tokens, answered.completion_tokens
        if prompt is None or completion is None:
            written = len(answer.text) + sum(len(call.arguments) for call in answer.calls)
            prompt, completion = round(sent / _CHARACTERS_PER_TOKEN), round(written / _CHARACTERS_PER_TOKEN)
        price = answered.cost
        if price is None:
            price = cost(self._endpoint.model, prompt, answered.cached_tokens, completion)
        window = self._described.window if self._described else None
        share = min(1.0, (prompt + completion) / window) if window else None
        return Usage(prompt, completion, answered.cached_tokens, price, share)

    def _hopeless(self, failed: Failed) -> AgentFailed:
        """The one line for a failure that asking again doesn't mend."""
        model, words = self._endpoint.model, redact(failed.words)[:_WORDS]
        match failed.trouble:
            case "auth":
                whose = "server" if self._endpoint.api_base else self._endpoint.provider() or "the provider"
                return AgentFailed(f"the key for {whose} was refused; {how_to_give(whose)}. {words}")
            case "no_model":
                return NoModel(f"there is no model {model!r} there: {words}")
            case "context":
                return AgentFailed(
                    f"the conversation doesn't fit into {model}; take a model with a larger window. {words}"
                )
            case _:
                return AgentFailed(f"{model} refused the call: {words}")


def _only_too_short(failed: Failed) -> bool:
    """The check's few tokens were too few: the model and the key are fine."""
    return failed.trouble == "rejected" and "max_tokens" in failed.words
