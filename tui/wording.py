"""Words and marks for what a view holds: what a person reads, decided without a terminal."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from sandbox.actions import Action, EditFile, ListFiles, ReadFile, Say, SearchFiles, Shell, Submit, WriteFile, describe
from sandbox.events import Change, Outcome
from tui.text import clean
from tui.view.run_view import RunView
from tui.view.step_view import ScoreState, StepView, score_state

MINUS = "−"
MARKED = "≠"
"""Stands before a verdict that a person calls wrong."""

Words = tuple[str, str]
"""A text and the name of its style."""

SCORE_WORDS: dict[ScoreState, str] = {
    "not scored": "not scored",
    "queued": "queued for scoring",
    "scoring": "scoring",
    "scored": "scored",
    "no server yet": "no server yet",
    "could not start": "server could not start",
    "not judged": "not judged",
    "nothing to score": "sent back",
}
_ENDED: dict[Outcome, Words] = {
    "submitted": ("■ SUBMITTED", "$foreground bold"),
    "stopped": ("■ STOPPED", "$waiting bold"),
    "interrupted": ("■ INTERRUPTED", "$waiting bold"),
    "steps": ("■ OUT OF STEPS", "$waiting bold"),
    "budget": ("■ OUT OF MONEY", "$waiting bold"),
    "tokens": ("■ OUT OF TOKENS", "$waiting bold"),
    "time": ("■ OUT OF TIME", "$waiting bold"),
    "agent_failed": ("✗ AGENT FAILED", "$lost bold"),
    "box_failed": ("✗ BOX FAILED", "$lost bold"),
}


def icon(step: StepView) -> str:
    """One cell for what a step does: `✎` writes, `$` runs, `≡` reads, `✓` submits, `?` waits for a person."""
    if step.status == "waiting":
        return "?"
    match step.action:
        case WriteFile() | EditFile():
            return "✎"
        case Shell():
            return "$"
        case ReadFile() | ListFiles() | SearchFiles():
            return "≡"
        case Submit():
            return "✓"
        case _:
            return "…"


def title(step: StepView, *, before: str = "thinking") -> str:
    """One line for lists: the commit's title, else what the action is, `before` while there is none; cleaned."""
    if step.status == "waiting" and step.action is None:
        return "your command"
    if step.status == "thinking" or step.action is None:
        return before
    named = step.committed.title if step.committed and step.committed.title else ""
    if isinstance(step.action, Shell) and (not named or "\n" not in step.action.command.strip()):
        return clean(step.action.command, one_line=True)
    if named and not named.startswith(("write ", "edit ")):
        return clean(named, one_line=True)
    match step.action:
        case WriteFile(path=path) | EditFile(path=path):
            return clean(path, one_line=True)
        case Say():
            return "said something, did nothing"
        case _:
            return clean(describe(step.action), one_line=True)


def action_line(action: Action) -> str:
    """The action in one cleaned line."""
    return clean(describe(action), one_line=True)


def signed(number: int) -> str:
    """`+3`, `−3`, and `=` for no change."""
    return "=" if number == 0 else f"+{number}" if number > 0 else f"{MINUS}{-number}"


def tone(number: int) -> str:
    """The style of a change: gained, lost, or quiet for none."""
    return "$gained" if number > 0 else "$lost" if number < 0 else "$quiet"


def score_mark(step: StepView, *, never: bool) -> Words:
    """The at most six cells that a list shows for a step's score."""
    state = score_state(step, never=never)
    if state == "scored" and step.change is not None:
        return signed(step.change), tone(step.change)
    if state == "scoring" and step.scoring is not None and step.scoring.total:
        return f"⋯ {min(99, 100 * step.scoring.done // step.scoring.total)}%", "$waiting"
    return {
        "no server yet": ("·", "$quiet"),
        "could not start": (f"✗{signed(step.change)}" if step.change else "✗", "$lost"),
        "not judged": ("!", "$waiting"),
        "queued": ("queue", "$quiet"),
        "scoring": ("…", "$waiting"),
    }.get(state, ("", "$quiet"))


def state_badge(view: RunView) -> Words:
    """What the session does now, in capitals, with the style of its meaning."""
    if view.outcome is not None:
        return _ENDED[view.outcome]
    return {
        "loading": ("LOADING", "$quiet bold"),
        "starting": ("STARTING", "$quiet bold"),
        "thinking": ("WATCHING" if view.watches else "THINKING", "$foreground bold"),
        "running": ("RUNNING", "$foreground bold"),
        "waiting": ("■ YOUR TURN", "$waiting bold"),
        "paused": ("■ PAUSED", "$waiting bold"),
        "scoring": ("SCORING", "$foreground bold"),
        "elsewhere": ("RUNNING", "$foreground bold"),
        "ended": ("ENDED", "$quiet bold"),
    }[view.state]


def money(view: RunView) -> str:
    """`$0.83 of 3.00`; `free` where no model was called; said in words where the price of some calls is unknown."""
    if view.agent in ("scripted", "human") and not view.cost:
        return "free"
    if not view.cost_known and not view.cost:
        return "price unknown"
    spent = f"{'' if view.cost_known else 'at least '}${view.cost:.2f}"
    return spent if view.limits.budget is None else f"{spent} of {view.limits.budget:.2f}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 cause`, `2 causes`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def percent(part: float) -> str:
    """`46.6%`; 100% and 0% without decimals."""
    return f"{part:.0%}" if part in (0.0, 1.0) else f"{part:.1%}"


def duration(seconds: float) -> str:
    """`0.1 s`, `12 s`, `3 min 20 s`, `2 h 5 min`."""
    if seconds < 10 and not isinstance(seconds, int):
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s" if whole % 60 else f"{whole // 60} min"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def ago(seconds: float) -> str:
    """`just now`, `2 s ago`, `5 min ago`, `3 h ago`."""
    if seconds < 1:
        return "just now"
    if seconds < 60:
        return f"{int(seconds)} s ago"
    return f"{int(seconds // 60)} min ago" if seconds < 3600 else f"{int(seconds // 3600)} h ago"


def lines_changed(change: Change) -> str:
    """`+1 −2`, or `binary`."""
    if change.added is None or change.removed is None:
        return "binary"
    return f"+{change.added} {MINUS}{change.removed}"


def cut(text: str, width: int) -> str:
    """The text in at most `width` cells, with `…` where it was cut."""
    return text if cell_len(text) <= width else set_cell_size(text, max(width - 1, 0)).rstrip() + "…"


def column(text: str, width: int) -> str:
    """The text in exactly `width` cells, so that what follows stands below what follows it elsewhere."""
    return set_cell_size(cut(text, width), width)


def cut_middle(text: str, width: int) -> str:
    """A path in at most `width` cells, the front cut: its end, the file's name, matters most."""
    if cell_len(text) <= width:
        return text
    kept = text[len(text) - max(width - 1, 0) :]
    while cell_len(kept) > width - 1:
        kept = kept[1:]
    return "…" + kept
