"""Task files whose every word tries to act on the terminal: on the picker they are words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from picker_app import at_picker
from piloting import settled
from terminal_dangers import clickable, dangerous, drawn_text
from told_hostile import EVERYTHING

from tasks import own_tasks

TOML = EVERYTHING.replace("\udc80", "").encode("unicode_escape").decode().replace("\\x", "\\u00").replace('"', "")
"""The same in a TOML string, where controls must be escaped."""


def own(name: str, text: str) -> Path:
    folder = own_tasks.place()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return folder / name


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_a_hostile_task_file_is_words_on_the_picker(size: tuple[int, int]) -> None:
    own("hostile.toml", f'framework = "flask"\nprompt = "{TOML}"\nstart = "{TOML}"\ninstall = "{TOML}"\n')
    own("broken\x1b]0;owned\x07.toml", f'"{TOML}" = 1\n')
    async with at_picker(size) as (pilot, _):
        await pilot.press("m", "m")
        await settled(pilot)
        seen = ""
        for key in ("down", "up", "2", "enter", "escape", "3", "enter", "escape", "d", "escape", "up", "up", "1"):
            await pilot.press(key)
            await settled(pilot)
            seen += drawn_text(pilot.app)
            assert dangerous(drawn_text(pilot.app).replace("\n", "")) == [], key
            assert not any("suspend" in action for action in clickable(pilot.app)), key
        assert "␛" in seen
        assert re.search(r"broken␛", seen)
