"""What the picker says about starting: the button, why it can't be pressed, and the line below. Knows no terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from sandbox.choices import Choices
from tasks.task import Task
from tui.text import clean

if TYPE_CHECKING:
    from sandbox.tapes.tape import Tape
    from tui.view.readiness import Readiness

_ACTION_S = 0.7
"""Seconds that a recorded action takes by itself, beside its pace."""


class Ready(msgspec.Struct, frozen=True):
    """`why_not`: what keeps the run from starting, with the remedy; else empty. `known`: everything was looked at."""

    button: str = "Start"
    why_not: str = ""
    notes: tuple[str, ...] = ()
    known: bool = True


def ready(
    task: Task | None, broken: bool, choices: Choices, tapes: Sequence[Tape], readiness: Readiness | None
) -> Ready:
    """How things stand. `broken`: a file that is no task stands chosen; with neither, nothing does."""
    if task is None:
        no_task = "This file is no task yet: pane 2 says why, e edits it."
        return Ready(why_not=no_task if broken else "Choose a task first: m shows more, n makes your own.")
    if task.own is not None and choices.agent == "scripted":
        return Ready(why_not="Your own task has no recording: choose who acts in pane 4, Agent.")
    if choices.agent == "litellm" and not choices.model:
        return Ready(why_not="Name a model first: pane 4, Model, Enter.")
    button, notes = "Start", []
    if choices.agent == "scripted" and tapes:
        tape = next((tape for tape in tapes if tape.name == choices.tape), tapes[0])
        pace = f", about {len(tape.steps) * (choices.pace + _ACTION_S):.0f} s" if choices.pace is not None else ""
        button = f"Start   {len(tape.steps)} steps{pace}"
        notes.append("Scripted: the words are old; the commands run for real.")
    if readiness is None:
        return Ready(button, notes=tuple(notes), known=False)
    if readiness.why_not:
        return Ready(button, readiness.why_not, tuple(notes))
    return Ready(button, notes=(*notes, f"{readiness.fetch} Box: {readiness.box}."))


def line(task: Task | None, now: Ready, fetch: str) -> tuple[str, str]:
    """The line above the keys and its style: what is missing, what is being looked at, or which key starts."""
    if now.why_not:
        return f"! {now.why_not}", "$waiting"
    if task is None or not now.known:
        return "Looking at what this run needs…", "$quiet"
    return f"Ready: g starts {clean(task.name, one_line=True)}. {fetch}", "$quiet"
