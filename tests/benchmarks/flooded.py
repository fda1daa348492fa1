"""The programs whose key presses bench_keys.py times: `spar` under a flood of events, and a `bare` Textual app."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import ClassVar

import tui

# The told session of the checkout that is measured, which may be another one.
sys.path.append(str(Path(tui.__path__[0]).parent / "tests" / "tui"))

from scripted_handle import ScriptedHandle
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.widgets import Static
from told_session import ARTICLES_12, REQUIRED, TOTALS, running_session, summary

from sandbox.actions import WriteFile
from sandbox.events import (
    Change,
    Scoring,
    StateChanged,
    StepCommitted,
    StepObserved,
    StepProposed,
    StepScored,
    Streamed,
    StructureVerified,
    Usage,
)
from tui.app import SparApp
from tui.screens.workbench import WorkbenchScreen
from tui.widgets.line_view import LineView


class Marks(App[int]):
    """Writes the number of the state that is on screen after each paint; a new state is what a key has changed."""

    _number = 0
    _state: object = None

    def state(self) -> object:
        raise NotImplementedError

    def _display(self, screen: object, renderable: object) -> None:
        super()._display(screen, renderable)  # type: ignore[arg-type]
        if renderable is None or self._driver is None:
            return
        state = self.state()
        if state != self._state:
            self._number, self._state = self._number + 1, state
        self._driver.write(f"\x1b_paint:{self._number}\x1b\\")


class Bare(Marks):
    """The least that a Textual app does for a key: one line of text changes."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab,shift+tab", "count", show=False, priority=True)]
    pressed = 0

    def compose(self) -> ComposeResult:
        yield Static("0")

    def state(self) -> object:
        return self.pressed

    def on_key(self, _: Key) -> None:
        self.action_count()

    def action_count(self) -> None:
        self.pressed += 1
        self.query_one(Static).update(str(self.pressed))


class Flooded(Marks, SparApp):
    """Spar on the told session, reading step 13. Its state is what the keys of the benchmark change, and they alone."""

    def on_ready(self) -> None:
        self.set_timer(0.5, self._begin)

    def _begin(self) -> None:
        assert isinstance(self.screen, WorkbenchScreen)
        self.screen.select(13)
        self.screen.follow = False
        threading.Thread(target=flood, args=(self.handle, threading.Event()), daemon=True).start()

    def state(self) -> object:
        screen = self.screen
        if not isinstance(screen, WorkbenchScreen):
            return type(screen)
        pane = screen.focused
        place = (pane.scroll_offset, pane.wraps) if isinstance(pane, LineView) else None
        return screen.focused, screen.selected, screen.zoomed, place


def flood(handle: ScriptedHandle, over: threading.Event) -> None:
    """50 fragments and 20 score reports a second, a whole step every 1.5 s: as a model and a judge send them."""
    tick, step = 0, 14
    text = ARTICLES_12
    while not over.wait(0.02):
        tick += 1
        handle.say(Streamed(step, "thought", "lazily " if tick % 9 else "loaded.\n"))
        if tick % 5 in (0, 2):
            handle.say(Scoring(step - 1, tick % 410, 410, "requests"))
        if tick % 75 == 0:
            text = text.replace("limit: int = ", f"limit: int = {step % 10}").replace("slug ==", "slug  ==")
            handle.workspace.trees[f"t{step}"] = {"app/repositories/articles.py": text.encode()}
            finish(handle, step)
            step += 1
            handle.say(StateChanged("thinking", step))


def finish(handle: ScriptedHandle, step: int) -> None:
    """What the session says of a step: proposed, observed, committed, verified, and the one before it scored."""
    path = "app/repositories/articles.py"
    output = "".join(f"tests/test_{n:03}.py::test_that_it_works PASSED\n" for n in range(43))
    groups = {name: total - (step + place) % 3 for place, (name, total) in enumerate(TOTALS.items())}
    handle.say(
        StepProposed(step, step - 1, "Once more.", WriteFile(path, "..."), 1.8e9 + step, Usage(20_000, 300)),
        StepObserved(step, output, True, 0, 1.2),
        StepCommitted(
            step, step - 1, f"c{step}", f"t{step}", f"write {path}", (Change(path, "M", 2, 2),), 1.8e9 + step
        ),
        StructureVerified(step, f"t{step}", dict.fromkeys(REQUIRED, 0), REQUIRED, ()),
        StepScored(step - 1, f"t{step - 1}", f"k{step - 1}", summary(groups, 60 + step % 50)),
    )


def main() -> None:
    if sys.argv[1] == "bare":
        Bare().run()
        return
    handle = running_session()
    long = "".join(
        f"def handler_{number}(request):\n    return answer({number}, request.path)\n\n" for number in range(80)
    )
    handle.workspace.trees["t13"] = {**handle.workspace.trees["t13"], "app/routes/all.py": long.encode()}
    Flooded(handle).run()  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
