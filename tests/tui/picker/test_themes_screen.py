"""Choosing the colours: seen before chosen, given back by Esc, remembered once kept."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from picker_app import at_picker
from piloting import drawn, settled
from textual.pilot import Pilot
from textual.theme import BUILTIN_THEMES

from tui.chosen_theme import remembered_theme
from tui.screens.themes import ThemesScreen, ordered


async def to_themes(pilot: Pilot[Any]) -> None:
    pilot.app.action_change_theme()
    await settled(pilot)
    assert isinstance(pilot.app.screen, ThemesScreen)


async def test_a_theme_is_worn_while_the_cursor_is_on_it_and_escape_gives_the_old_one_back() -> None:
    async with at_picker() as (pilot, screen):
        await to_themes(pilot)
        assert pilot.app.theme == "spar-dark"
        await pilot.press("down", "down")
        await settled(pilot)
        assert pilot.app.theme == "spar-light"
        await pilot.press("escape")
        await settled(pilot)
        assert pilot.app.theme == "spar-dark"
        assert pilot.app.screen is screen
        assert remembered_theme() is None


async def test_enter_keeps_and_remembers_it() -> None:
    async with at_picker((80, 24)) as (pilot, screen):
        await to_themes(pilot)
        assert "● spar-dark" in drawn(pilot)
        await pilot.press("end", "home", "enter")
        await settled(pilot)
        assert pilot.app.screen is screen
        assert pilot.app.theme == remembered_theme() == "spar-colour-blind"


async def test_a_click_wears_and_a_second_one_keeps() -> None:
    async with at_picker() as (pilot, screen):
        await to_themes(pilot)
        lines = drawn(pilot).split("\n")
        row = next(n for n, line in enumerate(lines) if "spar-light" in line)
        place = (lines[row].index("spar-light"), row)
        await pilot.click(offset=place)
        await settled(pilot)
        assert pilot.app.theme == "spar-light"
        await pilot.click(offset=place)
        await settled(pilot)
        assert pilot.app.screen is screen
        assert remembered_theme() == "spar-light"


def test_ones_own_themes_come_first_and_textuals_last() -> None:
    found = ordered([*BUILTIN_THEMES, "spar-light", "spar-dark", "mine"])
    assert found[:3] == ["mine", "spar-dark", "spar-light"]
    assert found[3:] == sorted(BUILTIN_THEMES)


def test_a_pipe_in_place_of_the_last_choice_counts_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPAR_CONFIG", str(tmp_path))
    os.mkfifo(tmp_path / "theme")
    assert remembered_theme() is None
