"""A person's own tasks on the picker: listed, broken, none yet, made, edited, started, and remembered."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from picker_app import at_picker
from piloting import drawn, settled
from textual.pilot import Pilot

from sandbox import choices as chosen
from sandbox.choices import Choices
from tasks import catalogue, own_tasks
from tui.screens.page import PagerPage
from tui.view.own_list import EXAMPLE, chosen_as, make_new, own_files
from tui.widgets.own_task_list import OwnTaskList
from tui.widgets.run_options import RunOptions
from tui.widgets.task_grid import TaskGrid

AUDIT = 'framework = "express"\nconstraints = ["sqlite", "orm"]\nprompt = "Log writes. [b]x[/b]"\n'


def write(name: str, text: str = AUDIT) -> Path:
    folder = own_tasks.place()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return folder / name


async def to_own(pilot: Pilot[Any]) -> None:
    await pilot.press("m", "m")
    await settled(pilot)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 60)])
async def test_without_tasks_of_ones_own_it_says_how_to_add_one(size: tuple[int, int]) -> None:
    async with at_picker(size) as (pilot, screen):
        await to_own(pilot)
        text = drawn(pilot)
        assert "No task of your own yet" in text
        assert 'framework = "flask"' in text
        assert "own 0" in text
        assert "›" not in text
        await pilot.press("g")
        await settled(pilot)
        assert pilot.app.screen is screen
        assert "Choose a task first" in drawn(pilot)


@pytest.mark.parametrize("tasks", [0, 1])
async def test_frameworks_of_ones_own_are_named_with_how_a_task_asks_for_one(tasks: int) -> None:
    folder = own_tasks.place().parent / "frameworks"
    folder.mkdir(parents=True)
    (folder / "bottle.toml").write_text('label = "Bottle"\n')
    if tasks:
        write("audit.toml")
    async with at_picker() as (pilot, _):
        await to_own(pilot)
        assert 'Frameworks of your own: bottle; a task asks for one: framework = "bottle"' in drawn(pilot)


async def test_an_own_task_is_told_and_judged_like_any_other() -> None:
    write("audit.toml")
    async with at_picker((200, 60)) as (pilot, screen):
        await to_own(pilot)
        text = drawn(pilot)
        assert "own 1" in text
        assert "own/audit" in text
        assert "And: Log writes." in text
        assert "Sequelize for every read and write" in text
        assert "The ORM does the work" in text
        assert "\x1b" not in text
        assert "[b]x[/b]" in text
        assert screen.choices.task == "own/audit"
        await pilot.press("d")
        await settled(pilot)
        assert isinstance(pilot.app.screen, PagerPage)
        assert "Log writes." in drawn(pilot)
        assert "\x1b" not in drawn(pilot)


async def test_an_own_task_has_no_recording_and_says_who_can_act() -> None:
    write("audit.toml")
    async with at_picker() as (pilot, screen):
        await to_own(pilot)
        assert "has no recording" in drawn(pilot)
        await pilot.press("g")
        await settled(pilot)
        assert pilot.app.screen is screen
        await pilot.press("enter", "right")
        await settled(pilot)
        assert screen.choices.agent == "human"
        assert "Ready: g starts own/audit." in drawn(pilot)
        await pilot.press("right", "right")
        await settled(pilot)
        assert screen.choices.agent == "human"


async def test_a_broken_file_stands_there_with_its_error_in_one_line() -> None:
    write("audit.toml")
    write("broken.toml", 'framework = "flsk"\n')
    write("torn.toml", "framework = [[[")
    async with at_picker() as (pilot, screen):
        await to_own(pilot)
        text = drawn(pilot)
        assert re.search(r"✗ broken\.toml +there is no framework 'flsk'", text)
        assert "✗ torn.toml" in text
        assert "own 3" in text
        await pilot.press("down")
        await settled(pilot)
        assert screen.chosen is None
        assert "This file is no task yet" in drawn(pilot)
        assert "✗ Start" in drawn(pilot)
        assert "Four layers" not in drawn(pilot)
        await pilot.press("up")
        await settled(pilot)
        assert screen.chosen is not None


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_long_file_name_leaves_the_error_in_sight_and_its_own_end(size: tuple[int, int]) -> None:
    write("a-name-as-people-like-to-give-them-end.toml", 'framework = "flsk"\n')
    async with at_picker(size) as (pilot, _):
        await to_own(pilot)
        text = " ".join(line.strip(" │") for line in drawn(pilot).splitlines())
        assert re.search(r"✗ …[\w-]+end\.toml there is no framework 'flsk', but flask, fastapi", text)


async def test_a_file_named_on_the_command_line_comes_first_and_is_found_again(tmp_path: Path) -> None:
    write("audit.toml")
    elsewhere = tmp_path / "elsewhere.toml"
    elsewhere.write_text('framework = "koa"\n')
    async with at_picker((120, 36), elsewhere) as (pilot, screen):
        await settled(pilot)
        assert screen.query_one(OwnTaskList).has_focus
        assert screen.chosen is not None
        assert screen.chosen.name == "own/elsewhere"
        assert screen.choices.task == str(elsewhere)
        assert catalogue.find(screen.choices.task) == screen.chosen
        chosen.remember(screen.choices)
    async with at_picker() as (pilot, screen):
        assert screen.chosen is not None
        assert screen.chosen.name == "own/elsewhere"


async def test_a_named_file_that_is_no_task_is_shown_with_its_error(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text("colour = 1")
    async with at_picker((120, 36), bad) as (pilot, screen):
        await settled(pilot)
        assert screen.chosen is None
        assert "bad.toml" in drawn(pilot)
        await pilot.press("m")
        await settled(pilot)
        assert screen.query_one(TaskGrid).has_focus
        assert "Ready" in drawn(pilot)


async def test_a_remembered_own_task_stands_chosen() -> None:
    write("audit.toml")
    chosen.remember(Choices(task="own/audit", agent="human"))
    async with at_picker() as (pilot, screen):
        await settled(pilot)
        assert screen.chosen is not None
        assert screen.chosen.name == "own/audit"
        await pilot.press("m")
        await settled(pilot)
        assert screen.choices.task == "flask/clean+sqlite+orm"


async def test_a_filter_leaves_what_fits() -> None:
    write("audit.toml")
    write("other.toml", 'framework = "koa"\n')
    async with at_picker() as (pilot, screen):
        await to_own(pilot)
        await pilot.press("slash", *"koa")
        await settled(pilot)
        assert screen.chosen is not None
        assert screen.chosen.name == "own/other"
        assert "own/audit" not in drawn(pilot)
        await pilot.press(*"zzz")
        await settled(pilot)
        assert "None of your tasks fits" in drawn(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert "own/audit" in drawn(pilot)


async def test_n_makes_a_file_that_works_and_r_reads_what_was_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    async with at_picker() as (pilot, screen):
        await to_own(pilot)
        await pilot.press("n")
        await settled(pilot)
        assert screen.chosen is not None
        assert screen.chosen.name == "own/mine"
        assert screen.chosen.constraints == ("clean", "sqlite")
        write("mine.toml", 'framework = "hono"\n')
        await pilot.press("r")
        await settled(pilot)
        assert screen.chosen is not None
        assert screen.chosen.framework.name == "hono"


async def test_without_a_terminal_to_lend_the_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    write("audit.toml")
    monkeypatch.setenv("VISUAL", f"{sys.executable} -c pass")
    async with at_picker() as (pilot, _):
        await to_own(pilot)
        await pilot.press("e")
        await settled(pilot)
        assert any("audit.toml" in note.message for note in pilot.app._notifications)


async def test_a_click_on_a_kinds_name_shows_it() -> None:
    async with at_picker() as (pilot, screen):
        line = drawn(pilot).split("\n")[1]
        await pilot.click(offset=(line.index("feature 32") + 2, 1))
        await settled(pilot)
        assert screen.kind == "feature"
        await pilot.click(offset=(line.index("own 0") + 1, 1))
        await settled(pilot)
        assert screen.kind == "own"


async def test_a_second_click_on_an_own_task_goes_to_the_options() -> None:
    write("audit.toml")
    async with at_picker() as (pilot, screen):
        await to_own(pilot)
        await pilot.click(OwnTaskList, offset=(6, 2))
        await settled(pilot)
        assert screen.query_one(RunOptions).has_focus


def test_a_new_file_never_takes_the_place_of_another() -> None:
    first, second = make_new(), make_new()
    assert first != second
    assert first.read_text() == second.read_text() == EXAMPLE
    assert [file.problem for file in own_files()] == ["", ""]


def test_a_task_of_the_same_name_elsewhere_is_chosen_by_its_file(tmp_path: Path) -> None:
    inside = write("audit.toml")
    outside = tmp_path / "audit.toml"
    outside.write_text('framework = "koa"\n')
    files = own_files([outside, inside])
    assert [file.path for file in files] == [outside, inside]
    assert [chosen_as(file.task) for file in files if file.task] == [str(outside), "own/audit"]
