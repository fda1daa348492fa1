"""What the pending bar says while a run stands still: the action that waits, and the keys that move it."""

from __future__ import annotations

from textual.content import Content

from sandbox.actions import Action, EditFile, Shell, WriteFile
from tui.text import clean, clean_lines
from tui.view.run_view import RunView
from tui.widgets.wrapping import pieces
from tui.wording import MINUS, action_line, cut, cut_middle, plural

_COMMAND_LINES = 4
TROUBLE_LINES = 3

DECIDE = (("a", "run it"), ("r", "send back…"), ("e", "edit…"), ("t", "take over"), ("x", "stop"))
DECIDE_MORE = (
    ("a", "run it"),
    ("A", "run it and go on"),
    ("r", "send back…"),
    ("e", "edit…"),
    ("t", "take over"),
    ("x", "stop"),
)
PAUSED = (("s", "one step"), ("t", "take over"), ("x", "stop"))
ENDED = (("Space", "continue"), ("n/p", "look at the steps"), ("S", "summary"), ("q", "picker"))


def keys(pairs: tuple[tuple[str, str], ...], width: int) -> Content:
    """`a run it   r send back…`, in as many lines as it takes; a key and its words stay together."""
    gap = "   " if sum(len(key) + len(words) + 4 for key, words in pairs) <= width + 3 else "  "
    lines: list[Content] = []
    for key, words in pairs:
        one = Content.assemble((key, "$waiting bold"), f" {words}")
        if lines and lines[-1].cell_length + len(gap) + one.cell_length <= width:
            lines[-1] = Content.assemble(lines[-1], gap, one)
        else:
            lines.append(one)
    return Content("\n").join(lines)


def pending_lines(view: RunView, width: int) -> Content:
    """What waits, and the keys."""
    lines = action_lines(view.pending, width) if view.pending is not None else [Content("")]
    pairs = DECIDE_MORE if width >= 84 else DECIDE
    return Content("\n").join([*lines, keys(pairs, width)])


def action_lines(action: Action, width: int) -> list[Content]:
    """An action in at most five lines; a command whole as far as it fits, and said so where it doesn't."""
    match action:
        case Shell(command=command):
            return _command_lines(command, width)
        case WriteFile(path=path, content=content):
            return [
                Content(
                    _on_path("write", path, plural(len(content.split("\n")) - content.endswith("\n"), "line"), width)
                )
            ]
        case EditFile(path=path, old=old, new=new):
            added, removed = new.count("\n") + 1, old.count("\n") + 1
            lead = _on_path("edit", path, f"+{added} {MINUS}{removed}", width)
            if added == removed == 1:
                lead += f"   {clean(old, one_line=True).strip()} → {clean(new, one_line=True).strip()}"
            return [Content(cut(lead, width))]
        case _:
            return [Content(cut(action_line(action), width))]


def _on_path(verb: str, path: str, amount: str, width: int) -> str:
    """`write app/db.py  12 lines`: of a path too long the end stays, for the file's name is what a person agrees to."""
    room = max(width - len(verb) - len(amount) - 3, 8)
    return cut(f"{verb} {cut_middle(clean(path, one_line=True), room)}  {amount}", width)


def _command_lines(command: str, width: int) -> list[Content]:
    """A command wrapped, never cut silently: what does not fit is counted and found in the diff pane."""
    shown: list[str] = []
    for number, line in enumerate(clean_lines(command)):
        lead = "$ " if number == 0 else "  "
        shown += [
            (lead if place == 0 else "  ") + line[start:end]
            for place, (start, end) in enumerate(pieces(line, width - 2))
        ]
    lines = [Content(line) for line in shown[:_COMMAND_LINES]]
    if hidden := len(shown) - len(lines):
        lines.append(Content(f"  ⋯ {plural(hidden, 'line')} more: all of it is in pane 4").stylize("$waiting bold"))
    return lines


def paused_lines(view: RunView, width: int) -> Content:
    """Where the run stands still, and the keys that move it."""
    return Content("\n").join(
        [
            Content(cut(_where(view), width)).stylize("$quiet"),
            keys(_paused_keys(view), width),
        ]
    )


def _paused_keys(view: RunView) -> tuple[tuple[str, str], ...]:
    go_on = ("Space", "go on" if view.head else "run")
    return go_on, *(pair for pair in PAUSED if not (view.watches and pair[1] == "take over"))


def _where(view: RunView) -> str:
    """What a paused run stands after, or what it still waits for."""
    step = view.step(view.head)
    if view.watches:
        return "What changes now is looked at when it goes on."
    if step is not None and step.status == "thinking":  # A call that is under way ends at once.
        if view.stream.step == step.number:
            return f"Step {step.number} is only half thought: going on asks for it anew."
        return f"After step {step.parent}." if step.parent else "Nothing has run yet."
    if view.detail:
        return f"It pauses {clean(view.detail, one_line=True)}."
    return "Nothing has run yet." if step is None else f"After step {view.head}."


def elsewhere_lines(width: int) -> Content:
    """A run that another process drives: it is followed here, and moved there."""
    words = "Shown here as it comes. Stop it there to go on from here."
    return Content("\n").join(Content(line).stylize("$quiet") for line in at_most(words, width, lines=2))


def cut_off_lines(view: RunView, width: int, trouble: str) -> Content:
    """A run that was under way when Spar went away: nothing drives it until it is continued."""
    where = f"Spar ended during step {view.head + 1}; all before it is kept." if view.head else "It had not acted yet."
    lines = [Content(cut(where, width)).stylize("$quiet"), *trouble_lines(trouble, width)]
    return Content("\n").join([*lines, keys(ended_keys(again=bool(trouble)), width)])


def trouble_lines(trouble: str, width: int) -> list[Content]:
    """Why the run could not be continued, in at most three lines."""
    if not trouble:
        return []
    text = f"It can't go on: {clean(trouble, one_line=True)}"
    return [Content(line).stylize("$lost") for line in at_most(text, width, lines=TROUBLE_LINES)]


def at_most(text: str, width: int, *, lines: int, first: int | None = None) -> list[str]:
    """The text broken at spaces into at most so many lines; what is left over is cut with an ellipsis."""
    places = pieces(text, width, first=first)
    broken = [text[start:end] for start, end in places[:lines]]
    if len(places) > lines:
        broken[-1] = cut(text[places[lines - 1][0] :], width)
    return broken


def ended_keys(*, again: bool) -> tuple[tuple[str, str], ...]:
    """The keys of a run that is over; `again`: continuing it has failed once."""
    return (("Space", "try again"), *ENDED[1:]) if again else ENDED
