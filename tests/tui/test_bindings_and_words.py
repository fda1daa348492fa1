"""Keys are written once and mean something; words and marks are right without a terminal."""

from __future__ import annotations

import msgspec
import pytest
from piloting import press, settled
from textual.binding import Binding
from textual.content import Content
from told_session import ended_session, told, waiting_session
from workbench_app import opened

from sandbox.actions import EditFile, ListFiles, ReadFile, SearchFiles, Shell, Submit, WriteFile
from sandbox.events import StateChanged, StepCommitted, StepObserved
from tui.app import SparApp
from tui.ascii_marks import in_ascii, needs_ascii
from tui.bindings.active import described_keys, shown_keys
from tui.bindings.app import APP
from tui.bindings.headings import grouped
from tui.bindings.workbench import WORKBENCH
from tui.clipboard import program
from tui.commands import KeyCommands
from tui.my_turn import OpenFile, Unclear, editable, meaning, with_text
from tui.screens.workbench import WorkbenchScreen
from tui.view.run_view import fold
from tui.view.step_view import StepView
from tui.widgets.diff_pane import DiffPane
from tui.widgets.fitting import spread
from tui.widgets.ribbon import ribbon
from tui.widgets.score_strip import score_line
from tui.widgets.step_list import step_line
from tui.wording import duration, money, percent, signed


def test_every_key_has_one_id_and_an_action_that_exists() -> None:
    for owner, bindings in ((WorkbenchScreen, WORKBENCH), (SparApp, APP)):
        ids = [binding.id for binding in bindings if isinstance(binding, Binding)]
        assert len(ids) == len(set(ids)) == len(bindings)
        for binding in bindings:
            name = binding.action.partition("(")[0]
            assert hasattr(owner, f"action_{name}"), binding
            assert bool(binding.description) == bool(binding.tooltip), binding


def test_a_title_that_would_be_cut_gives_way_to_the_file_that_is_written() -> None:
    step = StepView(number=1, parent=0, action=WriteFile("app/models.py", "x\n"), status="committed")
    step = msgspec.structs.replace(step, committed=StepCommitted(1, 0, "c", "t", "I will write the models", (), 1.0))
    assert step_line(step, 40, never=False).plain.startswith(" 1 ✎ I will write the models ")
    assert step_line(step, 28, never=False).plain.startswith(" 1 ✎ app/models.py ")


async def test_the_diffs_head_says_what_the_command_does_and_whose_changes_are_in_sight() -> None:
    handle = waiting_session()
    async with opened(handle) as (pilot, screen):
        pane = screen.query_one(DiffPane)
        assert "13 → 14, not run yet" in str(pane.border_title)
        handle.say(StateChanged("running", 14))
        await settled(pilot)
        assert "13 → 14, running" in str(pane.border_title)
        handle.say(
            StepObserved(14, "", True, 0, 0.1), StepCommitted(14, 13, "c14", "t13", "looked", (), 2.0),
            StateChanged("thinking", 15),
        )  # fmt: skip
        await settled(pilot)
        assert "13 → 14" in str(pane.border_title)
        assert pane.rows[0].text.startswith("No file changed")


async def test_footer_help_and_palette_come_from_the_same_bindings() -> None:
    async with opened(waiting_session()) as (pilot, screen):
        shown = {words for _, words, _ in shown_keys(screen)}
        described = {name: key for key, name, _, _ in described_keys(screen)}
        assert shown <= set(described)
        assert described["run it"] == "a"
        assert described["palette"] == "^P"
        await press(pilot, "ctrl+p")
        await press(pilot, *"send back", "enter")
        await press(pilot, "enter")
        assert screen.query_one("#pending-input").has_focus


async def test_keys_that_mean_nothing_now_are_not_offered() -> None:
    async with opened(ended_session()) as (_, screen):
        described = {name for _, name, _, _ in described_keys(screen)}
        assert not described & {"run it", "send back…", "edit…", "stop", "take over"}


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("ls -a", Shell("ls -a")),
        ("  :submit all done ", Submit("all done")),
        (":read app/db.py", ReadFile("app/db.py")),
        (":list", ListFiles(".")),
        (":search a b", SearchFiles("a b")),
        (":edit x.py", OpenFile("x.py")),
    ],
)
def test_a_typed_line_is_a_command_unless_it_begins_with_a_colon(line: str, meant: object) -> None:
    assert meaning(line) == meant


