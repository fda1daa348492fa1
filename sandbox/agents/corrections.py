"""What a model is told when its answer can't be carried out: what was wrong, and what to send in its place."""

from __future__ import annotations

EMPTY = "Your answer was empty. Say what you do next, and act."
NO_CALL = (
    "Your answer held no tool call, so nothing was done. Answer with one tool call; call `submit` if you are done."
)
NO_COMMAND = (
    "Your answer held no tool call, so nothing was done. Call `bash` with one command; "
    "the command `submit` ends the work."
)
NO_BLOCK = (
    "Your answer held no block that can be carried out, so nothing was done. Give one block, as in the instructions."
)
CUT = "Your answer was cut off at the limit of its length, so nothing was done. Write smaller files."
FILTERED = "The provider's content filter stopped your answer, so nothing was done. Say it in other words, and act."
BROKEN_OFF = "No whole answer came through, so nothing was done. Go on from here."
ONE_AT_A_TIME = "Not done: one action at a time."


def unknown_tool(name: str, known: tuple[str, ...]) -> str:
    return f"There is no tool {name!r}, so nothing was done. The tools are {', '.join(known)}."


def not_json(tool: str, why: str) -> str:
    return f"The arguments of {tool} are not valid JSON ({why}), so nothing was done. Send the call again, well-formed."


def wrong_arguments(tool: str, why: str) -> str:
    return f"The arguments of {tool} don't fit: {why}. Nothing was done. Send the call again with the right ones."


def wrong_block(word: str, why: str) -> str:
    return f"The {word} block can't be carried out: {why}. Nothing was done. Send it again, as in the instructions."
