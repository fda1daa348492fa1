"""What a model's answer means: a thought and one action, or words on why there is none."""

from __future__ import annotations

from typing import NamedTuple

from sandbox.actions import Action, Say
from sandbox.agents import corrections
from sandbox.agents.answer import Answer
from sandbox.agents.fenced import take_apart
from sandbox.agents.messages import Manner
from sandbox.agents.tool_calls import Call, action_of, names

_WORDS = 300


class Understood(NamedTuple):
    """`extras`: the calls beside the first one, which are not done."""

    thought: str
    action: Action
    extras: tuple[Call, ...] = ()


def understood(answer: Answer, finish: str, manner: Manner) -> Understood:
    """An answer that ended with `finish`, a reason of the OpenAI protocol or `too_long`."""
    if finish == "too_long":
        return Understood(answer.thought[:_WORDS], Say(corrections.CUT))
    stopped = {"length": corrections.CUT, "content_filter": corrections.FILTERED}.get(finish)
    if calls := answer.calls:
        action = action_of(calls[0], manner.scaffold)
        if isinstance(action, Say):
            return Understood(answer.thought, Say(stopped) if stopped else action)
        return Understood(answer.thought, action, tuple(call for call in calls[1:] if _sendable(call, manner)))
    spoken = take_apart(answer.text, manner.scaffold)
    if spoken is not None:
        extras = () if manner.native else (Call("", ""),) * spoken.more
        return Understood(spoken.thought, spoken.action, extras)
    return Understood(answer.thought, Say(stopped or _missing(answer, manner)))


def _missing(answer: Answer, manner: Manner) -> str:
    if answer.empty:
        return corrections.EMPTY
    if not manner.native:
        return corrections.NO_BLOCK
    return corrections.NO_COMMAND if manner.scaffold == "bash" else corrections.NO_CALL


def _sendable(call: Call, manner: Manner) -> bool:
    """Would a provider take this call back as part of the conversation?"""
    return call.name in names(manner.scaffold) and not isinstance(action_of(call, manner.scaffold), Say)
