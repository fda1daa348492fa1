"""A field is one line and the footer says its keys; a name that is long or wide pushes nothing else away."""

from __future__ import annotations

import msgspec
import pytest
from piloting import press, typed
from told_session import ended_session, kept, told, waiting_session
from told_structure import broken_session
from workbench_app import opened

from sandbox.actions import EditFile, WriteFile
from sandbox.events import SessionStarted, StateChanged
from tui.screens.leave_page import LeavePage
from tui.screens.sessions import line
from tui.view.run_view import fold
from tui.widgets.field_line import FieldLine
from tui.widgets.key_bar import KeyBar
from tui.widgets.line_view import LineView
from tui.widgets.pending_words import action_lines
from tui.widgets.score_strip import run_line
from tui.widgets.search_bar import SearchBar

LONG = "own/a-task-with-a-very-long-name-as-people-like-to-give-them-日本語"


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_field_beside_two_panes_is_one_line_and_the_footer_says_its_keys(size: tuple[int, int]) -> None:
    async with opened(broken_session(), size) as (pilot, _):
        await press(pilot, "V", "m", *typed("slugs"))
        assert pilot.app.screen.query_one(FieldLine).size.height == 1
        assert pilot.app.screen.query_one(KeyBar).words().plain == "Enter mark it as wrong   Esc leave it"


async def test_a_page_that_is_searched_says_the_keys_of_the_search() -> None:
    async with opened(ended_session()) as (pilot, _):
        await press(pilot, "S", "slash", "c")
        assert pilot.app.screen.query_one(SearchBar).size.height == 1
        assert pilot.app.screen.query_one(KeyBar).words().plain.startswith("Enter next   ↑ back   Esc close")


@pytest.mark.parametrize("width", [60, 78, 118])
def test_whose_turn_it_is_stays_beside_any_name(width: int) -> None:
    events = told()[0]
    assert isinstance(events[0], SessionStarted)
    view = fold([msgspec.structs.replace(events[0], task=LONG), *events[1:]]).after(StateChanged("waiting", 14))
    said = run_line(view, width)
    assert "■ YOUR TURN" in said.plain
    assert "/60" in said.plain
    assert said.cell_length == width


async def test_the_question_whether_to_leave_shows_its_answers_whatever_the_task_is_called() -> None:
    async with opened(waiting_session()) as (pilot, _):
        pilot.app.push_screen(LeavePage(LONG * 3))
        await press(pilot)
        lines = pilot.app.screen.query_one(LineView)
        assert lines.virtual_size.height <= lines.size.height


def test_columns_of_sessions_stand_below_each_other_where_a_name_is_wide() -> None:
    narrow, wide = (line(kept(1, task=task), 120).plain for task in ("flask/clean", "own/日本語のとても長い名前"))
    assert len(wide.partition("/290")[0]) < len(narrow.partition("/290")[0])
    before = [line(kept(1, task=task), 120)[: text.index("/290")].cell_length for task, text in
              (("flask/clean", narrow), ("own/日本語のとても長い名前", wide))]  # fmt: skip
    assert before[0] == before[1]


def test_of_a_long_path_the_files_name_stays_where_a_person_agrees_to_it() -> None:
    path = "app/repositories/" + "very_deep/" * 12 + "articles.py"
    for action in (WriteFile(path, "x\n" * 40), EditFile(path, "a\nb", "c")):
        said = action_lines(action, 70)[0].plain
        assert "very_deep/articles.py  " in said
        assert said.endswith(("40 lines", "−2"))
        assert len(said) <= 70
