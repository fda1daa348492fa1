"""The app at the workbench of a scripted session, settled, for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from piloting import settled
from scripted_handle import ScriptedHandle
from textual.pilot import Pilot

from tui.app import SparApp
from tui.screens.workbench import WorkbenchScreen


@asynccontextmanager
async def opened(
    handle: ScriptedHandle, size: tuple[int, int] = (120, 36), kind: type[SparApp] = SparApp
) -> AsyncIterator[tuple[Pilot[Any], WorkbenchScreen]]:
    app = kind(handle)  # type: ignore[arg-type]
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, WorkbenchScreen)
        yield pilot, app.screen
