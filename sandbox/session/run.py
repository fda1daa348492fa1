"""The loop of a session: propose, decide, carry out, commit, hand to the judge."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal, Protocol, TypeVar

from sandbox.actions import Action, Say, Submit, describe
from sandbox.agents.human import HumanAgent
from sandbox.agents.scripted import ScriptedAgent
from sandbox.events import (
    Event,
    Noticed,
    Outcome,
    ProposalEdited,
    SentBack,
    StateChanged,
    StepCommitted,
    StepObserved,
    StepProposed,
    Streamed,
)
from sandbox.ports import (
    Agent,
    AgentFailed,
    Box,
    BoxDied,
    Cancelled,
    EnvironmentLacks,
    Observation,
    Proposal,
    SendBack,
    Stop,
    Transcript,
    Turn,
)
from sandbox.session.broadcast import Broadcast
from sandbox.session.debugger import Debugger
from sandbox.session.parts import Parts, Scorer
from sandbox.session.past import position, unscored
from sandbox.session.spent import Spent, exceeded, left
from sandbox.session.transcript import rebuild, refusal, reply_to, title
from sandbox.store.ending import ending, submitted_words

T = TypeVar("T")
End = tuple[Outcome, str]
State = Literal["starting", "thinking", "running", "waiting", "paused", "scoring", "ended"]
_BOXES = 4
STOPPED: End = ("stopped", "stopped by you")


class Beside(Protocol):
    """Runs work on another thread while the session's own goes on answering; `post` hands it something from there."""

    def __call__(self, work: Callable[[], T]) -> T: ...

    def until(self, given_up: Callable[[], bool], work: Callable[[], None]) -> None: ...

    def post(self, item: Streamed | StateChanged) -> None: ...


