"""The debugger is a gate: it runs, waits, edits and sends back what an agent proposes, as a person says."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Literal

from sandbox.actions import Action
from sandbox.ports import Decision, Proposal, Run, SendBack, Snapshot, Stop

Mode = Literal["running", "asking", "paused"]
"""running: nothing waits. asking: each proposal waits for a person. paused: no further proposal is asked for."""


class Debugger:
    """A gate that a person works from other threads. `waits` is called when a proposal needs a decision."""

    def __init__(self, mode: Mode, waits: Callable[[int, Proposal], None]) -> None:
        self._mode: Mode = mode
        self._waits = waits
        self._changed = threading.Condition()
        self._decision: Decision | None = None
        self._pending = False
        self._stopped = False
        self.cancel = threading.Event()
        """Set while what is under way should end early."""

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def stopped(self) -> bool:
        return self._stopped

    # --- the session's side ---

    def clear_to_propose(self, pace: float) -> bool:
        """Block until the next turn may begin; in running mode that is after `pace` seconds. False: stop."""
        until = time.monotonic() + pace
        with self._changed:
            while not self._stopped and self._mode != "asking":
                left = until - time.monotonic()
                if self._mode == "running" and left <= 0:
                    break
                self._changed.wait(left if self._mode == "running" else None)
            return self._cleared()

    def clear_for_person(self) -> bool:
        """A person's own turn waits for no mode. False: stop."""
        with self._changed:
            return self._cleared()

    def _cleared(self) -> bool:
        """Whether to go on. A stop leaves `cancel` set: what begins at that very moment ends at once."""
        if not self._stopped:
            self.cancel.clear()
        return not self._stopped

    def before(self, step: int, proposal: Proposal) -> Decision:
        """Run at once in running mode, else wait for a person."""
        with self._changed:
            if self._stopped:
                return Stop()
            if self._mode == "running":
                return Run()
            self._pending, self._decision = True, None
            self._waits(step, proposal)
            while self._decision is None and not self._stopped:
                self._changed.wait()
            self._pending = False
            return self._decision or Stop()

    def after(self, step: int, change: Snapshot) -> Literal["keep", "hold"]:
        """Every step is kept."""
        return "keep"

    # --- the person's side ---

    def run(self) -> None:
        """Nothing waits from here on; what is pending runs."""
        self._go("running", Run())

    def step(self) -> None:
        """What is pending runs; the next proposal waits."""
        self._go("asking", Run())

    def ask(self) -> None:
        """From here on each proposal waits; what is under way goes on."""
        with self._changed:
            self._mode = "asking"
            self._changed.notify_all()

    def approve(self) -> None:
        """What is pending runs; the mode stays."""
        self._go("asking" if self._mode == "paused" else self._mode, Run(), only_pending=True)

    def send_back(self, words: str) -> None:
        """What is pending is refused with words."""
        self._go("asking", SendBack(words), only_pending=True)

    def replace(self, action: Action) -> None:
        """Another action runs in the pending one's place."""
        self._go("asking", Run(instead=action), only_pending=True)

    def pause(self) -> None:
        """End early what is under way, and ask for nothing more."""
        with self._changed:
            self._mode = "paused"
            self.cancel.set()
            self._changed.notify_all()

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self.cancel.set()
            self._changed.notify_all()

    def _go(self, mode: Mode, decision: Decision, *, only_pending: bool = False) -> None:
        with self._changed:
            if only_pending and not self._pending:
                return
            self._mode = mode
            if self._pending and self._decision is None:
                self._decision = decision
                # A pause that came while nothing was under way must not end what is now allowed.
                self._cleared()
            self._changed.notify_all()
