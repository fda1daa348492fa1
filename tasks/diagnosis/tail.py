"""How an agent's run ended, from the end of its transcript: going round in circles, or giving up early."""

from __future__ import annotations

import re
from collections import Counter

_ROUNDS = 4
_LIMIT = re.compile(
    "|".join(
        (
            r"limits?[ _]?(?:exceeded|reached)",
            r"max(?:imum)?[ _](?:steps|turns|iterations|tokens|cost)",
            r"out of (?:steps|budget|time|tokens|context)",
            r"(?:step|cost|time|token|budget)s? (?:limit|budget|is used up|exhausted)",
            r"context (?:length|window) exceeded",
        )
    ),
    re.IGNORECASE,
)
_GAVE_UP = re.compile(
    "|".join(
        (
            r"\b(?:i|we) (?:give|am giving|'m giving) up",
            r"(?:i|we) (?:can ?not|can't|am unable to|was unable to|could not|couldn't) (?:continue|complete|finish|make)",
            r"(?:remaining|other|rest of the) (?:endpoints?|parts?|features?).{0,40}(?:left|later|not|todo|future|skip)",
            r"(?:implementation|task|project|backend) is (?:now )?complete",
            r"stopp?ing here",
            r"leave (?:it|this|the rest)",
        )
    ),
    re.IGNORECASE,
)
_COMMAND = re.compile(r"(?:\$|>|```|bash|action|command|python|node|npm|curl|cat|sed)", re.IGNORECASE)


def circles(tail: str) -> str | None:
    """The command or sentence that comes back again and again, or None."""
    lines = [line.strip() for line in tail[-32_000:].splitlines()]
    counted = Counter(line for line in lines if len(line) > 12 and _COMMAND.match(line))
    if counted:
        line, times = counted.most_common(1)[0]
        if times >= _ROUNDS:
            return line[:120]
    blocks = Counter(block.strip() for block in re.split(r"\n\s*\n", tail[-32_000:]) if len(block.strip()) > 40)
    if blocks:
        block, times = blocks.most_common(1)[0]
        if times >= _ROUNDS:
            return block.splitlines()[0][:120]
    return None


def ran_out(tail: str) -> str | None:
    """The words that say that a limit ended the run, or None."""
    match = _LIMIT.search(tail[-8_000:])
    return match.group() if match else None


def gave_up(tail: str) -> str | None:
    """The words with which the agent stopped early, or None."""
    match = _GAVE_UP.search(tail[-4_000:])
    return match.group() if match else None