class Run:
    """One run of a session from where `past` ends, on the session's thread; `agent` may be swapped between turns."""

    def __init__(
        self, parts: Parts, past: Sequence[Event], told: Broadcast, gate: Debugger, scorer: Scorer, beside: Beside
    ) -> None:
        self.agent: Agent = parts.agent
        self.pace = 0.0
        self._parts = parts
        self._told = told
        self._gate = gate
        self._scorer = scorer
        self._beside = beside
        self._transcript = rebuild(past)
        self._spent = Spent.of(past)
        self.step, self._head, self._head_step = position(past)
        self._box: Box | None = None
        self._over = False

    def whole(self) -> End:
        """Run until something ends it: how, and why in words. Never raises for what an agent or a box can do."""
        try:
            return self._loop()
        except AgentFailed as error:
            return "agent_failed", str(error)
        except (BoxDied, EnvironmentLacks) as error:
            return "box_failed", str(error)
        finally:
            self._over = True
            if self._box is not None:
                self._box.close()

    def _loop(self) -> End:
        past = self._told.events()
        for step, tree in unscored(past):
            self._scorer.submit(step, tree)
        over = ending(past)
        if over is not None and over.outcome == "submitted":
            return self._settle((over.outcome, over.words))
        self.state("starting", detail="opening the box")
        box = self._fresh_box()
        for _ in range(_BOXES):
            try:
                return self._steps(box)
            except BoxDied as error:
                if self._gate.stopped:
                    return STOPPED
                if isinstance(self.agent, ScriptedAgent):
                    return self._settle(self._lost_step(str(error)))
                box = self._replace_box(box, str(error))
        raise BoxDied(f"{_BOXES} boxes ended in one run; something kills them")

    def _steps(self, box: Box) -> End:
        while True:
            if over := exceeded(self._parts.limits, self._spent, self.step):
                return self._settle(over)
            proposal = self._next_proposal()
            if proposal is None:
                return STOPPED
            self.step += 1
            end = self._turn(box, proposal)
            if end is not None:
                return end if end is STOPPED else self._settle(end)

    def _settle(self, end: End) -> End:
        """Let every score land before the run ends; nobody who stops or leaves it waits for them."""
        self.state("scoring", detail="the last scores")
        self._beside.until(lambda: self._gate.stopped, self._scorer.wait)
        return end

    # --- one step ---

    def _next_proposal(self) -> Proposal | None:
        """Ask the agent, again after a pause; None: stop."""
        while True:
            human = isinstance(self.agent, HumanAgent)
            if human:
                go = self._gate.clear_for_person()
            else:
                self.state("paused" if self._gate.mode == "paused" else "thinking")
                go = self._beside(lambda: self._gate.clear_to_propose(self.pace))
            if not go:
                return None
            self.state("waiting" if human else "thinking")
            begun = time.monotonic()
            try:
                return self._beside(self._propose)
            except Cancelled:
                continue
            finally:
                if not human:
                    self._spent = self._spent.longer(time.monotonic() - begun)

    def _propose(self) -> Proposal:
        step = self.step + 1

        def stream(part: Literal["thought", "action"], text: str) -> None:
            self._beside.post(Streamed(step, part, text))

        transcript = replace(self._transcript, left=left(self._parts.limits, self._spent))
        return self.agent.propose(transcript, stream, self._gate.cancel)

    def _turn(self, box: Box, proposal: Proposal) -> End | None:
        """One step from its proposal to its commit; what ends the run, or None."""
        step, action = self.step, proposal.action
        event = StepProposed(step, self._head_step, proposal.thought, action, time.time(), proposal.usage)
        self._told.emit(event)
        self._spent = self._spent.after(proposal.usage)
        for words in proposal.notices:
            self._told.emit(Noticed(step, words))
        if not isinstance(self.agent, HumanAgent):
            decision = self._beside(lambda: self._gate.before(step, proposal))
            if isinstance(decision, Stop):
                return STOPPED
            if isinstance(decision, SendBack):
                self._told.emit(SentBack(step, decision.words))
                self._remember(proposal.thought, action, refusal(decision.words), refused=True)
                return None
            if decision.instead is not None and decision.instead != action:
                action = decision.instead
                self._told.emit(ProposalEdited(step, action))
        observed = self._carry_out(box, action)
        self._told.emit(observed)
        self._remember(proposal.thought, action, reply_to(action, observed))
        if not self._commit(box, proposal.thought, action):
            return "stopped", "the gate held this step before its commit"
        return ("submitted", submitted_words(action)) if isinstance(action, Submit) else None

    def _carry_out(self, box: Box, action: Action) -> StepObserved:
        step = self.step
        self.state("running", detail=describe(action))
        if isinstance(action, Submit):
            return Observation("submitted", True, None, 0.0).event(step)
        if isinstance(action, Say):
            return Observation(action.correction, False, None, 0.0).event(step)

        def stream(text: str) -> None:
            self._beside.post(Streamed(step, "output", text))

        seen = self._beside(lambda: box.execute(action, stream, self._gate.cancel))
        self._spent = self._spent.longer(seen.seconds)
        return seen.event(step)

    def _commit(self, box: Box, thought: str, action: Action) -> bool:
        subject = title(action, thought)

        def committed() -> StepCommitted | None:
            shot = box.snapshot()
            if self._gate.after(self.step, shot) == "hold":
                return None
            commit = self._parts.workspace.commit(self._head, shot, subject, self.step)
            at = time.time()
            return StepCommitted(
                self.step, self._head_step, commit.sha, commit.tree, subject, commit.changes, at, shot.left_out
            )

        event = self._beside(committed)
        if event is None:
            return False
        self._told.emit(event)
        self._head, self._head_step = event.commit, event.step
        self._scorer.submit(event.step, event.tree)
        return True

    # --- boxes ---

    def _fresh_box(self) -> Box:
        entries = self._parts.workspace.entries(self._head)

        def opened() -> Box:
            self._box = box = self._parts.open_box()
            try:
                if self._over:  # It broke off while this one opened, and had no box to close.
                    raise Cancelled
                box.fill(entries)
            except BaseException:
                box.close()
                raise
            return box

        return self._beside(opened)

    def _lost_step(self, why: str) -> End:
        """The box died under a recording, which can't be told: the step failed, nothing of it is kept, the run ends.

        What is not committed is not in the conversation, so whoever goes on from here carries the step out again.
        """
        words = f"{why} Step {self.step} failed and is not kept."
        self._observe_loss(words)
        again = f"`spar open {self._parts.id}` and Space carry it out again"
        return "box_failed", f"{words} {again}, from the files of step {self._head_step}."

    def _replace_box(self, dead: Box, why: str) -> Box:
        """The box died in the middle of a step: the agent is told, and goes on in a fresh one from the last commit."""
        words = f"{why} A fresh box holds the files of step {self._head_step}; anything else is gone."
        self._told.emit(Noticed(self.step, words))
        dead.close()
        box = self._fresh_box()
        if mended := self._observe_loss(words):
            thought, action, observed = mended
            self._remember(thought, action, reply_to(action, observed))
            self._commit(box, thought, action)
        return box

    def _observe_loss(self, words: str) -> tuple[str, Action, StepObserved] | None:
        """Whatever the last step's action did went with its box, and that is observed; None where it was complete."""
        events = [event for event in self._told.events() if getattr(event, "step", None) == self.step]
        if not events or any(isinstance(event, StepCommitted | SentBack) for event in events):
            return None
        proposed = next(event for event in events if isinstance(event, StepProposed))
        action = next((event.action for event in events if isinstance(event, ProposalEdited)), proposed.action)
        seen = next((event.output for event in events if isinstance(event, StepObserved)), None)
        if seen is not None:
            self._transcript = replace(self._transcript, turns=self._transcript.turns[:-1])
            words = f"{seen}\n{words}"
        observed = Observation(words, False, None, 0.0).event(self.step)
        self._told.emit(observed)
        return proposed.thought, action, observed

    # --- small things ---

    def _remember(self, thought: str, action: Action, reply: str, *, refused: bool = False) -> None:
        turn = Turn(thought, action, reply, refused)
        self._transcript = Transcript(self._transcript.prompt, (*self._transcript.turns, turn))

    def state(self, state: State, *, detail: str = "") -> None:
        """Say what is going on now; thinking and waiting are about the step to come."""
        step = self.step + (1 if state in ("thinking", "waiting") else 0)
        self._told.publish(StateChanged(state, step, detail=detail))
