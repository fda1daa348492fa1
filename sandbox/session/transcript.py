"""What the agent is told back, and the whole conversation rebuilt from events."""

from __future__ import annotations

from collections.abc import Iterable

from sandbox.actions import Action, Say, Submit
from sandbox.events import Event, ProposalEdited, SentBack, SessionStarted, StepCommitted, StepObserved, StepProposed
from sandbox.ports import Transcript, Turn


def reply_to(action: Action, observed: StepObserved) -> str:
    """The observation in words for a model: what came out, how it ended."""
    if isinstance(action, Say):
        return action.correction
    if isinstance(action, Submit):
        return "Submitted."
    if observed.timed_out:
        return f"{observed.output}\n[timed out after {observed.seconds:.0f} s; everything it started was ended]"
    if observed.exit_status is None:
        return observed.output
    return f"{observed.output}\n[exit status {observed.exit_status}]"


def rebuild(events: Iterable[Event]) -> Transcript:
    """The conversation of a journal: every step that was sent back, or observed and kept.

    A step that a crash ended before its commit never was: its files are gone, and the agent does it again.
    """
    prompt = ""
    proposed: dict[int, StepProposed] = {}
    actions: dict[int, Action] = {}
    replies: dict[int, str] = {}
    turns: list[Turn] = []
    for event in events:
        match event:
            case SessionStarted():
                prompt = event.prompt
            case StepProposed(step=step):
                proposed[step], actions[step] = event, event.action
            case ProposalEdited(step=step, action=action):
                actions[step] = action
            case SentBack(step=step, words=words) if step in proposed:
                turns.append(Turn(proposed[step].thought, actions[step], refusal(words), refused=True))
            case StepObserved(step=step):
                replies[step] = reply_to(actions[step], event) if step in actions else ""
            case StepCommitted(step=step) if step in proposed and step in replies:
                turns.append(Turn(proposed[step].thought, actions[step], replies[step]))
            case _:
                pass
    return Transcript(prompt, tuple(turns))


def refusal(words: str) -> str:
    """How a person's refusal reaches the agent."""
    return f"This was not run. The person who watches says: {words}"


def title(action: Action, thought: str) -> str:
    """A commit's subject: the first line of the thought, or what was done. At most 72 characters, one line."""
    from sandbox.actions import describe

    line = next((line.strip() for line in thought.splitlines() if line.strip()), "") or describe(action)
    line = " ".join("".join(c if c.isprintable() else " " for c in line).split())
    return line if len(line) <= 72 else line[:71] + "…"
