"""A server's log as rows to read: without the colours it was written in, what repeats told once with its count."""

from __future__ import annotations

import itertools
import re

from textual.content import Content

from tui.text import clean_lines
from tui.widgets.row import Row

_COLOUR = re.compile(r"(?:\x1b\[|\x9b)[0-9:;]*m")
"""Select Graphic Rendition, whole; every other sequence stays for `clean` to mark."""

_PASSING = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"
    r"|\d\d/[A-Z][a-z]{2}/\d{4}[: ]\d\d:\d\d:\d\d(?: [+-]\d{4})?"
    r"|\b\d\d:\d\d:\d\d(?:[.,]\d+)?"
    r"|\"time\":\s?\d{10,16}"
    r"|(?<=127\.0\.0\.1:)\d{1,5}"
)
"""What differs in lines that say the same: time stamps, and the port that a client happened to have."""


def log_rows(text: str) -> list[Row]:
    """The log's lines; runs of lines that differ in their time stamps alone are one row, and all of them are copied."""
    lines = clean_lines(_COLOUR.sub("", text))
    return [_row(list(run)) for _, run in itertools.groupby(lines, key=lambda line: _PASSING.sub("", line))]


def _row(run: list[str]) -> Row:
    if len(run) == 1 or not run[0].strip():
        return Row(Content(run[0]), source="\n".join(run))
    return Row(Content.assemble(run[0], (f"   × {len(run)}", "$waiting")), source="\n".join(run))
