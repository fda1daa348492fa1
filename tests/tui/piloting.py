"""What tests of the screens share: an app that keeps still, its keys, waiting until it settles, and what it draws."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Any

from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widget import Widget
from textual.worker import WorkerCancelled

from tui.app import SparApp
from tui.theme_files import defaults, shipped


class StillApp(SparApp):
    """Nothing moves by itself, so that two pictures of one state are equal."""

    CSS = "Input > .input--cursor { text-style: none; }"

    def on_load(self) -> None:
        self.animation_level = "none"


class OneWidget(App[None]):
    """A widget by itself, in the colours of the first theme."""

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget
        self.register_theme(shipped()[0])
        self.theme = shipped()[0].name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(defaults(self.current_theme))

    def compose(self) -> ComposeResult:
        yield self.widget


async def settled(pilot: Pilot[Any]) -> None:
    """Until three looks in a row, each longer than a feed holds events back, have found no worker at work."""
    calm = 0
    while calm < 3:
        await pilot.pause(0.06)
        calm = calm + 1 if all(worker.is_finished for worker in pilot.app.workers) else 0
        with contextlib.suppress(WorkerCancelled):  # A newer look took an exclusive worker's place.
            await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def until(pilot: Pilot[Any], true: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait for something that happens in its own time."""
    latest = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < latest, f"it did not happen:\n{drawn(pilot)}"
        await asyncio.sleep(0.05)
        await pilot.pause()
    await pilot.pause()


async def press(pilot: Pilot[Any], *keys: str) -> None:
    await pilot.press(*keys)
    await settled(pilot)


def typed(text: str) -> list[str]:
    """The keys that write the text into a field."""
    return ["space" if char == " " else char for char in text]


def drawn(pilot: Pilot[Any]) -> str:
    """Every line that the screen shows now."""
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())


async def type_ahead(pilot: Pilot[Any], *keys: str) -> None:
    """Keys as a terminal sends them that holds several: none waits for what the one before it leads to."""
    for name in keys:
        pilot.app.post_message(events.Key(name, "\r" if name == "enter" else name))
    await settled(pilot)
