"""The conversation as a provider wants it, rebuilt each turn; its beginning never changes, so it can be cached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

import msgspec

from sandbox.actions import Action, Say
from sandbox.agents import corrections
from sandbox.agents.fenced import block_of
from sandbox.agents.tool_calls import Call, Scaffold, call_of
from sandbox.ports import Transcript, Turn

Message = dict[str, Any]
_MARK = {"type": "ephemeral"}
_KEPT = 500


@dataclass(frozen=True, slots=True)
class Manner:
    """How a model acts: with which tools, by tool calling (`native`) or fenced text; `marked`: for a prompt cache."""

    scaffold: Scaffold
    native: bool = True
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Shortening:
    """How many of the oldest turns keep only the ends of their observation, and of what they did. It never shrinks."""

    observations: int = 0
    actions: int = 0

    def further(self, turns: int) -> Shortening:
        """One turn more; observations go first."""
        if self.observations < turns:
            return replace(self, observations=self.observations + 1)
        return replace(self, actions=self.actions + 1)

    def apply(self, number: int, turn: Turn) -> Turn:
        reply = ends_of(turn.reply) if number < self.observations else turn.reply
        action = _ends_of_action(turn.action) if number < self.actions else turn.action
        return replace(turn, action=action, reply=reply)

    def in_words(self) -> str:
        more = f" and {self.actions} oldest actions" if self.actions else ""
        return f"the context window is nearly full: the {self.observations} oldest observations{more} were shortened"


def conversation(
    transcript: Transcript,
    manner: Manner,
    extras: Mapping[int, tuple[Call, ...]],
    shortening: Shortening,
) -> list[Message]:
    """Every message. `extras`: by turn, the calls beside the first one, which weren't done."""
    messages: list[Message] = [
        {"role": "system", "content": instructions(manner)},
        {"role": "user", "content": transcript.prompt},
    ]
    for number, turn in enumerate(transcript.turns):
        messages += _turn(number, shortening.apply(number, turn), manner, extras.get(number, ()))
    if manner.marked:
        _mark(messages)
    return messages


def instructions(manner: Manner) -> str:
    """The system prompt of a scaffold."""
    name = manner.scaffold if manner.native else f"{manner.scaffold}-fenced"
    return resources.files("sandbox.agents").joinpath(f"{name}.md").read_text(encoding="utf-8")


def ends_of(text: str) -> str:
    """The head and the tail of an observation, with a mark that says how much is gone."""
    gone = len(text) - 2 * _KEPT
    return text if gone <= _KEPT else f"{text[:_KEPT]}\n[... {gone} characters left out ...]\n{text[-_KEPT:]}"


def _ends_of_action(action: Action) -> Action:
    """The same action with long texts (a file's content, a here-document) cut to their ends."""
    long = {name: ends_of(value) for name, value in msgspec.structs.asdict(action).items() if isinstance(value, str)}
    return msgspec.structs.replace(action, **long)


def size(messages: list[Message]) -> int:
    """Characters of all that is said, as a base for counting tokens."""
    return sum(
        len(str(message.get("content") or ""))
        + sum(len(call["function"]["arguments"]) for call in message.get("tool_calls", ()))
        for message in messages
    )


def _turn(number: int, turn: Turn, manner: Manner, extras: tuple[Call, ...]) -> list[Message]:
    reply = turn.reply.strip() or "(no output)"
    if isinstance(turn.action, Say):
        return [_said(turn.thought or "(nothing that could be used)"), {"role": "user", "content": reply}]
    if not manner.native:
        if extras:
            reply += f"\n\n({corrections.ONE_AT_A_TIME} Only your first block was carried out.)"
        spoken = "\n\n".join(filter(None, (turn.thought, block_of(turn.action))))
        return [_said(spoken), {"role": "user", "content": reply}]
    calls = [call_of(turn.action, manner.scaffold), *extras]
    called = [
        {"id": f"call_{number}_{n}", "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
        for n, call in enumerate(calls)
    ]
    answers = [reply, *(corrections.ONE_AT_A_TIME for _ in extras)]
    return [
        {**_said(turn.thought), "tool_calls": called},
        *(
            {"role": "tool", "tool_call_id": one["id"], "content": text}
            for one, text in zip(called, answers, strict=True)
        ),
    ]


def _said(text: str) -> Message:
    return {"role": "assistant", "content": text}


def _mark(messages: list[Message]) -> None:
    """Mark the system prompt, the task and the last two answers to the model: up to there the provider may cache."""
    answers = [n for n, message in enumerate(messages) if message["role"] in ("user", "tool")]
    for number in {0, 1, *answers[-2:]}:
        message = messages[number]
        if message["role"] == "tool":
            message["cache_control"] = _MARK
        else:
            message["content"] = [{"type": "text", "text": message["content"], "cache_control": _MARK}]
