"""How many lines two versions of a file differ by, as `git diff --numstat` counts them."""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher

BINARY_AHEAD = 8000
"""A zero byte among the first so many makes a file binary; git looks as far."""
PATIENCE = 4_000_000
"""Above this product of line counts difflib would take seconds; then moved lines are not counted."""


def count_lines(old: bytes | None, new: bytes | None) -> tuple[int | None, int | None]:
    """Lines added and removed; (None, None) when either version is binary. None stands for a file that is not there."""
    if any(b"\0" in data[:BINARY_AHEAD] for data in (old or b"", new or b"")):
        return None, None
    before, after = _lines(old or b""), _lines(new or b"")
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    before, after = before[start : len(before) - end], after[start : len(after) - end]
    kept = _in_common(before, after)
    return len(after) - kept, len(before) - kept


def _in_common(before: list[bytes], after: list[bytes]) -> int:
    if not before or not after:
        return 0
    if len(before) * len(after) > PATIENCE:
        return (Counter(before) & Counter(after)).total()
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)


def _lines(data: bytes) -> list[bytes]:
    lines = data.split(b"\n")
    if lines[-1]:
        lines[-1] += b"\\"  # a last line without its newline differs from the same line with one
    else:
        lines.pop()
    return lines
