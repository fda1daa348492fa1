"""From Start to the workbench: what is made ready meanwhile, how it is cancelled, and what is said where it fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work

from sandbox.choices import Choices, remember
from tui.messages import Cancelled
from tui.screens.picker_base import PickerBase
from tui.text import clean
from tui.widgets.run_options import RunOptions

if TYPE_CHECKING:
    from sandbox.session.live import LiveSession
    from tui.screens.starting import StartingScreen


class Beginning(PickerBase):
    """Starts what stands chosen."""

    @on(RunOptions.Started)
    def action_start(self) -> None:
        task, now = self.chosen, self.ready
        if task is None or now.why_not:
            self.trouble = ""
            self.offer()
            self.app.bell()
            return
        from tui.screens.starting import StartingScreen

        self.trouble = ""
        starting = StartingScreen(task.name)
        self.app.push_screen(starting)
        self._begin(self.choices, starting)

    @work(thread=True, exclusive=True, group="begin", exit_on_error=False)
    def _begin(self, choices: Choices, starting: StartingScreen) -> None:
        from sandbox.start import begin
        from tui.cli.errors import words_for

        def progress(words: str, share: float | None) -> None:
            if starting.cancelled:
                raise Cancelled
            self.app.call_from_thread(starting.tell, words, share)

        try:
            session = begin(choices, progress, lively=True)
        except Cancelled:
            return
        except Exception as error:
            self.app.call_from_thread(self._failed, starting, words_for(error))
            return
        if starting.cancelled:
            session.close()
            return
        session.start()
        remember(choices)
        self.last = choices
        self.app.call_from_thread(self._begun, starting, session, choices)

    def _begun(self, starting: StartingScreen, session: LiveSession, choices: Choices) -> None:
        if starting.cancelled:  # Between the last look at this and now.
            self.run_worker(session.close, thread=True, group="close", exit_on_error=False)
            return
        if self.app.screen is not starting:
            self.notify("The run that you started is ready.", markup=False)
        while self.app.screen is not starting:
            self.app.pop_screen()
        starting.dismiss(False)
        pace = choices.pace if choices.agent == "scripted" else 0.0
        self.app.open_session(session, pace=pace)  # type: ignore[attr-defined]

    def _failed(self, starting: StartingScreen, words: str) -> None:
        if starting.cancelled:
            return
        while self.app.screen is not starting:
            self.app.pop_screen()
        starting.dismiss(False)
        self.trouble = f"{words.rstrip('.')}. g tries again."
        self.offer()
        self.notify(clean(words), title="It did not start", severity="error", timeout=12, markup=False)
