"""The lines around a finding, with the whole offending statement and nothing beyond the file."""

from __future__ import annotations

from tui.view.excerpt import excerpt, statement_end

LINES = ["import os", "from app.services import (", "    a,", "    b,", ")", "", "class Article:", "    pass"]


def test_a_statement_in_brackets_is_marked_whole() -> None:
    found = excerpt("a.py", LINES, 2, around=1)
    assert found is not None
    assert (found.first, found.lines) == (1, tuple(LINES[:6]))
    assert found.offending == {2, 3, 4, 5}


def test_a_bracket_that_never_closes_marks_one_line() -> None:
    assert statement_end(["call((", *["x"] * 30], 1) == 1


def test_the_edges_of_a_file_are_kept() -> None:
    first, last = excerpt("a.py", LINES, 1, around=3), excerpt("a.py", LINES, 8, around=3)
    assert first is not None
    assert last is not None
    assert (first.first, len(first.lines)) == (1, 4)
    assert (last.first, len(last.lines)) == (5, 4)


def test_a_line_that_is_not_there_has_no_excerpt() -> None:
    assert excerpt("a.py", LINES, 0, 2) is None
    assert excerpt("a.py", LINES, 9, 2) is None
    assert excerpt("a.py", [], 1, 2) is None
