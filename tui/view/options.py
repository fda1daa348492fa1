"""The picker's options: what can be chosen before a run, and what the next and the previous choice are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.choices import Choices
from sandbox.limits import Limits
from tui.view.paces import PACES, pace_words

if TYPE_CHECKING:
    from sandbox.tapes.tape import Tape


class Option(msgspec.Struct, frozen=True):
    """One line of the options: `value` in words; `turn` gives the choices with the next (1) or previous (-1) value.

    `typed`: Enter opens a field for it.
    """

    name: str
    label: str
    value: str
    turn: Callable[[int], Choices]
    typed: bool = False


_AGENTS = {"scripted": "Recorded, free", "human": "You type the commands", "litellm": "Live model"}
_BOXES = {None: "Docker, else local", "docker": "Docker", "local": "local"}
_SCAFFOLDS = {"tools": "tools: bash, read, write, edit…", "bash": "bash: one command a turn"}
_STEPS: tuple[int | None, ...] = (20, 40, 60, 100, 200, None)
_BUDGETS: tuple[float | None, ...] = (0.5, 1.0, 3.0, 10.0, 30.0, None)
_SECONDS: tuple[float | None, ...] = (600.0, 1800.0, 3600.0, 7200.0, None)


def options(choices: Choices, tapes: Sequence[Tape], *, recorded: bool = True) -> list[Option]:
    """The options that matter for this agent, in the order of the screen. `recorded` False: the task has no tape."""
    if not recorded and choices.agent == "scripted":
        agents = {"": "choose who acts", **{name: words for name, words in _AGENTS.items() if name != "scripted"}}
        rows = [_one_of("agent", "Agent", choices, agents, "")]
    else:
        agents = {name: words for name, words in _AGENTS.items() if recorded or name != "scripted"}
        rows = [_one_of("agent", "Agent", choices, agents, choices.agent)]
    if choices.agent == "scripted" and recorded:
        titles = {tape.name: tape.title for tape in tapes}
        tape = choices.tape if choices.tape in titles else next(iter(titles), None)
        if titles:
            rows.append(_one_of("tape", "Tape", choices, titles, tape))
        rows.append(_one_of("pace", "Pace", choices, {pace: pace_words(pace) for pace in PACES}, choices.pace))
    if choices.agent == "litellm":
        words = choices.model or "Enter chooses one"
        rows.append(Option("model", "Model", words, lambda _: choices, typed=True))
        rows.append(_one_of("scaffold", "Acts by", choices, _SCAFFOLDS, choices.scaffold))
        rows.append(
            Option("api_base", "Server", choices.api_base or "the provider's own", lambda _: choices, typed=True)
        )
    rows.append(_one_of("box", "Box", choices, _BOXES, choices.box))
    rows += _limits(choices)
    rows.append(_one_of("asking", "Start", choices, {False: "running", True: "ask at each step"}, choices.asking))
    return rows


def _limits(choices: Choices) -> list[Option]:
    limits = choices.limits
    steps = {many: f"{many} steps" if many else "no limit" for many in _STEPS}
    rows = [_limit("steps", "Steps", choices, steps, limits.steps)]
    if choices.agent == "litellm":
        money = {many: f"${many:.2f}" if many else "no limit" for many in _BUDGETS}
        rows.append(_limit("budget", "Money", choices, money, limits.budget))
        minutes = {many: f"{many / 60:.0f} minutes" if many else "no limit" for many in _SECONDS}
        rows.append(_limit("seconds", "Time", choices, minutes, limits.seconds))
    return rows


def _one_of(name: str, label: str, choices: Choices, values: dict[Any, str], now: Any) -> Option:
    def turn(by: int) -> Choices:
        return msgspec.structs.replace(choices, **{name: _next(list(values), now, by)})

    return Option(name, label, values.get(now, str(now)), turn)


def _limit(name: str, label: str, choices: Choices, values: dict[Any, str], now: Any) -> Option:
    def turn(by: int) -> Choices:
        limits: Limits = msgspec.structs.replace(choices.limits, **{name: _next(list(values), now, by)})
        return msgspec.structs.replace(choices, limits=limits)

    return Option(name, label, values.get(now, str(now)), turn)


def _next(values: list[Any], now: Any, by: int) -> Any:
    place = values.index(now) if now in values else 0
    return values[(place + by) % len(values)]
