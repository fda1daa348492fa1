"""How a run ended, in the few lines of the pending bar: what came of it, its figures, and where it turned."""

from __future__ import annotations

from textual.content import Content

from tui.text import clean
from tui.view.run_view import RunView
from tui.view.story import TurningPoint, turning_points
from tui.widgets.fitting import Part, spread
from tui.widgets.pending_words import ENDED, TROUBLE_LINES, at_most, ended_keys, keys, trouble_lines
from tui.wording import duration, money, percent, plural, state_badge

NOT_SCORED = "not scored"
WHY = ("5", "why it fails")
_SCORED_LAST = ("submitted", "steps", "budget", "tokens", "time")
"""Endings that are only told once every score has landed; the run itself was over with its last step."""


def verdict(view: RunView) -> tuple[str, str]:
    """What came of the run in three words with their style, whatever the agent said of it."""
    shown, end = view.scored_at(view.head), view.open_end
    if end is not None and end.not_judged:
        return f"! step {end.number} not judged", "$waiting bold"
    if end is not None:
        return f"· step {end.number} {NOT_SCORED}", "$quiet bold"
    if shown is None or shown.score is None:
        return f"· {NOT_SCORED}", "$quiet bold"
    score = shown.score
    if score.passed:
        return "✓ everything passes", "$gained bold"
    if not score.served:
        return ("✗ no server answers", "$lost bold") if view.never_served else ("· no server yet", "$quiet bold")
    broken = [name for name in score.broken if name != "framework"]
    return (f"✗ breaks {' and '.join(broken)}" if broken else "✗ not everything passes"), "$lost bold"


def ended_title(view: RunView) -> str:
    """What the bar of a finished run is called: whether there is more to come."""
    return "Complete" if view.outcome == "submitted" else "Ended"


def ended_lines(view: RunView, width: int, trouble: str = "") -> Content:
    """How the run ended, its figures, its turning points, and what to do next."""
    badge, style = state_badge(view)
    said = at_most(clean(view.words, one_line=True), width, first=width - len(badge) - 3, lines=TROUBLE_LINES)
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
    pairs = ended_keys(again=bool(trouble)) if view.outcome != "submitted" else ENDED[1:]
    lines.append(keys((*pairs[:-1], WHY, pairs[-1]) if tone.startswith("$lost") else pairs, width))
    return Content("\n").join(lines)


def figures(view: RunView) -> list[str]:
    """The end's figures in words: score, steps, cost, time."""
    words: list[str] = []
    shown = view.scored_at(view.head)
    score = shown.score if shown is not None and not view.not_yet(view.head) else None
    if shown is not None and score is not None:
        at = f" at {shown.number}" if view.open_end is not None else ""
        words.append(f"core {score.core.passed}/{score.core.total} ({percent(score.a_percent)}){at}")
        words.append(f"strict {percent(score.strict_a_percent)}")
    else:
        words.append(NOT_SCORED)
    words.append(plural(len(view.steps), "step"))
    if (seconds := took(view)) is not None:
        words.append(duration(seconds))
    words.append(money(view))
    if score is not None:
        words.append(f"extended {score.extended.passed}/{score.extended.total}")
    return words


def took(view: RunView) -> float | None:
    """Seconds from the start to the end of a run, without the wait for its last scores; None while it goes on."""
    if view.started is None or view.ended_at is None:
        return None
    kept = (step.committed.at for step in view.lineage(view.head) if step.committed is not None)
    end = next(kept, view.ended_at) if view.outcome in _SCORED_LAST else view.ended_at
    return max(end - view.started.at, 0.0)


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
