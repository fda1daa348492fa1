"""What providers and local servers say when they refuse a call: what it means, and what of it a person reads."""

from __future__ import annotations

import re

_WORDS = 2000
_CLASSES = re.compile(r"^(?:(?:litellm\.)?(?:\w*(?:Error|Exception)|Timeout(?: Error)?)\s*[:-]\s*)+")
_SAID = re.compile(r'"message"\s*:\s*"((?:[^"\\]|\\.)+)"')  # Anthropic's words come as the JSON around them.
_TRACEBACK = "Traceback (most recent call last)"
_TOO_LONG = re.compile(
    r"context.{0,40}(?:length|window|size|limit|shift)"
    r"|(?:prompt|input|inputs|request|conversation)\b.{0,20}\btoo (?:long|large)|too many (?:input |total )?tokens"
    r"|reduce the length|exceed\w*.{0,30}token limit|token count.{0,40}exceed|range of input length"
    r"|inputs? .{0,20}must have less than \d+ tokens",
    re.DOTALL,
)
_NO_TOOLS = re.compile(
    r"(?:support|requir|enabl|allow|endpoints)\w*.{0,60}\b(?:tools?\b|tool.?(?:use|call|choice)|function.?call)"
    r"|\b(?:tools?\b|tool.?(?:use|call|choice)|function.?call).{0,60}(?:support|requir|enabl|allow)",
    re.DOTALL,
)


def means_full_window(lowered: str) -> bool:
    """Does the conversation not fit? One that only asks for too long an answer is shortened in vain."""
    return "max_tokens" not in lowered and _TOO_LONG.search(lowered) is not None


def means_no_tools(lowered: str) -> bool:
    """Is it tool calling that is refused?"""
    return _NO_TOOLS.search(lowered) is not None


def bounded(words: str) -> str:
    """One printable line of at most 2,000 characters, without what the library or JSON puts around it."""
    line = _CLASSES.sub("", " ".join(words[: 4 * _WORDS].partition(_TRACEBACK)[0].split()))
    if line.startswith(("b'{", "{")) and (said := _SAID.search(line)):
        line = said[1]
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in line)[:_WORDS]
