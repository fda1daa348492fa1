"""How a conversation is kept within what a model can read: the oldest observations are shortened first."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.agents.messages import Message, Shortening, size
from sandbox.agents.spending import CHARACTERS_PER_TOKEN

_FULL, _ROOMY = 0.9, 0.6

Build = Callable[[Shortening], list[Message]]
"""The whole conversation, shortened so far."""


class Window:
    """Shortens once and for good, so that what is sent again doesn't change each time."""

    def __init__(self) -> None:
        self._shortening = Shortening()

    def messages(self, build: Build, turns: int, tokens: int | None, notices: list[str]) -> list[Message]:
        """The conversation; shortened beforehand where a window of `tokens`, if that is known, would hardly hold it."""
        messages = build(self._shortening)
        room = tokens * CHARACTERS_PER_TOKEN if tokens else None
        if room is not None and size(messages) > room * _FULL and self._shorten(build, turns, room * _ROOMY, notices):
            return build(self._shortening)
        return messages

    def shorten(self, build: Build, turns: int, notices: list[str]) -> bool:
        """Make it a good part smaller: it did not fit. False: there was nothing to gain."""
        return self._shorten(build, turns, size(build(self._shortening)) * _ROOMY, notices)

    def _shorten(self, build: Build, turns: int, goal: float, notices: list[str]) -> bool:
        """Keep only the ends of what is oldest, until `goal` characters are left."""
        before = now = size(build(self._shortening))
        while now > goal and self._shortening.actions < turns:
            self._shortening = self._shortening.further(turns)
            now = size(build(self._shortening))
        if now >= before:
            return False
        notices.append(self._shortening.in_words())
        return True
