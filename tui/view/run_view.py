"""What the screens draw: one immutable value, folded from the events of a run and from what is provisional."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from sandbox.actions import Action
from sandbox.events import (
    Event,
    Noticed,
    Outcome,
    ProposalEdited,
    Provisional,
    RunEnded,
    Scoring,
    SentBack,
    SessionContinued,
    SessionStarted,
    StateChanged,
    StepCommitted,
    StepNotJudged,
    StepObserved,
    StepProposed,
    StepScored,
    Streamed,
    StructureVerified,
)
from sandbox.limits import Limits
from tui.view.ancestry import lineage, nearest_scored, with_changes
from tui.view.pages import Pages
from tui.view.step_view import Status, StepView

State = Literal["loading", "starting", "thinking", "running", "waiting", "paused", "scoring", "ended", "elsewhere"]
_STREAM_KEPT = 64 << 10
_NOTICES_KEPT = 50
_STATUS: dict[State, Status] = {"thinking": "thinking", "running": "running", "waiting": "waiting"}


class Stream(msgspec.Struct, frozen=True):
    """What has arrived so far of the step under way; each part keeps its last 64 KiB."""

    step: int = 0
    thought: str = ""
    action: str = ""
    output: str = ""

    def plus(self, piece: Streamed) -> Stream:
        stream = self if piece.step == self.step else Stream(piece.step)
        text = (getattr(stream, piece.part) + piece.text)[-_STREAM_KEPT:]
        return msgspec.structs.replace(stream, **{piece.part: text})


class RunView(msgspec.Struct, frozen=True, kw_only=True):
    """A run so far. Steps count from 1 and lie in `steps` in order; `head` is the newest one of the living branch.

    `cost` in US dollars (`cost_known` False once any call's price was unknown), `context` 0 to 1 of the window.
    `pending` is the action that a person must decide on; `my_turn` tells that a person is the agent.
    """

    started: SessionStarted | None = None
    agent: str = ""
    label: str = ""
    limits: Limits = Limits()
    steps: Pages[StepView] = Pages()
    head: int = 0
    state: State = "loading"
    detail: str = ""
    pending: Action | None = None
    my_turn: bool = False
    stream: Stream = Stream()
    cost: float = 0.0
    cost_known: bool = True
    tokens: int = 0
    context: float | None = None
    outcome: Outcome | None = None
    words: str = ""
    ended_at: float | None = None
    last_at: float = 0.0
    last_scored: int = 0
    served: bool = False
    notices: tuple[Noticed, ...] = ()

    def after(self, event: Event | Provisional) -> RunView:
        """The view once this has happened. Events about steps that can't exist (a gap, a parent ahead) are ignored."""
        match event:
            case SessionStarted():
                return self._with(
                    started=event, agent=event.agent, label=event.label, limits=event.limits, state="starting",
                    last_at=event.at,
                )  # fmt: skip
            case SessionContinued():
                return self._continued(event)
            case StepProposed():
                return self._proposed(event)
            case ProposalEdited(step=number, action=action):
                return self._changed(number, action=action, edited=True)
            case SentBack(step=number, words=words):
                return self._changed(number, words=words, status="sent back")
            case StepObserved(step=number):
                return self._changed(number, observed=event, status="ran")
            case StepCommitted(step=number, at=at):
                return self._changed(number, committed=event, status="committed")._with(last_at=at)
            case StructureVerified(step=number):
                # A score has seen the program run, and knows better than the code alone.
                known = self.step(number)
                return self if known is not None and known.score else self._changed(number, structure=event)
            case StepScored():
                return self._scored(event)
            case StepNotJudged(step=number, reason=reason):
                return self._changed(number, not_judged=reason, scoring=None)
            case Noticed():
                return self._with(notices=(*self.notices, event)[-_NOTICES_KEPT:])
            case RunEnded():
                return self._ended(event)
            case Streamed():
                return self._with(stream=self.stream.plus(event))
            case Scoring(step=number):
                return self._changed(number, scoring=event)
            case StateChanged():
                return self._state_changed(event)

    # --- what is asked of it -------------------------------------------------------------------------------------

    def step(self, number: int) -> StepView | None:
        """The step of this number, None where there is none (0 is the start, not a step)."""
        return self.steps[number - 1] if 0 < number <= len(self.steps) else None

    def base_of(self, number: int) -> StepView | None:
        """The nearest scored ancestor, None where the start is nearest."""
        return nearest_scored(self.steps, number)

    def scored_at(self, number: int) -> StepView | None:
        """The step if it has a score, else its nearest scored ancestor."""
        step = self.step(number)
        return step if step is not None and step.score is not None else self.base_of(number)

    def lineage(self, number: int) -> Iterator[StepView]:
        """The step itself, its parent, and so on to the first step."""
        return lineage(self.steps, number)

    def tree(self, number: int) -> str | None:
        """The git tree after a step; of the start for 0; of the parent where the step has no commit."""
        for step in self.lineage(number):
            if step.tree is not None:
                return step.tree
        return self.started.tree if self.started else None

    @property
    def over(self) -> bool:
        return self.outcome is not None

    @property
    def watches(self) -> bool:
        """Its steps are somebody else's, in a directory that is looked at: there is no agent."""
        return self.agent == "watch"

    @property
    def never_served(self) -> bool:
        """The run is over and no scored step ever had a healthy server: what was "not yet" is finally missing.

        A run that was merely stopped goes on when a person says so: there it is still "not yet". So it is where the
        last step has no score: that one may have served.
        """
        if not self.over or self.outcome in ("stopped", "interrupted") or self.served:
            return False
        return self.open_end is None

    @property
    def open_end(self) -> StepView | None:
        """The last kept step of a run that is over, where it has no score: the judge's box failed, or nobody waited."""
        if not self.over:
            return None
        last = next((step for step in self.lineage(self.head) if step.committed is not None), None)
        return last if last is not None and last.score is None else None

    def not_yet(self, number: int) -> bool:
        """No server has been healthy up to this step, and one may still come: what is missing has not failed."""
        shown = self.scored_at(number)
        served = shown is not None and shown.score is not None and (shown.score.served or shown.served_before)
        return not served and not self.never_served

    @property
    def task(self) -> str:
        return self.started.task if self.started else ""

    # --- how it changes ------------------------------------------------------------------------------------------

    def _with(self, **changes: object) -> RunView:
        return msgspec.structs.replace(self, **changes)

    def _changed(self, number: int, **changes: object) -> RunView:
        if not 0 < number <= len(self.steps):
            return self
        step = msgspec.structs.replace(self.steps[number - 1], **changes)
        return self._with(steps=self.steps.with_item(number - 1, step))

    def _proposed(self, event: StepProposed) -> RunView:
        number, parent = event.step, event.parent
        if not 0 <= parent < number or not 0 < number <= len(self.steps) + 1:
            return self
        steps = self.steps
        old = self.step(number)
        step = StepView(
            number=number, parent=parent, status="proposed", thought=event.thought, action=event.action, at=event.at,
            usage=event.usage, words=old.words if old else "", children=old.children if old else (),
        )  # fmt: skip
        steps = steps.with_item(number - 1, step)
        if parent and number not in steps[parent - 1].children:
            above = steps[parent - 1]
            steps = steps.with_item(parent - 1, msgspec.structs.replace(above, children=(*above.children, number)))
        usage = event.usage
        return self._with(
            steps=steps,
            head=number,
            cost=self.cost + (usage.cost or 0.0),
            cost_known=self.cost_known and usage.cost is not None,
            tokens=self.tokens + usage.prompt_tokens + usage.completion_tokens,
            context=self.context if usage.context is None else usage.context,
            last_at=event.at,
        )

    def _scored(self, event: StepScored) -> RunView:
        told = event.summary
        structure = StructureVerified(event.step, event.tree, told.findings, told.required, told.broken)
        view = self._changed(event.step, score=told, structure=structure, key=event.key, scoring=None, not_judged="")
        if view is self:
            return self
        return view._with(
            steps=with_changes(view.steps, event.step),
            last_scored=event.step,
            served=view.served or event.summary.served,
        )

    def _continued(self, event: SessionContinued) -> RunView:
        return self._with(
            agent=event.agent, label=event.label, limits=event.limits, state="starting", outcome=None, words="",
            ended_at=None, head=event.step if 0 <= event.step <= len(self.steps) else self.head, last_at=event.at,
        )  # fmt: skip

    def _ended(self, event: RunEnded) -> RunView:
        view = self._without_ghost()
        return view._with(
            outcome=event.outcome, words=event.words, ended_at=event.at, state="ended", pending=None, my_turn=False,
            detail="", stream=Stream(),
        )  # fmt: skip

    def _without_ghost(self) -> RunView:
        last = self.step(len(self.steps))
        if last is None:
            return self
        if last.action is None:
            return self._with(steps=self.steps.without_last(), head=last.parent)
        return self if last.status not in ("waiting", "running") else self._changed(last.number, status="proposed")

    def _state_changed(self, event: StateChanged) -> RunView:
        waiting = event.state == "waiting"
        view = self._with(
            state=event.state,
            detail=event.detail,
            pending=event.pending if waiting else None,
            my_turn=waiting and event.pending is None,
            # Thinking that begins anew, after a pause say, begins with nothing: what had come before is dropped.
            stream=Stream() if event.state == "thinking" and self.state != "thinking" else self.stream,
        )
        status = _STATUS.get(event.state)
        if status is None:
            return view
        if event.step == len(view.steps) + 1:
            ghost = StepView(number=event.step, parent=view.head, status=status, thought=event.thought)
            return view._with(steps=view.steps.with_item(event.step - 1, ghost), head=event.step)
        step = view.step(event.step)
        if step is None or step.done:
            return view
        return view._changed(event.step, status=status, action=event.pending or step.action)


def fold(events: Iterable[Event | Provisional], view: RunView | None = None) -> RunView:
    """The view after all these events, in order."""
    return functools.reduce(RunView.after, events, view or RunView())
