"""Diffs say what changed: lines, numbers, gaps, and why there are none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from scripted_handle import MemoryWorkspace

from sandbox.actions import EditFile, Shell, WriteFile
from tui.view.diff import compare, compare_proposal, compare_trees
from tui.widgets.diff_rows import FILE, HUNK, drawn


def text(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def test_a_change_has_both_numbers_and_its_marks() -> None:
    diff = compare("a.py", "M", text("one", "x = True", "three"), text("one", "x = False", "three"))
    assert [(line.kind, line.old, line.new, line.text) for line in diff.lines] == [
        ("same", 1, 1, "one"),
        ("removed", 2, None, "x = True"),
        ("added", None, 2, "x = False"),
        ("same", 3, 3, "three"),
    ]
    assert diff.lines[1].text[slice(*diff.lines[1].mark)] == "Tru"
    assert diff.lines[2].text[slice(*diff.lines[2].mark)] == "Fals"
    assert (diff.added, diff.removed) == (1, 1)


def test_far_lines_are_hidden_and_counted() -> None:
    old = [f"line {n}" for n in range(100)]
    new = [*old[:50], "new", *old[50:]]
    kinds = [line for line in compare("a", "M", text(*old), text(*new)).lines if line.kind == "gap"]
    assert [line.text for line in kinds] == ["47 lines", "47 lines"]


@given(st.lists(st.sampled_from("abc"), max_size=30), st.lists(st.sampled_from("abc"), max_size=30))
def test_a_diff_can_be_read_back_into_both_sides(old: list[str], new: list[str]) -> None:
    diff = compare("x", "M", text(*old), text(*new))
    for line in diff.lines:
        if line.kind in ("same", "removed"):
            assert diff.old[line.old - 1] == line.text
        if line.kind in ("same", "added"):
            assert diff.new[line.new - 1] == line.text
    changed_old = [
        n for n in range(1, len(diff.old) + 1) if any(line.old == n and line.kind == "removed" for line in diff.lines)
    ]
    changed_new = [
        n for n in range(1, len(diff.new) + 1) if any(line.new == n and line.kind == "added" for line in diff.lines)
    ]
    kept_old = [one for n, one in enumerate(diff.old, 1) if n not in changed_old]
    kept_new = [one for n, one in enumerate(diff.new, 1) if n not in changed_new]
    assert kept_old == kept_new


def test_what_can_not_be_compared_says_why() -> None:
    assert compare("a.db", "A", None, b"SQLite\0\0").note == "binary"
    assert "too big" in compare("a", "A", None, b"x" * (3 << 20)).note
    assert "too long" in compare("a", "A", None, b"\n" * 30_000).note
    assert "mode" in compare("a", "T", b"same", b"same").note
    assert compare("a", "A", None, b"").note == "empty"


def test_a_proposal_is_shown_before_it_runs() -> None:
    workspace = MemoryWorkspace({"t": {"a.py": b"x = 1\ny = 2\n"}})
    diff = compare_proposal(workspace, "t", EditFile("a.py", "x = 1", "x = 9"), "step 1")
    assert diff.proposed
    assert [(line.kind, line.text) for line in diff.files[0].lines][:2] == [("removed", "x = 1"), ("added", "x = 9")]
    assert compare_proposal(workspace, "t", WriteFile("new.py", "a"), "").files[0].status == "A"
    assert "refused" in compare_proposal(workspace, "t", EditFile("a.py", "zzz", ""), "").files[0].note
    assert "more than once" in compare_proposal(workspace, "t", EditFile("a.py", " = ", ""), "").files[0].note
    assert compare_proposal(workspace, "t", Shell("ls"), "").files == ()


def test_both_sides_are_equally_long_and_hunks_are_keyed() -> None:
    workspace = MemoryWorkspace(
        {"t0": {"a.py": text("1", "2", "3")}, "t1": {"a.py": text("1", "x", "y", "3"), "b.py": b"new"}}
    )
    rows = drawn(compare_trees(workspace, "t0", "t1", "step 0 → 1"))
    assert len(rows.left) == len(rows.right)
    assert [row.key for row in rows.unified].count(FILE) == 2
    assert [row.key for row in rows.unified].count(HUNK) == 2
    assert rows.unified[rows.files[1]].body.plain.startswith("A b.py")


def test_code_is_coloured_by_the_file_it_is_in() -> None:
    workspace = MemoryWorkspace({"t0": {}, "t1": {"a.py": b"def f(): return 'x'\n", "b.unknown": b"def"}})
    rows = drawn(compare_trees(workspace, "t0", "t1", ""))
    styles = {str(span.style) for row in rows.unified for span in row.body.spans}
    assert {"$code-keyword", "$code-string", "$code-function"} <= styles
