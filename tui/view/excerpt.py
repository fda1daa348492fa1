"""The lines around a place in a file, and which of them the place is about."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

_LONGEST_STATEMENT = 8
_OPENING, _CLOSING = "([{", ")]}"


class Excerpt(msgspec.Struct, frozen=True):
    """`lines` from `first` (counted from 1) on; `offending` are the numbers of those that a finding is about."""

    path: str
    first: int
    lines: tuple[str, ...]
    offending: frozenset[int]


def excerpt(path: str, lines: Sequence[str], line: int, around: int) -> Excerpt | None:
    """`around` lines before and after the statement that begins at `line`; None where the file has no such line."""
    if not 0 < line <= len(lines):
        return None
    last = statement_end(lines, line)
    first, end = max(line - around, 1), min(last + around, len(lines))
    return Excerpt(path, first, tuple(lines[first - 1 : end]), frozenset(range(line, last + 1)))


def statement_end(lines: Sequence[str], line: int) -> int:
    """The last line of a statement, as its brackets tell: an import of many names is one statement."""
    depth = 0
    for number in range(line, min(line + _LONGEST_STATEMENT, len(lines) + 1)):
        text = lines[number - 1]
        depth += sum(char in _OPENING for char in text) - sum(char in _CLOSING for char in text)
        if depth <= 0:
            return number
    return line
