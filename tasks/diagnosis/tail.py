"""How an agent's run ended, from the end of its transcript: going round in circles, or giving up early."""

from __future__ import annotations

import re
from collections import Counter

_ROUNDS = 4
_COMMANDS = 3
_LIMITS = (
    r"limits? (?:is |was |has been )?(?:exceeded|reached|hit)|LimitsExceeded",
    r"(?:reached|hit|exceeded) the (?:\w+ )?limit",
    r"max(?:imum)?[ _-](?:number of )?(?:steps|turns|iterations|tokens|cost)\b",
    r"(?:out of|no more|ran out of) (?:steps|turns|budget|time|tokens|context|credits?)",
    r"(?:step|cost|time|token|turn|iteration|budget)s? ?(?:limit|budget|exceeded)",
    r"(?:steps|tokens|turns|budget)(?: is| are)? (?:used up|exhausted)",
    r"budget (?:of \S+ )?(?:is |was )?(?:exhausted|exceeded|used|spent|reached)|context (?:length|window) exceeded",
    r"no (?:steps|budget|tokens|turns) (?:left|remaining)|timed? ?out after \d+ (?:min|hour|s)",
)
_GIVING_UP = (
    r"\b(?:i|we)(?:'ll| will| am|'m)? (?:have to |must |am )?(?:give|giving) up|giving up|gave up",
    r"\b(?:i|we) (?:can ?not|can't|could not|couldn't|(?:am|was) (?:unable|not able) to)"
    r" (?:continue|complete|finish|proceed|go on|resolve|fix|get|make)",
    r"(?:remaining|other|rest of the|missing) (?:\w+ )?(?:endpoints?|parts?|features?|routes?|work).{0,50}"
    r"(?:left|later|todo|future|skip|follow|next|exercise|another)",
    r"(?:can|could|will|to|should) be (?:added|implemented|written|done|finished|completed) (?:later|next|in|as|by)",
    r"stop(?:ping)? (?:here|now|at this point)|left (?:as|for|out|unfinished)",
    r"leav(?:e|ing) (?:it|this|them|the (?:\w+ )?(?:rest|implementation|code|coding|remainder))",
    r"(?:good|best) (?:enough )?(?:starting point|place to stop)|skeleton|placeholder",
    r"(?:due to|given) (?:the )?(?:time|budget|step|length) (?:constraints?|limits?|limitations?)",
    r"(?:partial|incomplete) (?:implementation|solution)",
)
_DECLARED = (
    r"(?:implementation|task|project|backend|application|app|api|server|everything|all|work)"
    r"(?: is| are| has been| have been| should be)?(?: now)?(?: fully)?"
    r" (?:complete|completed|done|finished|implemented|ready|working|in place)",
    r"COMPLETE_TASK|\bsubmit|\bfinish(?:ed)?\b|hand(?:ing)? in|i have (?:created|implemented|written)",
)
_UNTRIED = (
    r"(?:did not|didn't|haven't|have not|without|never|not)(?: \w+)?"
    r" (?:run|running|start|started|starting|test|tested|testing|try|tried)\b",
    r"should (?:now )?work(?: now)?\b|no need to (?:run|test)",
)
_ACTION = re.compile(
    r"^(?:[\[(]?(?:step|turn|action|iteration)\b.*|.*(?:\$|bash:|bash\]|> |action:|command:|tool:|tool_call).*"
    r"|(?:npm|node|python3?|pytest|curl|cat|sed|bash|ls|pip|git|grep|str_replace)\b.*)$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")
_SAYS_SO = re.compile(
    r"repeat(?:ed|ing|s) (?:the )?same|loop detected|stuck in a loop|going in circles|no progress"
    r"|same (?:command|action|edit|step|call)\b.{0,40}\b(?:\d+ times|again and again|in a row)",
    re.IGNORECASE,
)


def circles(tail: str) -> str | None:
    """The command or sentence that comes back again and again, or None."""
    if match := _SAYS_SO.search(tail[-32_000:]):
        return match.group()
    lines = [_NUMBER.sub("#", line.strip()) for line in tail[-32_000:].splitlines()]
    lines = [line for line in lines if len(line) > 5]
    actions = [line for line in lines if _ACTION.match(line)]
    for counted, least in ((Counter(actions), _COMMANDS), (Counter(line for line in lines if len(line) > 20), _ROUNDS)):
        again = [(line, times) for line, times in counted.most_common(4) if times >= least]
        if again and sum(times for _, times in again) >= 0.6 * counted.total():
            return again[0][0][:120]
    return None


def ran_out(tail: str) -> str | None:
    """The words that say that a limit ended the run, or None."""
    return _found(_LIMITS, tail)


def gave_up(tail: str) -> str | None:
    """The words with which the agent stopped early, or None."""
    return _found(_GIVING_UP, tail)


def declared(tail: str) -> str | None:
    """The words with which the agent called it done, or None."""
    return _found(_DECLARED, tail)


def untried(tail: str) -> str | None:
    """The words that say that nothing was tried, or None."""
    return _found(_UNTRIED, tail)


def _found(patterns: tuple[str, ...], tail: str) -> str | None:
    match = re.search("|".join(f"(?:{pattern})" for pattern in patterns), tail[-6_000:], re.IGNORECASE)
    return match.group() if match else None
