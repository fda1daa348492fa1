"""What goes on between Start and the first step: what is being made ready, how far it is, and a way out."""

from __future__ import annotations

import time
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import ProgressBar, Static

from tui.bindings.key import key
from tui.text import clean
from tui.widgets.key_bar import KeyBar


class StartingScreen(ModalScreen[bool]):
    """Dismissed by who opened it, or by the person with True: cancelled."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "cancel", "cancel", "starting.cancel", "Back to the picker", display="Esc"),
        key(
            "e",
            "example",
            "a finished session meanwhile",
            "starting.example",
            "Look at the finished session that comes with Spar while this one is made ready",
        ),
    ]
    DEFAULT_CSS = """
    StartingScreen {
        align: center middle;
        background: $background 60%;
        Vertical { width: 64; max-width: 100%; height: auto; border: round $accent; padding: 1 2; }
        Vertical { background: $surface; }
        ProgressBar { width: 100%; }
        KeyBar { dock: bottom; }
        Bar {
            width: 1fr;
            & > .bar--bar, & > .bar--indeterminate, & > .bar--complete { color: $accent; }
        }
        #what { height: 2; }
    }
    """

    def __init__(self, task: str) -> None:
        super().__init__()
        self._of_task = task
        self._begun = time.monotonic()
        self.cancelled = False
        self._said = "looking at what this machine has"
        self._share: float | None = None

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content(f"Starting {clean(self._of_task, one_line=True)}")
            yield Static(self._said, id="what", markup=False)
            yield ProgressBar(total=None, show_eta=False, show_percentage=False)
            yield Static("0 s   Esc cancels", id="elapsed", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        self.set_interval(0.5, self._tick)
        self._draw()

    def tell(self, words: str, share: float | None) -> None:
        """Progress: in words, and 0 to 1 where it is known."""
        self._said, self._share = clean(words, one_line=True), share
        self._draw()

    def _draw(self) -> None:
        for what in self.query("#what").results(Static):  # None yet where words come before the first frame.
            what.update(self._said)
        for bar in self.query(ProgressBar):
            bar.update(total=None if self._share is None else 1.0, progress=self._share or 0.0)

    def _tick(self) -> None:
        self.query_one("#elapsed", Static).update(f"{time.monotonic() - self._begun:.0f} s   Esc cancels")

    @work(thread=True, exclusive=True, group="example", exit_on_error=False)
    def action_example(self) -> None:
        from sandbox.store.archive import ArchivedSession
        from sandbox.store.example import example_folder
        from tui.screens.workbench import WorkbenchScreen

        example = ArchivedSession(example_folder())
        self.app.call_from_thread(self._show, WorkbenchScreen(example))

    def _show(self, screen: Screen[None]) -> None:
        self.app.push_screen(screen)

    def action_cancel(self) -> None:
        self.cancelled = True
        self.dismiss(True)
