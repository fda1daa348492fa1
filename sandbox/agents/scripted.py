"""Plays a recording: its words are old, its commands and files are carried out for real."""

from __future__ import annotations

from threading import Event as Flag

from sandbox.actions import Submit
from sandbox.ports import Cancelled, Proposal, ProposalStream, Transcript
from sandbox.tapes.tape import Tape

_CHUNK = 24
_CHUNK_S = 0.012
_DEAF = "A recording can't hear this; it proposes the same step again."


class ScriptedAgent:
    """Proposes a tape's steps one after another; the position is the number of turns so far, so it can be continued.

    What is sent back with words it proposes again, and says so: it can't hear them, and a step left out would be
    missing to all that follow.

    `lively`: stream the words as a model would, for a screen; headless runs take them whole.
    """

    name = "scripted"

    def __init__(self, tape: Tape, *, lively: bool = False) -> None:
        self.tape = tape
        self._lively = lively

    @property
    def label(self) -> str:
        return f"recorded: {self.tape.title} (scripted)"

    def propose(self, transcript: Transcript, stream: ProposalStream, cancel: Flag) -> Proposal:
        """The tape's next step; submits when the tape has ended."""
        notices = (_DEAF,) if transcript.turns and transcript.turns[-1].refused else ()
        position = sum(not turn.refused for turn in transcript.turns)
        if position >= len(self.tape.steps):
            return Proposal("The recording has ended.", Submit("the recording has ended"), notices=notices)
        step = self.tape.steps[position]
        if self._lively:
            for start in range(0, len(step.thought), _CHUNK):
                stream("thought", step.thought[start : start + _CHUNK])
                if cancel.wait(_CHUNK_S):
                    raise Cancelled
        return Proposal(step.thought, step.action, notices=notices)

    def close(self) -> None:
        """Nothing to let go of."""
