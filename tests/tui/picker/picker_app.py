"""The app at the picker, settled, for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from piloting import settled
from textual.pilot import Pilot

from tui.app import SparApp
from tui.screens.picker import PickerScreen


@asynccontextmanager
async def at_picker(
    size: tuple[int, int] = (120, 36), *task_files: Path
) -> AsyncIterator[tuple[Pilot[Any], PickerScreen]]:
    app = SparApp(task_files=task_files)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, PickerScreen)
        yield pilot, app.screen
