"""You are the agent: every action is typed by a person."""

from __future__ import annotations

import queue
from threading import Event as Flag

from sandbox.actions import Action
from sandbox.ports import Cancelled, Proposal, ProposalStream, Transcript

_LOOK_EVERY_S = 0.05


class HumanAgent:
    """An agent whose proposals come from `act`, called from another thread."""

    name = "human"
    label = "you"

    def __init__(self) -> None:
        self._typed: queue.SimpleQueue[Proposal] = queue.SimpleQueue()

    def act(self, action: Action, thought: str = "") -> None:
        """Hand in the next action."""
        self._typed.put(Proposal(thought, action))

    def propose(self, transcript: Transcript, stream: ProposalStream, cancel: Flag) -> Proposal:
        """What the person typed. Raises Cancelled when the run is stopped meanwhile."""
        while not cancel.is_set():
            try:
                return self._typed.get(timeout=_LOOK_EVERY_S)
            except queue.Empty:
                continue
        raise Cancelled

    def close(self) -> None:
        """Nothing to let go of."""
