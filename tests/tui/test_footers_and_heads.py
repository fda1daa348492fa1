"""Footers name what their keys do now, columns have heads, and of a long path the file's name stays."""

from __future__ import annotations

import pytest
from piloting import drawn, press, settled, typed
from scripted_handle import ScriptedHandle
from textual.content import Content
from told_session import ended_session, kept, my_turn, told, waiting_session
from told_structure import broken_session
from workbench_app import opened

from sandbox.actions import WriteFile
from sandbox.events import SessionStarted, StateChanged
from tui.screens.sessions import heads, line
from tui.view.diff import Diff, compare
from tui.view.paces import PACES
from tui.view.step_view import StepView
from tui.widgets.diff_pane import DiffPane
from tui.widgets.diff_rows import drawn as drawn_diff
from tui.widgets.score_board import nothing_yet

DEEP = "app/repositories/" + "a_folder_that_is_named_at_length/" * 6 + "articles_repository.py"


def footer(text: str) -> str:
    return text.splitlines()[-1]


async def test_side_by_side_the_footer_leads_back_and_offers_no_wrapping() -> None:
    async with opened(ended_session(), (200, 50)) as (pilot, _):
        await press(pilot, "p", "n", "v")
        said = footer(drawn(pilot))
        assert "v unified" in said
        assert "[ ] hunk" in said
        assert "wrap" not in said
        await press(pilot, "v")
        assert "v unified" not in footer(drawn(pilot))


async def test_the_key_that_marks_a_verdict_says_when_it_takes_the_mark_back() -> None:
    async with opened(broken_session()) as (pilot, _):
        await press(pilot, "V")
        assert "m mark as wrong" in footer(drawn(pilot))
        await press(pilot, "m", *typed("slugs are a value here"), "enter")
        assert "m unmark" in footer(drawn(pilot))
        await press(pilot, "m")
        assert "m mark as wrong" in footer(drawn(pilot))


async def test_a_rule_that_is_kept_has_no_step_to_go_to() -> None:
    async with opened(broken_session()) as (pilot, _):
        await press(pilot, "V")
        assert "Enter its step" in footer(drawn(pilot))
        await press(pilot, "p")
        assert "its step" not in footer(drawn(pilot))


@pytest.mark.parametrize("status", ["thinking", "waiting", "running"])
def test_a_step_that_has_not_run_is_not_offered_to_be_scored(status: str) -> None:
    said = " ".join(nothing_yet(StepView(number=1, status=status), never=False))  # type: ignore[arg-type]
    assert "after its commit" in said
    assert "R" not in said


def test_a_step_that_was_sent_back_has_nothing_to_score() -> None:
    assert nothing_yet(StepView(number=1, status="sent back"), never=False) == ("sent back: there is nothing to score",)


async def test_plus_is_faster_and_minus_slower_and_a_recordings_footer_says_so() -> None:
    events, workspace = told()
    assert isinstance(events[0], SessionStarted)
    started = SessionStarted(**{name: getattr(events[0], name) for name in events[0].__struct_fields__} |
                             {"agent": "scripted"})  # fmt: skip
    handle = ScriptedHandle([started, *events[1:]], [StateChanged("running", 14)], workspace)
    async with opened(handle, (160, 45)) as (pilot, screen):
        assert "+ faster  - slower" in footer(drawn(pilot))
        assert screen.recorded_pace == 2.0
        await press(pilot, "plus")
        await press(pilot, "=")
        await press(pilot, "minus")
        assert [pace for kind, pace in handle.asked if kind == "pace"] == [1.0, 0.5, 1.0]
        assert list(PACES[:-1]) == sorted(pace for pace in PACES if pace is not None)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_zooming_gives_a_pane_more_lines_in_every_layout_and_says_the_way_back(size: tuple[int, int]) -> None:
    async with opened(ended_session(), size) as (pilot, screen):
        await press(pilot, "4")
        before = screen.query_one(DiffPane).size.height
        await press(pilot, "z")
        assert screen.query_one(DiffPane).size.height > before
        assert "z unzoom" in footer(drawn(pilot))
        await press(pilot, "z")
        assert screen.query_one(DiffPane).size.height == before
        assert "z zoom" in footer(drawn(pilot))


async def test_what_a_run_needs_next_stands_before_the_way_out() -> None:
    async with opened(ended_session(), (80, 24)) as (pilot, _):
        said = footer(drawn(pilot))
        assert said.index("Space continue") < said.index("q picker")


async def test_the_choice_of_a_base_names_all_of_its_keys() -> None:
    async with opened(ended_session(), (80, 24)) as (pilot, _):
        await press(pilot, "b")
        assert "0 the start  Backspace the step before" in drawn(pilot)


async def test_only_a_recording_has_a_pace() -> None:
    async with opened(my_turn(), (160, 45)) as (pilot, _):
        await press(pilot, "escape")
        assert "faster" not in footer(drawn(pilot))


@pytest.mark.parametrize("width", [60, 80, 100, 120, 140, 200])
def test_each_column_of_sessions_stands_under_its_head(width: int) -> None:
    named = heads(width).plain
    shown = line(kept(1, state="agent_failed", label="recorded: x"), width).plain
    places = {"task": "flask/", "state": "agent failed", "run with": "recorded: x"}
    for head, value in places.items():
        assert (head in named) == (value in shown)
        if head in named:
            assert named.index(head) == shown.index(value), head
    assert Content(shown).cell_length <= width - 4


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_head_of_a_diff_keeps_the_files_name(size: tuple[int, int]) -> None:
    handle = waiting_session()
    handle._provisionals = [StateChanged("waiting", 14, WriteFile(DEEP, "x = 1\n"), "")]
    async with opened(handle, size) as (pilot, screen):
        await press(pilot, "f", "4", "n", "n")
        await settled(pilot)
        pane = screen.query_one(DiffPane)
        assert pane.rows[0].body.plain.startswith("A …")
        assert pane.rows[0].body.plain.endswith("articles_repository.py  +1 −0")
        assert pane.rows[0].text == DEEP
        await press(pilot, "v")
        assert "articles_repository.py  +1 −0" in drawn(pilot)


async def test_what_differs_at_the_ends_of_two_long_lines_is_in_sight_and_other_long_lines_run_on() -> None:
    same = f"query = select({', '.join(f'column_{n}' for n in range(20))})"
    old = f"{same}\nnewest = _seen_by(viewer).where(*wanted).order_by(Article.created_at.desc(), Article.id.desc())\n"
    new = old.replace("Article.id.desc()", "Article.id.asc()")
    diff = drawn_diff(Diff("step 1 → 2", (compare("a.py", "M", old.encode(), new.encode()),)))
    by_text = {row.body.plain: row for row in diff.unified}
    assert by_text[same].wraps is None
    assert [row.wraps for text, row in by_text.items() if text.startswith("newest")] == [True, True]
    handle = waiting_session()
    handle.workspace.trees["t13"] = {**handle.workspace.trees["t13"], "a.py": old.encode()}
    handle._provisionals = [StateChanged("waiting", 14, WriteFile("a.py", new), "")]
    async with opened(handle, (80, 24)) as (pilot, _):
        await press(pilot, "f", "4", "n", "n")
        text = drawn(pilot)
        assert "Article.id.desc())" in text
        assert "Article.id.asc())" in text


def test_a_changed_line_of_a_minified_file_runs_on() -> None:
    old = "a=1;" * 200
    diff = drawn_diff(Diff("step 1 → 2", (compare("a.js", "M", old.encode(), f"{old}b=2".encode()),)))
    assert all(not row.wraps for row in diff.unified)
