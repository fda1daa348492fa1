"""Nothing foreign reaches the terminal as an instruction, in any widget."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from piloting import press
from terminal_dangers import clickable, dangerous, drawn_text
from told_hostile import EVERYTHING, hostile_session
from workbench_app import opened

from sandbox.actions import Action, EditFile, ListFiles, ReadFile, Say, SearchFiles, Shell, Submit, WriteFile
from tui.text import clean, clean_lines


@given(st.text(st.characters(), max_size=60) | st.text("\x1b\x9b\x9d]P[0;m52c\x07\x9c\\\n\u202e a", max_size=60))
def test_cleaned_text_holds_nothing_dangerous_and_is_stable(text: str) -> None:
    cleaned = clean(text)
    assert dangerous(cleaned) == []
    assert clean(cleaned) == cleaned
    assert "\n" not in clean(text, one_line=True)


def test_a_whole_sequence_leaves_one_mark() -> None:
    assert clean("A\x1b]52;c;aGFja2Vk\x07B") == "A␛B"
    assert clean("A\x1b[31;1mB\x1b[0m") == "A␛B␛"
    assert clean("A\x9b2JB") == "A␛B"
    assert clean("A\x1bP1;2|q\x1b\\B") == "A␛B"


def test_a_sequence_without_an_end_does_not_swallow_the_next_line() -> None:
    assert clean("A\x1b]0;title\nsecond line") == "A␛\nsecond line"


def test_single_characters_are_named() -> None:
    assert clean("a\x00b\x07c\x7fd\u202ee\x85f\udc80") == "a␀b␇c␡d⟦202e⟧e⟦85⟧f⟦dc80⟧"


def test_newlines_are_flattened_where_one_line_is_meant() -> None:
    assert clean("rm -rf x\nreal", one_line=True) == "rm -rf x⏎real"
    assert clean("one\r\ntwo\n") == "one\ntwo\n"
    assert clean_lines("a\tb\nc\n") == ["a   b", "c"]


def test_ordinary_text_stays_as_it_is() -> None:
    text = "naïve café 日本語 👩‍💻 — “quotes” [brackets] \\n"
    assert clean(text) == text


ACTIONS: list[Action] = [
    Shell(EVERYTHING),
    WriteFile(EVERYTHING, EVERYTHING),
    EditFile("b.py", "A", EVERYTHING),
    ReadFile(EVERYTHING),
    ListFiles(EVERYTHING),
    SearchFiles(EVERYTHING),
    Submit(EVERYTHING),
    Say(EVERYTHING),
]


CASES = [(action, (120, 36)) for action in ACTIONS] + [(ACTIONS[2], (80, 24)), (ACTIONS[2], (200, 60))]


@pytest.mark.parametrize(("action", "size"), CASES, ids=lambda value: type(value).__name__)
async def test_no_pane_lets_foreign_text_through(action: Action, size: tuple[int, int]) -> None:
    async with opened(hostile_session(action), size) as (pilot, _):
        app = pilot.app
        for key in ("p", "1", "2", "3", "5", "4", "n"):
            await pilot.press(key)
            assert dangerous(drawn_text(app).replace("\n", "")) == []
            assert not any("suspend" in action for action in clickable(app))
        assert app.is_running


async def test_no_page_lets_foreign_text_through() -> None:
    async with opened(hostile_session(EditFile("b.py", "A\x1b]52", EVERYTHING))) as (pilot, _):
        app = pilot.app
        await press(pilot, "p")
        for key in ("o", "l", "S", "v", "b", "slash", "r", "e", "3", "z"):
            await press(pilot, key)
            assert dangerous(drawn_text(app).replace("\n", "")) == [], key
            assert "52;c" not in drawn_text(app)
            await pilot.press("escape")


async def test_how_a_run_ended_and_what_is_copied_are_cleaned_too() -> None:
    async with opened(hostile_session(Shell(EVERYTHING), ended=True)) as (pilot, _):
        app = pilot.app
        await press(pilot, "p")
        assert dangerous(drawn_text(app).replace("\n", "")) == []
        for pane in "1345":
            await pilot.press(pane, "y")
            assert dangerous(app.clipboard) == []
        await pilot.press("c")
        assert dangerous(app.clipboard) == []
        assert "\x1b" not in app.title
