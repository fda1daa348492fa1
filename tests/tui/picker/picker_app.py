"""The app at the picker, settled, for tests; and what it draws, as text."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from tui.app import SparApp
from tui.screens.picker import PickerScreen


class StillApp(SparApp):
    """Nothing moves by itself, so that two pictures of one state are equal."""

    CSS = "Input > .input--cursor { text-style: none; }"

    def on_load(self) -> None:
        self.animation_level = "none"


@asynccontextmanager
async def at_picker(
    size: tuple[int, int] = (120, 36), *task_files: Path
) -> AsyncIterator[tuple[Pilot[Any], PickerScreen]]:
    app = SparApp(task_files=task_files)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, PickerScreen)
        yield pilot, app.screen


async def settled(pilot: Pilot[Any]) -> None:
    """Until what was looked up off the UI thread is on the screen."""
    for _ in range(3):
        await pilot.pause(0.05)
        await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def until(pilot: Pilot[Any], true: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait for something that happens in its own time."""
    for _ in range(int(seconds * 20)):
        if true():
            await pilot.pause()
            return
        await asyncio.sleep(0.05)
        await pilot.pause()
    raise AssertionError(f"it did not happen:\n{drawn(pilot)}")


def drawn(pilot: Pilot[Any]) -> str:
    """Every line that the screen shows now."""
    lines = ["".join(segment.text for segment in strip) for strip in pilot.app.screen._compositor.render_strips()]
    return "\n".join(lines)
