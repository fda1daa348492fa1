"""The keys of the debugger's gate: run, pause, step, and the answers to a pending action."""

from __future__ import annotations

import time

from textual import on
from textual.app import SuspendNotSupported

from sandbox.actions import Action, EditFile, WriteFile
from tui.messages import ContinueWanted, LeaveWanted
from tui.my_turn import editable, with_text
from tui.own_editor import EditorFailed, edit_text, own_editor
from tui.screens.workbench_base import WorkbenchBase
from tui.text import clean, decode
from tui.view.paces import PACES, pace_words
from tui.view.run_keys import Standing, standing
from tui.view.run_view import RunView
from tui.widgets.pending_bar import PendingBar

GUARD_SECONDS = 0.3
"""How long a new pending action can't be approved: a key meant for the last one must not run this one."""

_COMPLETE = "The agent has submitted: this run is complete. S summarises it, q goes back to the picker."
_ELSEWHERE = "Another Spar runs this session: it is followed here, and moved there."
_LANDING = "The run is over; scores that are still to come land all the same."
_ON_DISK = "Nothing runs this session, so it is not scored again; `spar replay` does it anew, with scores of its own."


class GateKeys(WorkbenchBase):
    """Approve, send back, edit, take over, stop; run and pause; the pace of recordings."""

    def arm(self, before: RunView, now: RunView) -> None:
        """Start the guard anew whenever another action waits."""
        if now.pending is not None and (now.pending != before.pending or now.head != before.head):
            self.armed_at = time.monotonic() + GUARD_SECONDS

    @property
    def pending(self) -> Action | None:
        return self.view.pending

    def action_approve(self) -> None:
        if self._may_run():
            self.handle.approve()

    def action_approve_and_go(self) -> None:
        if self._may_run():
            self.handle.run()

    def _may_run(self) -> bool:
        if self.pending is None:
            return False
        if time.monotonic() < self.armed_at:
            self.say("This action has only just appeared: look at it, then press a again.")
            return False
        self.armed_at = float("inf")
        return True

    def action_send_back(self) -> None:
        if self.pending is not None:
            self.pending_bar.ask_words()

    def action_edit(self) -> None:
        action = self.pending
        text = editable(action) if action is not None else None
        if action is None:
            return
        if text is None:
            self.say("There is no text to change in this action; r sends it back.")
        elif not self._in_own_editor(action, text):
            self.pending_bar.edit()

    def _in_own_editor(self, action: Action, text: str) -> bool:
        """Let the person's own editor change an action; False where there is no editor to use."""
        command = own_editor()
        if command is None:
            return False
        name = action.path if isinstance(action, WriteFile | EditFile) else "command.sh"
        try:
            with self.app.suspend():
                left = edit_text(command, name, text)
        except SuspendNotSupported:
            return False
        except EditorFailed as error:
            self.say(f"Nothing was changed: {clean(str(error), one_line=True)}")
            return True
        if left is None:
            self.say("You left the text as it was.")
        elif self.pending == action:
            self.handle.replace(with_text(action, left))
        elif self.view.my_turn:
            self.handle.act(with_text(action, left))
        else:
            self.say("The run has gone on meanwhile: what you wrote is not used.")
        return True

    def action_take_over(self) -> None:
        if self.view.my_turn and self.view.agent != "human":
            self.handle.hand_back()
            self.say("The agent goes on from here; t takes over again.")
        elif not self.view.over:
            self.handle.take_over()

    def action_stop(self) -> None:
        if not self.view.over:
            self.handle.stop()
            self.say(_LANDING if self.view.state == "scoring" else "Stopping; Space continues a stopped run.")

    def action_leave(self) -> None:
        self.post_message(LeaveWanted())

    def action_run_pause(self) -> None:
        match standing(self.view, live=self.handle.live):
            case "waiting":
                self.say("An action waits: a runs it, A runs it and goes on, r sends it back.")
            case "ended" | "cut off":
                self.pending_bar.trouble = ""
                self.post_message(ContinueWanted(self.handle))
            case "going":
                self.handle.pause()
            case now if not self._moved_otherwise(now):
                self.handle.run()

    def action_step(self) -> None:
        match standing(self.view, live=self.handle.live):
            case "waiting":
                self.say("An action waits: a runs it and then waits again.")
            case "ended" | "cut off":
                self.say("This run has ended; Space continues it, then s steps.")
            case now if not self._moved_otherwise(now):
                self.handle.step()

    def _moved_otherwise(self, now: Standing) -> bool:
        """A run that neither key moves: what does is said, or opened."""
        match now:
            case "mine":
                self.pending_bar.type_command()
            case "complete":
                self.say(_COMPLETE)
            case "elsewhere":
                self.say(_ELSEWHERE)
            case _:
                return False
        return True

    def could_not_continue(self, words: str) -> None:
        """Say in place why the session can't go on, with the key that tries again."""
        self.pending_bar.trouble = words

    def action_command(self) -> None:
        self.pending_bar.type_command()

    def action_pace(self, slower: int) -> None:
        if self.view.agent != "scripted":
            return
        place = PACES.index(self.recorded_pace) if self.recorded_pace in PACES else 3
        self.recorded_pace = PACES[min(max(place + slower, 0), len(PACES) - 1)]
        self.handle.pace(self.recorded_pace)
        self.say(pace_words(self.recorded_pace))

    def action_rescore(self) -> None:
        if not self.handle.live and self._misses_scores():
            self.post_message(ContinueWanted(self.handle))
            return
        if not self.handle.live:
            self.say(_ELSEWHERE if standing(self.view, live=False) == "elsewhere" else _ON_DISK)
            return
        step = self.view.step(self.selected)
        if step is None or step.committed is None:
            step = self.view.scored_at(self.selected)
        if step is not None:
            self.handle.rescore(step.number, fresh=step.score is not None)
            self.say(f"Step {step.number} is queued for scoring.")

    def _misses_scores(self) -> bool:
        """A run that was left before its last scores: going on from a submission does nothing but score."""
        kept = (step for step in self.view.steps if step.committed is not None)
        return standing(self.view, live=False) == "complete" and any(step.score is None for step in kept)

    @on(PendingBar.Words)
    def _words(self, event: PendingBar.Words) -> None:
        self.handle.send_back(event.words)

    @on(PendingBar.Replaced)
    def _replaced(self, event: PendingBar.Replaced) -> None:
        self.handle.replace(event.action)

    @on(PendingBar.Acted)
    def _acted(self, event: PendingBar.Acted) -> None:
        self.handle.act(event.action)

    @on(PendingBar.FileWanted)
    def _file_wanted(self, event: PendingBar.FileWanted) -> None:
        tree, path = self.view.tree(self.view.head), event.path

        def read() -> None:
            data = self.handle.workspace.read(tree, path) if tree else None
            self.app.call_from_thread(self._edit_file, path, decode(data or b""))

        self.run_worker(read, thread=True, exclusive=True, group="file", exit_on_error=False)

    def _edit_file(self, path: str, content: str) -> None:
        if not self._in_own_editor(WriteFile(path, content), content):
            self.pending_bar.edit_file(path, content)

    @on(PendingBar.Left)
    def _left(self) -> None:
        self.query_one(f"#{self.tab}").focus()
