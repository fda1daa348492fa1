"""What the pending bar says: the waiting action, or how a run ended and what can be done next."""

from __future__ import annotations

from textual.content import Content

from sandbox.actions import Action, EditFile, Shell, WriteFile
from tui.text import clean, clean_lines
from tui.view.run_view import RunView
from tui.view.story import TurningPoint, turning_points
from tui.widgets.fitting import Part, spread
from tui.widgets.wrapping import pieces
from tui.wording import MINUS, action_line, cut, cut_middle, duration, money, percent, plural, state_badge

_COMMAND_LINES = 4
_TROUBLE_LINES = 3
NOT_SCORED = "not scored"

DECIDE = (("a", "run it"), ("r", "send back…"), ("e", "edit…"), ("t", "take over"), ("x", "stop"))
DECIDE_MORE = (
    ("a", "run it"),
    ("A", "run it and go on"),
    ("r", "send back…"),
    ("e", "edit…"),
    ("t", "take over"),
    ("x", "stop"),
)
WHY = ("5", "why it fails")
PAUSED = (("Space", "go on"), ("s", "one step"), ("t", "take over"), ("x", "stop"))
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
    step = view.step(view.head)
    where = "Nothing has run yet." if step is None else f"After step {view.head}."
    if step is not None and step.status == "thinking":
        where = f"Step {view.head} is only half thought: going on asks for it anew."
    words = clean(view.detail, one_line=True)
    return Content("\n").join(
        [
            Content(cut(f"{where} {words}".strip(), width)).stylize("$quiet"),
            keys(PAUSED if view.head else (("Space", "run"), *PAUSED[1:]), width),
        ]
    )


def verdict(view: RunView) -> tuple[str, str]:
    """What came of the run in three words with their style, whatever the agent said of it."""
    shown = view.scored_at(view.head)
    if shown is None or shown.score is None:
        return f"· {NOT_SCORED}", "$quiet bold"
    score = shown.score
    if score.passed:
        return "✓ everything passes", "$gained bold"
    if not score.served:
        return ("✗ no server answers", "$lost bold") if view.never_served else ("· no server yet", "$quiet bold")
    broken = [name for name in score.broken if name != "framework"]
    return (f"✗ breaks {' and '.join(broken)}" if broken else "✗ not everything passes"), "$lost bold"


def cut_off_lines(view: RunView, width: int, trouble: str) -> Content:
    """A run that was under way when Spar went away: nothing drives it until it is continued."""
    where = f"Spar ended during step {view.head + 1}; all before it is kept." if view.head else "It had not acted yet."
    lines = [Content(cut(where, width)).stylize("$quiet"), *trouble_lines(trouble, width)]
    return Content("\n").join([*lines, keys(_ended_keys(again=bool(trouble)), width)])


def trouble_lines(trouble: str, width: int) -> list[Content]:
    """Why the run could not be continued, in at most three lines."""
    if not trouble:
        return []
    text = f"It can't go on: {clean(trouble, one_line=True)}"
    return [Content(line).stylize("$lost") for line in at_most(text, width, lines=_TROUBLE_LINES)]


def at_most(text: str, width: int, *, lines: int, first: int | None = None) -> list[str]:
    """The text broken at spaces into at most so many lines; what is left over is cut with an ellipsis."""
    places = pieces(text, width, first=first)
    broken = [text[start:end] for start, end in places[:lines]]
    if len(places) > lines:
        broken[-1] = cut(text[places[lines - 1][0] :], width)
    return broken


def _ended_keys(*, again: bool) -> tuple[tuple[str, str], ...]:
    return (("Space", "try again"), *ENDED[1:]) if again else ENDED


def ended_title(view: RunView) -> str:
    """What the bar of a finished run is called: whether there is more to come."""
    return "Complete" if view.outcome == "submitted" else "Ended"


def ended_lines(view: RunView, width: int, trouble: str = "") -> Content:
    """How the run ended, its figures, its turning points, and what to do next."""
    badge, style = state_badge(view)
    said = at_most(clean(view.words, one_line=True), width, first=width - len(badge) - 3, lines=_TROUBLE_LINES)
    lines = [Content.assemble((badge, style), "   ", said[0]), *(Content(line) for line in said[1:])]
    judged, tone = verdict(view)
    parts: list[Part] = [(Content(judged).stylize(tone), 0)]
    parts += [(words, rank) for rank, words in enumerate(figures(view), 1) if words != NOT_SCORED]
    lines.append(spread(parts, [], width))
    told = [point_words(point) for point in turning_points(view, view.head) if point.whole is not None]
    told.sort(key=lambda words: "broke" not in words)
    if told and width >= 60:
        fitting = [(words, rank) for rank, words in enumerate(told)]
        lines.append(spread(fitting, [], width).stylize("$quiet"))
    lines += trouble_lines(trouble, width)
    pairs = _ended_keys(again=bool(trouble)) if view.outcome != "submitted" else ENDED[1:]
    lines.append(keys((*pairs[:-1], WHY, pairs[-1]) if tone.startswith("$lost") else pairs, width))
    return Content("\n").join(lines)


def figures(view: RunView) -> list[str]:
    """The end's figures in words: score, steps, cost, time."""
    words: list[str] = []
    shown = view.scored_at(view.head)
    if shown is not None and shown.score is not None:
        score = shown.score
        words.append(f"core {score.core.passed}/{score.core.total} ({percent(score.a_percent)})")
        words.append(f"strict {percent(score.strict_a_percent)}")
    else:
        words.append(NOT_SCORED)
    words.append(plural(len(view.steps), "step"))
    if view.started is not None and view.ended_at is not None:
        words.append(duration(max(view.ended_at - view.started.at, 0.0)))
    words.append(money(view))
    if shown is not None and shown.score is not None:
        words.append(f"extended {shown.score.extended.passed}/{shown.score.extended.total}")
    return words


def point_words(point: TurningPoint) -> str:
    """`articles whole at 9, broke at 13, mended at 15`"""
    name = clean(point.group, one_line=True)
    if point.whole is None:
        return f"{name} never whole"
    words = f"{name} whole at {point.whole}"
    if point.broke is not None:
        words += f", broke at {point.broke}"
    if point.mended is not None:
        words += f", mended at {point.mended}"
    return words
