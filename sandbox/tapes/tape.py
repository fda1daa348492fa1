"""A recording: what an agent once said and did, to be carried out again for real."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.actions import Action


@dataclass(frozen=True, slots=True)
class TapeStep:
    """One turn of a recording."""

    thought: str
    action: Action


@dataclass(frozen=True, slots=True)
class Tape:
    """A recording of one task. `shipped`: it came with this package, so it may run where no box isolates it."""

    name: str
    title: str
    steps: tuple[TapeStep, ...]
    shipped: bool = False
