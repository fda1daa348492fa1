"""A run at a glance: what came of it, what it took, where each group turned, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from tasks.scorecard import CATEGORIES, Tally
from tui.text import clean
from tui.view.next_steps import next_steps
from tui.view.run_view import RunView
from tui.view.step_view import StepView
from tui.view.story import TurningPoint, curve, turning_points
from tui.widgets.ending_words import took, verdict
from tui.widgets.row import EMPTY, Row
from tui.widgets.score_board import group_line
from tui.wording import column, duration, money, percent, plural, state_badge

_LABEL = 12
_GROUP = 40
"""Cells of a group's name, count and bar; its story stands beside it."""
_BARS = "▁▂▃▄▅▆▇█"
_CURVE = 40


def summary_rows(view: RunView, *, live: bool) -> list[Row]:
    """The whole page; a row of what to do next has its `Next` as key."""
    shown = view.scored_at(view.head)
    rows = [*_outcome(view), Row(EMPTY), *_score(view, shown), *_took(view)]
    if steps := next_steps(view, live=live):
        lines = (Row(Content(step.words), _gutter(step.key, "$accent bold"), key=step, wraps=True) for step in steps)
        rows += _headed("What next", lines)
    points = turning_points(view, view.head)
    if shown is not None and shown.score is not None and points and not view.not_yet(view.head):
        rows += _headed("Turning points", (_point(point, shown.score.groups.get(point.group)) for point in points))
    if view.notices:
        notices = (
            Row(Content(clean(one.text, one_line=True)), _gutter(f"step {one.step}"), wraps=True)
            for one in view.notices
        )
        rows += _headed("Notices", notices)
    return rows


def _outcome(view: RunView) -> list[Row]:
    """What came of it first, then what the session or the agent says of it."""
    badge, style = state_badge(view)
    judged, tone = verdict(view)
    said = clean(view.words, one_line=True)
    if said and view.outcome == "submitted":
        said = f"The agent said: {said}"
    return [
        Row(Content.assemble((judged, tone), "   ", (badge, style))),
        *([Row(Content(said).stylize("$quiet"), wraps=True)] if said else []),
    ]


def _score(view: RunView, shown: StepView | None) -> list[Row]:
    if shown is None or shown.score is None:
        return []
    score = shown.score
    drawn = "".join(
        "·" if height is None else _BARS[min(7, int(height * 8))] for height in curve(view, view.head, _CURVE)
    )
    not_yet = view.not_yet(view.head)
    rows = (
        []
        if not_yet
        else [
            _line("Core", _share(score.core), drawn),
            _line("Extended", _share(score.extended)),
            _line("Strict A%", percent(score.strict_a_percent), _why_strict(score.a_percent, score.strict_a_percent)),
        ]
    )
    if score.required:
        marks = [_constraint(name, name in score.broken, score.findings.get(name, 0), not_yet=not_yet)
                 for name in CATEGORIES if name in score.required]  # fmt: skip
        rows.append(Row(Content("  ").join(marks), _gutter("Structure"), wraps=True))
    if shown.number != view.head:
        rows.append(Row(Content(f"as of step {shown.number}, the last that was scored").stylize("$quiet"), _gutter("")))
    return rows


def _took(view: RunView) -> list[Row]:
    """Steps, time and money against their limits; who ran."""
    limits = view.limits
    words = [f"{len(view.steps)} of {limits.steps} steps" if limits.steps else plural(len(view.steps), "step")]
    if (seconds := took(view)) is not None:
        most = f" of {duration(round(limits.seconds))}" if limits.seconds is not None else ""
        words.append(f"{duration(seconds)}{most}")
    words.append(money(view))
    who = clean(view.label, one_line=True) + (f"   {view.tokens:,} tokens" if view.tokens else "")
    return [
        Row(Content("   ".join(words)), _gutter("Took"), wraps=True),
        Row(Content(who), _gutter("Agent"), wraps=True),
    ]


def _share(tally: Tally) -> str:
    share = f"{tally.passed / tally.total:6.1%}" if tally.total else ""
    return f"{tally.passed:>3}/{tally.total}  {share}"


def _why_strict(share: float, strict: float) -> str:
    return "a broken constraint makes it 0" if strict == 0 and share > 0 else ""


def _constraint(name: str, broken: bool, findings: int, *, not_yet: bool) -> Content:
    if broken and not_yet:
        return Content(f"· {name}").stylize("$quiet")
    if broken:
        return Content(f"✗ {name} {findings}" if findings else f"✗ {name}").stylize("$lost")
    return Content.assemble(("✓ ", "$gained"), name)


def _point(point: TurningPoint, tally: Tally | None) -> Row:
    """`articles   57/149 ████░░░░░░  whole at 9, broke at 13`"""
    line = Content.assemble("  ", group_line(point.group, tally or Tally(0, 0), 0, _GROUP))
    if point.whole is None:
        return Row(Content.assemble(line, ("  never whole", "$quiet")))
    parts: list[Content | str | tuple[str, str]] = [line, ("  whole at ", "$quiet"), f"{point.whole}"]
    if point.broke is not None:
        parts += [(", broke at ", "$quiet"), (f"{point.broke}", "$lost" if point.mended is None else "")]
    if point.mended is not None:
        parts += [(", mended at ", "$quiet"), (f"{point.mended}", "$gained")]
    return Row(Content.assemble(*parts))


def _headed(words: str, rows: Iterable[Row]) -> list[Row]:
    return [Row(EMPTY), Row(Content(words).stylize("bold")), *rows]


def _line(label: str, value: str, beside: str = "") -> Row:
    text = Content.assemble(f"{column(value, 17)}  ", (beside, "$quiet")) if beside else Content(value)
    return Row(text, _gutter(label), wraps=True)


def _gutter(label: str, style: str = "$quiet") -> Content:
    return Content(f"  {label:<{_LABEL}}").stylize(style)