@pytest.mark.parametrize("line", ["", "  ", ":edit", ":read ", ":search", ":jump"])
def test_an_unclear_line_says_what_to_type(line: str) -> None:
    assert isinstance(meaning(line), Unclear)


def test_an_action_is_put_into_the_editor_and_back() -> None:
    for action in (Shell("a", timeout=3.0), WriteFile("p", "a"), EditFile("p", "old", "a")):
        assert editable(action) == "a"
        changed = with_text(action, "b")
        assert editable(changed) == "b"
        assert with_text(changed, "a") == action
    assert editable(Submit()) is None


def test_figures_are_said_as_people_say_them() -> None:
    assert [signed(number) for number in (3, 0, -3)] == ["+3", "=", "−3"]
    assert [percent(part) for part in (0.0, 0.466, 0.9996, 1.0)] == ["0%", "46.6%", "100.0%", "100%"]
    assert [duration(n) for n in (0.13, 12.0, 200.0, 7500.0)] == ["0.1 s", "12 s", "3 min 20 s", "2 h 5 min"]


def test_money_is_free_for_recordings_and_open_where_a_price_is_unknown() -> None:
    import msgspec

    view = fold(told()[0])
    assert money(view) == "$0.83 of 3.00"
    assert money(msgspec.structs.replace(view, cost_known=False)) == "at least $0.83 of 3.00"
    assert money(msgspec.structs.replace(view, cost_known=False, cost=0.0)) == "price unknown"
    assert money(msgspec.structs.replace(view, agent="scripted", cost=0.0)) == "free"


def test_the_strip_names_the_cause_when_strict_is_zero_at_every_width() -> None:
    import msgspec

    events, _ = told()
    broken = msgspec.structs.replace(events[-1].summary, broken=("orm",), strict_a_percent=0.0)
    view = fold([*events[:-1], msgspec.structs.replace(events[-1], summary=broken)])
    for width in (60, 78, 118, 198):
        line = score_line(view, 13, width, follow=True).plain
        assert len(line) == width
        assert "135/290" in line
        assert "▼96" in line
        assert "0% orm" in line


@pytest.mark.parametrize("width", [20, 58, 78, 118])
@pytest.mark.parametrize("selected", [1, 7, 13, 14])
def test_the_ribbon_fits_and_holds_the_selected_step(width: int, selected: int) -> None:
    view = fold([*told()[0], StateChanged("thinking", 14)])
    line = ribbon(view, selected, width).plain
    assert len(line) <= width
    assert f"[{selected}" in line


def test_the_least_important_part_goes_first() -> None:
    parts = [("task", 0), ("agent", 3)], [("state", 0), ("context", 2)]
    assert spread(*parts, 40).plain.split() == ["task", "agent", "state", "context"]
    assert spread(*parts, 25).plain.split() == ["task", "state", "context"]
    assert spread(*parts, 12).plain.split() == ["task", "state"]
    assert all(len(spread(*parts, width).plain) == width for width in (12, 25, 40))
    assert spread([(Content("far too long"), 0)], [("x", 0)], 8).cell_length <= 8


def test_ascii_forms_take_as_many_cells() -> None:
    text = "▸13 ✎ a −96 │╭─╮ ▁█ 日 ⠋ ✓"
    assert in_ascii(text).isascii()
    assert len(in_ascii(text)) == len(text) + 1
    assert in_ascii("plain") == "plain"
    assert in_ascii("▾") not in [in_ascii(mark) for mark in "✓✗·"]
    assert [needs_ascii(name) for name in ("utf-8", "UTF8", "ascii", "latin-1", "nonsense")] == [
        False,
        False,
        True,
        True,
        True,
    ]


def test_the_clipboard_program_fits_the_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None if name == "pbcopy" else f"/bin/{name}")
    assert program({"WAYLAND_DISPLAY": "w"}) == ("/bin/wl-copy",)
    assert program({"DISPLAY": ":0"}) == ("/bin/xclip", "-selection", "clipboard")
    assert program({}) is None


async def test_help_and_palette_begin_with_what_a_run_needs() -> None:
    app = SparApp(waiting_session())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause(0.3)
        heading, first = grouped(app.screen)[0]
        assert (heading, first[0][:2]) == ("The run", ("a", "run it"))
        offered = [str(hit.display) async for hit in KeyCommands(app.screen).discover()]
        assert offered[0] == "run it  (a)"
        assert len(offered) == len(described_keys(app.screen))
