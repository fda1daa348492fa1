"""How a session on screen is left for the picker, and taken up again after its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work
from textual.app import App

from tui.messages import Cancelled, ContinueWanted, LeaveWanted

if TYPE_CHECKING:
    from sandbox.handle import SessionHandle
    from tui.screens.starting import StartingScreen
    from tui.view.run_view import RunView


class Leaving(App[int]):
    """The part of the app that closes sessions and continues them."""

    handle: SessionHandle | None

    def open_session(self, handle: SessionHandle, *, pace: float | None = 2.0) -> None:
        raise NotImplementedError

    @on(LeaveWanted)
    def _leave_wanted(self) -> None:
        view = self._on_screen()
        if self.handle is not None and self.handle.live and not (view is not None and view.over):
            from tui.screens.leave_page import LeavePage

            self.push_screen(LeavePage(self.handle.task.name, view), self._leave_session)
        else:
            self._leave_session(True)

    def _on_screen(self) -> RunView | None:
        from tui.screens.workbench import WorkbenchScreen

        return self.screen.view if isinstance(self.screen, WorkbenchScreen) else None

    def _leave_session(self, sure: bool | None) -> None:
        if sure:
            self._close_session(self.handle)

    @work(thread=True, group="close", exit_on_error=False)
    def _close_session(self, handle: SessionHandle | None) -> None:
        if handle is not None:
            handle.close()
        self.call_from_thread(self._back_to_picker)

    def _back_to_picker(self) -> None:
        from tui.screens.picker import PickerScreen

        self.handle = None
        below = self.screen_stack[:-1]
        self.pop_screen()
        if not any(isinstance(screen, PickerScreen) for screen in below):
            self.push_screen(PickerScreen())

    @on(ContinueWanted)
    def _continue_wanted(self, message: ContinueWanted) -> None:
        from tui.screens.starting import StartingScreen

        starting = StartingScreen(message.handle.task.name)
        self.push_screen(starting)
        self._continue(message.handle, starting)

    @work(thread=True, exclusive=True, group="begin", exit_on_error=False)
    def _continue(self, handle: SessionHandle, starting: StartingScreen) -> None:
        from sandbox.resume import choices_again, resume
        from sandbox.store.session_store import SessionStore
        from tui.cli.errors import words_for

        def progress(words: str, share: float | None) -> None:
            if starting.cancelled:
                raise Cancelled
            self.call_from_thread(starting.tell, words, share)

        try:
            handle.close()
            folder = getattr(handle, "folder", None) or SessionStore().folder(handle.id)
            choices = choices_again(handle.events())
            session = resume(folder, choices, progress, lively=True)
            session.start()
        except Cancelled:
            return
        except Exception as error:
            self.call_from_thread(self._did_not_go_on, starting, words_for(error))
            return
        self.call_from_thread(self._goes_on, starting, session, choices.pace)

    def _goes_on(self, starting: StartingScreen, session: SessionHandle, pace: float | None) -> None:
        if starting.cancelled:
            self.run_worker(session.close, thread=True, group="close", exit_on_error=False)
            return
        self._back_to(starting)
        self.pop_screen()
        self.pop_screen()
        self.open_session(session, pace=pace)

    def _back_to(self, starting: StartingScreen) -> None:
        """Leave what a person looked at meanwhile."""
        while self.screen is not starting:
            self.pop_screen()

    def _did_not_go_on(self, starting: StartingScreen, words: str) -> None:
        if starting.cancelled:
            return
        self._back_to(starting)
        self.pop_screen()
        from tui.screens.workbench import WorkbenchScreen

        if isinstance(self.screen, WorkbenchScreen):
            self.screen.could_not_continue(words)
