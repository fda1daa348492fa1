"""Help: every key that works on the screen below, in groups, and what its marks mean."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.screen import Screen

from tui.bindings.headings import grouped
from tui.screens.page import PagerPage
from tui.view.legends import CELLS, SCORES, STEPS, Mark
from tui.widgets.row import Row

_KEY = 10


class HelpPage(PagerPage):
    """Made from the bindings of `below`, so that it can't say what isn't so."""

    def __init__(self, below: Screen[object]) -> None:
        super().__init__("Help", [*key_rows(below), *mark_rows(below)])


def key_rows(below: Screen[object]) -> list[Row]:
    """A heading and its keys, group by group."""
    rows: list[Row] = []
    for heading, found in grouped(below):
        rows += [_heading(heading)]
        for key, name, tooltip, _ in found:
            gutter = Content.assemble((f"  {key:<{_KEY}}", "$accent bold"), f"{name:<18}")
            rows.append(Row(Content(tooltip).stylize("$quiet"), gutter=gutter))
        rows.append(Row(Content("")))
    return rows


def mark_rows(below: Screen[object]) -> list[Row]:
    """What the marks of this screen mean."""
    from tui.screens.picker import PickerScreen
    from tui.screens.workbench import WorkbenchScreen

    if isinstance(below, PickerScreen):
        return _marks("Cells", CELLS)
    if isinstance(below, WorkbenchScreen):
        return [*_marks("Steps", STEPS), Row(Content("")), *_marks("Scores", SCORES)]
    return []


def _marks(heading: str, marks: Iterable[Mark]) -> list[Row]:
    rows = [_heading(heading)]
    for mark, style, words in marks:
        rows.append(Row(Content(words).stylize("$quiet"), gutter=Content.assemble((f"  {mark:<{_KEY}}", style))))
    return rows


def _heading(words: str) -> Row:
    return Row(Content(words).stylize("bold"))
