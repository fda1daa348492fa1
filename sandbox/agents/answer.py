"""One model answer while it arrives: its fragments collected, and shown as they come."""

from __future__ import annotations

import itertools

from sandbox.agents.tool_calls import Call
from sandbox.agents.worker_messages import CallPart, Words
from sandbox.ports import ProposalStream

_MOST_CALLS = 32
_FENCE = "```"
_REASONS, _REASONED = "<think>", "</think>"
_DROPPED = "\n[broke off; none of this is done]\n"
_BREAK = "\n\n"
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "/": "/"}


class Answer:
    """Takes fragments. `text` is what was said, `aside` the reasoning that some models show."""

    def __init__(self, stream: ProposalStream) -> None:
        self._stream = stream
        self.forget()

    def drop(self) -> None:
        """Begin again: the call broke off and is made once more. Whoever watches sees where the new answer begins."""
        if self._names or self._fenced:
            self._stream("action", _DROPPED)
        self.forget()

    def forget(self) -> None:
        self._text: list[str] = []
        self._aside: list[str] = []
        self._names: dict[int, str] = {}
        self._arguments: dict[int, list[str]] = {}
        self._escaped = False
        self._fenced = False
        self._shown_aside: bool | None = None

    @property
    def text(self) -> str:
        """What was said, without reasoning that came in its midst: a block in there is no decision to act."""
        return self._parted()[1]

    @property
    def thought(self) -> str:
        """What was said, or where there is only reasoning, that."""
        reasoning, said = self._parted()
        return said.strip() or "".join(self._aside).strip() or reasoning.strip()

    def _parted(self) -> tuple[str, str]:
        """Reasoning and speech. Some servers pass on both as one text; the opening mark may be part of their prompt."""
        whole = "".join(self._text)
        reasoning, closing, said = whole.partition(_REASONED)
        if not closing and not whole.lstrip().startswith(_REASONS):
            return "", whole
        return reasoning.lstrip().removeprefix(_REASONS), said

    @property
    def calls(self) -> list[Call]:
        """The tool calls in their order."""
        return [Call(self._names[index], "".join(self._arguments[index])) for index in sorted(self._names)]

    @property
    def written(self) -> int:
        """Characters that came, of all kinds."""
        pieces = (self._text, self._aside, *self._arguments.values())
        return sum(len(piece) for piece in itertools.chain(*pieces))

    @property
    def empty(self) -> bool:
        return not self.thought and not self._names

    def take(self, part: Words | CallPart) -> None:
        if isinstance(part, CallPart):
            self._take_call(part)
        elif part.aside:
            self._aside.append(part.text)
            self._show_thought(part)
        else:
            self._text.append(part.text)
            self._fenced = self._fenced or _FENCE in "".join(self._text[-2:])
            if self._fenced:
                self._stream("action", part.text)
            else:
                self._show_thought(part)

    def _show_thought(self, part: Words) -> None:
        """Reasoning and speech are shown in one place, a blank line between them."""
        if not part.text:
            return
        if self._shown_aside is not None and self._shown_aside != part.aside:
            self._stream("thought", _BREAK)
        self._shown_aside = part.aside
        self._stream("thought", part.text)

    def _take_call(self, part: CallPart) -> None:
        if part.index not in self._names:
            if len(self._names) >= _MOST_CALLS:
                return
            self._names[part.index], self._arguments[part.index] = "", []
        self._names[part.index] = self._names[part.index] or part.name
        self._arguments[part.index].append(part.arguments)
        if part.index == min(self._names):
            self._stream("action", (f"{part.name} " if part.name else "") + self._readable(part.arguments))

    def _readable(self, json_text: str) -> str:
        """JSON in which newlines are newlines: files are easier to watch that way."""
        out: list[str] = []
        for character in json_text:
            if self._escaped:
                out.append(_ESCAPES.get(character, f"\\{character}"))
                self._escaped = False
            elif character == "\\":
                self._escaped = True
            else:
                out.append(character)
        return "".join(out)
