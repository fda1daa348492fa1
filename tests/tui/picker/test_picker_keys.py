"""The picker's keys: moving, finding, the other kind, options that turn, and a start that is refused with a reason."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from picker_app import at_picker
from piloting import drawn, settled, type_ahead, until
from textual.pilot import Pilot

from sandbox import choices as chosen
from sandbox.choices import Choices
from sandbox.models.model_list import listed
from tui.app import SparApp
from tui.screens.doctor import DoctorScreen
from tui.screens.help import HelpPage
from tui.screens.keys import KeysScreen
from tui.screens.models import ModelsScreen
from tui.screens.page import PagerPage
from tui.screens.picker import PickerScreen
from tui.screens.sessions import SessionsScreen
from tui.view import readiness
from tui.view.readiness import Readiness
from tui.widgets.brief_panes import Told
from tui.widgets.run_options import RunOptions
from tui.widgets.task_grid import TaskGrid


async def test_arrows_move_over_cells_and_stop_at_the_edges() -> None:
    async with at_picker() as (pilot, screen):
        assert screen.chosen.name == "flask/clean+sqlite+orm"
        await pilot.press("up", "right", "right", "right")
        assert screen.chosen.name == "flask/clean+postgres+orm"
        await pilot.press(*["down"] * 20, "home")
        assert screen.chosen.name == "koa/none"
        assert screen.choices.task == "koa/none"


@pytest.mark.parametrize("size", [(120, 36), (200, 60), (80, 24)])
async def test_the_papers_figures_stand_beside_model_and_scaffold(size: tuple[int, int]) -> None:
    async with at_picker(size) as (pilot, screen):
        lines = drawn(pilot).splitlines()
        if size[0] > 80:
            assert "paper: GPT-5.4" in lines[2]
            assert "mini-swe-agent" in lines[3]
        assert "A% of GPT-5.4 with mini-swe-agent in" in "\n".join(lines[14:])
        told = screen.query_one(Told).text
        assert "A% of GPT-5.4 with mini-swe-agent in the paper: Flask 85.8, L3 80.0" in told
        assert "Cost in the paper's first version, A% points" in told
        assert "of GPT-5.2, GPT-5-mini, MiniMax-M2.5, Qwen3-Coder-Next with mini-swe-agent and OpenHands" in told


async def test_the_words_beside_follow_the_cell() -> None:
    async with at_picker() as (pilot, _):
        assert "SQLAlchemy for every read and write" in drawn(pilot)
        await pilot.press("home")
        await settled(pilot)
        assert "No constraint: any structure," in drawn(pilot)
        assert "SQLAlchemy for every" not in drawn(pilot)


async def test_m_shows_the_other_kind_and_keeps_the_framework_and_each_kinds_column() -> None:
    async with at_picker() as (pilot, screen):
        await pilot.press("down", "m")
        assert screen.chosen.name == "fastapi/feature-comments"
        await settled(pilot)
        assert "A working app lacks this part." in drawn(pilot)
        await pilot.press("right", "m", "m")
        assert screen.chosen.name == "fastapi/clean+sqlite+orm"
        await pilot.press("down", "m")
        assert screen.chosen.framework.name == "django"
        assert screen.grid.place[1] == 1


async def test_a_filter_moves_to_what_fits_and_escape_ends_it() -> None:
    async with at_picker() as (pilot, screen):
        await pilot.press("slash", *"express orm")
        await pilot.pause()
        assert screen.chosen.name == "express/sqlite+orm"
        await pilot.press("escape")
        await pilot.pause()
        grid = screen.query_one(TaskGrid)
        assert grid.has_focus
        assert grid.words == ""
        await pilot.press("right")
        assert screen.chosen.name == "express/postgres+orm"


async def test_enter_goes_to_the_options_and_right_turns_one() -> None:
    async with at_picker() as (pilot, screen):
        await pilot.press("enter")
        await pilot.pause()
        assert screen.query_one(RunOptions).has_focus
        await pilot.press("right")
        assert screen.choices.agent == "human"
        await pilot.press("left", "left")
        assert screen.choices.agent == "litellm"


async def test_the_cursor_of_the_options_stops_at_both_ends() -> None:
    async with at_picker() as (pilot, screen):
        await pilot.press("4")
        await pilot.pause()
        options = screen.query_one(RunOptions)
        await pilot.press("up", "up")
        assert options.cursor == 0
        await pilot.press(*["down"] * 30)
        assert options.rows[options.cursor or 0].key == "start"


async def test_a_typed_option_given_up_leaves_it_and_goes_back_to_the_options() -> None:
    chosen.remember(Choices(agent="litellm", model="m", api_base="http://127.0.0.1:1/v1"))
    async with at_picker() as (pilot, screen):
        await pilot.press("4")
        await pilot.pause()
        await pilot.press("down", "down", "down", "enter")
        await pilot.pause()
        await pilot.press(*"xyz", "escape")
        await pilot.pause()
        assert screen.choices.api_base == "http://127.0.0.1:1/v1"
        assert screen.query_one(RunOptions).has_focus


@pytest.mark.parametrize("key", ["g", "enter"])
async def test_what_cannot_start_says_why_and_does_not(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "look", lambda choices, task: Readiness("Docker is not there: start it."))
    async with at_picker() as (pilot, screen):
        if key == "enter":
            await pilot.press("4")
            await pilot.pause()
            await pilot.press(*["down"] * 20)
        await pilot.press(key)
        await pilot.pause()
        assert pilot.app.screen is screen
        assert "Docker is not there: start it." in drawn(pilot)


async def test_a_look_that_breaks_is_not_said_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Readiness:
        raise OSError("the engine's answer is no answer")

    monkeypatch.setattr(readiness, "look", broken)
    app = SparApp()
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "✗ Looking failed: the engine's answer is no answer" in drawn(pilot))
        assert "Looking at what this run needs" not in drawn(pilot)


async def test_a_live_model_without_a_name_does_not_start() -> None:
    chosen.remember(Choices(agent="litellm"))
    async with at_picker() as (pilot, screen):
        await pilot.press("g")
        await pilot.pause()
        assert pilot.app.screen is screen
        assert "Name a model first" in drawn(pilot)


async def test_choices_of_the_last_time_stand_chosen_and_are_called_so() -> None:
    before = Choices(task="koa/sqlite", agent="human", box="local", asking=True)
    chosen.remember(before)
    async with at_picker() as (pilot, screen):
        assert screen.choices == before
        assert screen.chosen.name == "koa/sqlite"
        assert "as last time" in drawn(pilot)
        await pilot.press("4")
        await pilot.pause()
        await pilot.press("right")
        await settled(pilot)
        assert "as last time" not in drawn(pilot)


async def test_a_remembered_task_that_is_gone_gives_the_default() -> None:
    chosen.remember(msgspec.structs.replace(Choices(), task="flask/gone"))
    async with at_picker() as (_, screen):
        assert screen.chosen.name == Choices().task


@pytest.mark.parametrize(
    ("key", "kind"),
    [("o", SessionsScreen), ("D", DoctorScreen), ("K", KeysScreen), ("d", PagerPage), ("question_mark", HelpPage)],
)
async def test_every_other_screen_opens_and_escape_comes_back(key: str, kind: type[object]) -> None:
    async with at_picker() as (pilot, screen):
        await pilot.press(key)
        await settled(pilot)
        assert isinstance(pilot.app.screen, kind)
        await pilot.press("escape")
        await settled(pilot)
        assert pilot.app.screen is screen
        assert screen.query_one(TaskGrid).has_focus


async def test_the_texts_open_whole() -> None:
    async with at_picker() as (pilot, _):
        for pane, word in (("2", "Prompt of flask"), ("3", "Rules for flask")):
            await pilot.press(pane)
            await pilot.pause()
            await pilot.press("enter")
            await settled(pilot)
            assert word in drawn(pilot)
            await pilot.press("escape")
            await pilot.pause()


@pytest.mark.parametrize(
    ("keys", "words"),
    [((), "frameworks down, constraints across"), (("4",), "The next or the previous value"), (("m", "m"), "new task")],
)
async def test_help_names_the_arrows_and_the_keys_of_the_focused_pane(keys: tuple[str, ...], words: str) -> None:
    async with at_picker((120, 50)) as (pilot, _):
        await pilot.press(*keys, "question_mark")
        await settled(pilot)
        assert words in drawn(pilot)


async def test_a_click_on_a_key_of_the_focused_pane_does_what_the_key_does() -> None:
    async with at_picker() as (pilot, screen):
        await pilot.press("m", "m")
        await settled(pilot)
        await pilot.click(offset=(3, 35))
        await settled(pilot)
        assert screen.chosen is not None
        assert screen.chosen.name == "own/mine"


async def test_help_names_every_key_of_the_picker_and_its_marks() -> None:
    async with at_picker((120, 50)) as (pilot, _):
        await pilot.press("question_mark")
        await settled(pilot)
        text = drawn(pilot)
        for words in ("Start the run as it is chosen", "Keys of model providers", "a required constraint is broken"):
            assert words in text
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(pilot.app.screen, PickerScreen)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 60)])
async def test_no_line_of_the_picker_is_cut(size: tuple[int, int]) -> None:
    async with at_picker(size) as (pilot, _):
        for key in ("2", "3", "4", "m"):
            await pilot.press(key)
            await settled(pilot)
            assert "›" not in drawn(pilot)
            assert "…" not in drawn(pilot).replace("another name…", "")


async def test_a_terminal_that_is_too_small_is_told_so_and_nothing_else() -> None:
    async with at_picker((50, 12)) as (pilot, _):
        assert drawn(pilot).split() == ["terminal", "too", "small:", "Spar", "needs", "60", "x", "15"]


async def test_in_the_smallest_terminal_the_grid_scrolls_to_the_cursor() -> None:
    async with at_picker((60, 15)) as (pilot, _):
        await pilot.press(*["down"] * 7)
        await settled(pilot)
        assert "[▶]" in drawn(pilot)
        assert "koa/clean+sqlite+orm" in drawn(pilot)
        assert "›" not in drawn(pilot)


async def test_the_first_pane_is_there_from_the_start_where_room_is_short() -> None:
    async with at_picker((80, 24)) as (pilot, _):
        assert "Build the Conduit API" in drawn(pilot)
        await pilot.press("4")
        await settled(pilot)
        assert "▶ Start" in drawn(pilot)
        assert "Build the Conduit API" not in drawn(pilot)


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_a_model_is_chosen_from_the_list(size: tuple[int, int]) -> None:
    chosen.remember(Choices(agent="litellm"))
    async with at_picker(size) as (pilot, screen):
        await _open_models(pilot)
        assert "no key" in drawn(pilot)
        assert "per million tokens" in drawn(pilot)
        await pilot.press("down", "enter")
        await settled(pilot)
        assert pilot.app.screen is screen
        assert screen.choices.model in {model.name for model in listed()}


async def test_a_model_that_is_not_listed_is_typed() -> None:
    chosen.remember(Choices(agent="litellm"))
    async with at_picker() as (pilot, screen):
        await _open_models(pilot)
        await pilot.press("t")
        await pilot.pause()
        await pilot.press(*"own-1", "enter")
        await settled(pilot)
        assert pilot.app.screen is screen
        assert screen.choices.model == "own-1"


async def test_keys_typed_behind_enter_are_no_part_of_the_models_name() -> None:
    chosen.remember(Choices(agent="litellm"))
    async with at_picker() as (pilot, screen):
        await _open_models(pilot)
        await pilot.press("t")
        await pilot.pause()
        await type_ahead(pilot, *"openai/x", "enter", "g")
        assert pilot.app.screen is screen
        assert screen.choices.model == "openai/x"


async def _open_models(pilot: Pilot[Any]) -> None:
    await pilot.press("4")
    await pilot.pause()
    await pilot.press("down", "enter")
    await settled(pilot)
    assert isinstance(pilot.app.screen, ModelsScreen)
