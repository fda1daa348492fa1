"""Nothing foreign reaches the terminal as an instruction, in any widget."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from piloting import press
from scripted_handle import MemoryWorkspace, ScriptedHandle
from textual.app import App
from workbench_app import opened

from sandbox.actions import Action, EditFile, ListFiles, ReadFile, Say, SearchFiles, Shell, Submit, WriteFile
from sandbox.events import (
    Change,
    Limits,
    Noticed,
    RunEnded,
    ScoreSummary,
    Scoring,
    SessionStarted,
    StateChanged,
    StepCommitted,
    StepNotJudged,
    StepObserved,
    StepProposed,
    StepScored,
    Streamed,
)
from tasks.scorecard import (
    Assertion,
    Evidence,
    Exchange,
    Failure,
    Finding,
    Functional,
    Scorecard,
    ScoreDetail,
    Structural,
    Tally,
    Verdict,
    Where,
)
from tui.text import clean, clean_lines

HOSTILE = (
    "A\x1b]52;c;aGFja2Vk\x07B",
    "A\x1b]0;owned\x07B",
    "A\x1b[2JB",
    "A\x9b2JB\x85C\x9d0;owned\x9cD",
    "A[@click=app.suspend_process]B[/]",
    "A[/]B[bold]",
    "A\u202ecod.exe\u2066B\u061c",
    "A\x1bP1;2|q\x1b\\B\x1b_x\x1b\\\x00\x08\x7f",
    "A\x1b]8;;http://x\x07link\x1b]8;;\x07\r\nB\tC\u2028D\udc80",
)
EVERYTHING = " ".join(HOSTILE)


def dangerous(text: str) -> list[str]:
    """Characters that a terminal could obey or hide behind."""
    return [
        char for char in text
        if (ord(char) < 32 and char not in "\n\t") or 0x7F <= ord(char) <= 0x9F
        or char in "\u061c\u200e\u200f\u2028\u2029" or 0x202A <= ord(char) <= 0x202E or 0x2066 <= ord(char) <= 0x2069
        or unicodedata.category(char) == "Cs"
    ]  # fmt: skip


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


def hostile_session(action: Action, *, ended: bool = False) -> ScriptedHandle:
    """A session in which every field that can be foreign is."""
    bad = EVERYTHING
    tally = Tally(1, 2)
    score = ScoreSummary(
        tally, tally, {bad: tally}, {"orm": 1}, ("orm",), ("orm",), 0.5, 0.0, False, True, (bad,), 1.0
    )  # fmt: skip
    kept = Verdict(False, True)
    broken = Verdict(True, False, (Finding(bad, bad, 1, bad, bad, 0.5),))
    assertion = Assertion(bad, "core", bad, "r", False, bad)
    failure = Failure(bad, bad, bad, (bad,), 0.5, (bad,), Where(bad, 1, 1), bad)
    card = Scorecard(
        task=bad, seed=1, functional=Functional(tally, tally, (assertion,)),
        structural=Structural(kept, kept, kept, broken), a_percent=0.5, strict_a_percent=0.0, passed=False,
        failures=(failure,), timings={},
    )  # fmt: skip
    log = f'Traceback (most recent call last):\n  File "{bad}", line 1, in x\nValueError: {bad}\n{bad}'
    exchange = Exchange("r", bad, bad, bad, 500, bad, log, 1.0, bad)
    files = {bad: bad.encode("utf-8", "surrogatepass"), "b.py": bad.encode("utf-8", "surrogatepass")}
    workspace = MemoryWorkspace({"t0": {}, "t1": files})
    events = [
        SessionStarted("s", bad, "litellm", bad, "docker", bad, 1, Limits(), 0.0, "c0", "t0", bad, "tools", bad),
        StepProposed(1, 0, bad, action, 1.0),
        StepObserved(1, bad, False, 1, 0.1),
        StepCommitted(1, 0, "c1", "t1", bad, (Change(bad, "A", 1, 0),), 1.0, (bad,)),
        StepScored(1, "t1", "k1", score),
        Noticed(1, bad),
        StepProposed(2, 1, bad, action, 2.0),
        StepNotJudged(2, "t1", bad),
    ]
    late = [Streamed(2, "output", bad), Scoring(2, 0, 1, bad), StateChanged("waiting", 2, action, bad, bad)]
    if ended:
        events.append(RunEnded("agent_failed", bad, 2, 3.0))
        late = []
    return ScriptedHandle(
        events, late, workspace, {"k1": ScoreDetail(card, Evidence(exchanges=(exchange,), server_log=bad))}
    )


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


def drawn_text(app: App[object]) -> str:
    """Every character that the screen draws now, with what lies in its styles."""
    lines = []
    for strip in app.screen._compositor.render_strips():
        for text, style, _ in strip:
            lines.append(text)
            if style is not None and style.link:
                lines.append(style.link)
    return "".join(lines)


def clickable(app: App[object]) -> set[str]:
    """Every action that a click on drawn text would run."""
    found = set()
    for strip in app.screen._compositor.render_strips():
        for _, style, _ in strip:
            if style is not None and "@click" in style.meta:
                found.add(str(style.meta["@click"]))
    return found


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
