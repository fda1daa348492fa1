"""A diff as rows to draw: unified in one column, or as two columns of equal length. Runs on a worker thread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace
from textual.content import Content

from tui.text import clean
from tui.view.diff import Diff, DiffLine, FileDiff
from tui.widgets.code import coloured
from tui.widgets.row import EMPTY, Row
from tui.wording import MINUS, cut_middle

HUNK = "hunk"
FILE = "file"
_LEAST = 12
"""Cells of a path that are shown however narrow a pane is."""
_WRAPPED = 400
"""Letters of a line up to which a changed one wraps: one of a minified file would fill the pane."""
_SIGN = {"same": " ", "added": "+", "removed": MINUS}
_UNDER = {"same": "", "added": "on $added", "removed": "on $removed"}
_MARK = {"added": "$foreground bold on $added-mark", "removed": "$foreground bold on $removed-mark"}
_TONE = {"same": "$quiet", "added": "$gained", "removed": "$lost"}


class DrawnDiff(msgspec.Struct, frozen=True):
    """A diff in every form that a pane may want. `files` are the row numbers where each file of `diff` begins.

    Row keys: `FILE` begins a file, `HUNK` a hunk. `left` and `right` have equal lengths.
    """

    diff: Diff
    unified: tuple[Row, ...]
    narrow: tuple[Row, ...]
    left: tuple[Row, ...]
    right: tuple[Row, ...]
    files: tuple[int, ...]
    split_files: tuple[int, ...]


def drawn(diff: Diff) -> DrawnDiff:
    """Every row of a diff, coloured."""
    unified: list[Row] = []
    narrow: list[Row] = []
    left: list[Row] = []
    right: list[Row] = []
    files: list[int] = []
    split_files: list[int] = []
    for place, file in enumerate(diff.files):
        old, new = coloured(file.path, file.old), coloured(file.path, file.new)
        if place:
            for rows in (unified, narrow, left, right):
                rows.append(Row(EMPTY))
        files.append(len(unified))
        split_files.append(len(left))
        head = Row(file_line(file), key=FILE, source=clean(file.path), wraps=False)
        for rows in (unified, narrow, left):
            rows.append(head)
        right.append(Row(EMPTY))
        width = len(str(max(len(file.old), len(file.new), 1)))
        if file.note:
            for rows in (unified, narrow, left, right):
                rows.append(Row(Content(file.note).stylize("$quiet")))
        for line, first in _with_hunks(file.lines):
            body = _body(line, old, new)
            unified.append(_row(line, body, _numbers(line, width, both=True), first=first))
            narrow.append(_row(line, body, _numbers(line, width, both=False), first=first))
        for one, other, first in _sides(file.lines):
            left.append(_side(one, old, new, width, first=first, old_side=True))
            right.append(_side(other, old, new, width, first=first, old_side=False))
    return DrawnDiff(diff, tuple(unified), tuple(narrow), tuple(left), tuple(right), tuple(files), tuple(split_files))


def file_line(file: FileDiff, width: int | None = None) -> Content:
    """`M app/db.py  +1 −2`, in `width` cells if these are given: of a path too long the file's name stays."""
    tone = {"A": "$gained", "D": "$lost"}.get(file.status, "$foreground")
    added, removed = f"  +{file.added}", f" {MINUS}{file.removed}"
    path = clean(file.path, one_line=True)
    return Content.assemble(
        (f"{file.status} ", f"{tone} bold"),
        (path if width is None else cut_middle(path, max(width - 2 - len(added) - len(removed), _LEAST)), "bold"),
        (added, "$gained"),
        (removed, "$lost"),
    )


def with_heads(rows: Sequence[Row], places: Sequence[int], files: Sequence[FileDiff], width: int) -> Sequence[Row]:
    """The rows, with the line that begins each file (at `places`) as wide as the pane."""
    found = list(rows)
    for place, file in zip(places, files, strict=True):
        if rows[place].body.cell_length > width:
            found[place] = replace(rows[place], body=file_line(file, width))
    return found


def _with_hunks(lines: Sequence[DiffLine]) -> Iterator[tuple[DiffLine, bool]]:
    """Every line, and whether a hunk (a run of changed lines) begins with it."""
    before = "same"
    for line in lines:
        changed = line.kind in ("added", "removed")
        yield line, changed and before not in ("added", "removed")
        before = line.kind


def _sides(lines: Sequence[DiffLine]) -> Iterator[tuple[DiffLine | None, DiffLine | None, bool]]:
    """Old and new line by line; a run of removed lines stands beside the added ones that follow it."""
    place = 0
    while place < len(lines):
        line = lines[place]
        if line.kind in ("same", "gap"):
            yield line, line, False
            place += 1
            continue
        end = place
        while end < len(lines) and lines[end].kind in ("added", "removed"):
            end += 1
        removed = [one for one in lines[place:end] if one.kind == "removed"]
        added = [one for one in lines[place:end] if one.kind == "added"]
        for number in range(max(len(removed), len(added))):
            yield (
                removed[number] if number < len(removed) else None,
                added[number] if number < len(added) else None,
                number == 0,
            )
        place = end


def _body(line: DiffLine, old: Sequence[Content], new: Sequence[Content]) -> Content:
    if line.kind == "gap":
        return Content(f"⋯ {line.text}").stylize("$quiet")
    if line.kind == "removed":
        body = old[(line.old or 1) - 1]
    else:
        body = new[(line.new or 1) - 1]
    if line.mark is not None and line.kind in _MARK:
        body = body.stylize(_MARK[line.kind], *line.mark)
    return body


def _row(line: DiffLine, body: Content, numbers: str, *, first: bool) -> Row:
    if line.kind == "gap":
        return Row(body, Content(" " * (len(numbers) + 3)), source="")
    tone = _TONE[line.kind]
    gutter = Content.assemble((numbers, "$quiet"), (f" {_SIGN[line.kind]} ", f"{tone} bold"))
    # What differs between two like lines must not lie out of sight at their ends.
    wraps = True if line.mark is not None and len(line.text) <= _WRAPPED else None
    return Row(body, gutter, _UNDER[line.kind], wraps=wraps, indent=2, key=HUNK if first else None)


def _numbers(line: DiffLine, width: int, *, both: bool) -> str:
    if both:
        return f"{line.old or '':>{width}} {line.new or '':>{width}}"
    return f"{line.new or line.old or '':>{width}}"


def _side(
    line: DiffLine | None, old: Sequence[Content], new: Sequence[Content], width: int, *, first: bool, old_side: bool
) -> Row:
    key = HUNK if first else None
    if line is None:
        return Row(EMPTY, Content(" " * (width + 3)), "on $nothing", key=key, source="")
    if line.kind == "gap":
        return Row(_body(line, old, new), Content(" " * (width + 3)), source="")
    number = line.old if old_side else line.new
    gutter = Content.assemble(
        (f"{number or '':>{width}}", "$quiet"), (f" {_SIGN[line.kind]} ", f"{_TONE[line.kind]} bold")
    )
    return Row(_body(line, old, new), gutter, _UNDER[line.kind], key=key)
